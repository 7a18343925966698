"""What the pages of adverse events share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from tram.immunization.api import EventView, event, event_form, event_law, labels
from tram.immunization.pages.alarms import time_left
from tram.immunization.pages.stock.common import vaccine_name
from tram.kernel.actors import may, may_see
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.people.api import Hit, hits, ways_to_reach
from tram.places.api import place_label, station_of


def found_event(request: HttpRequest, event_id: UUID, why: str) -> EventView:
    """The event, its read logged. Refuses (404) one out of scope."""
    seen = event(actor_of(request), time_of(request), event_id)
    note(actor_of(request), time_of(request), why, person=seen.person)
    return seen


def words(one: EventView) -> dict[str, Any]:
    """An event with its codes in words and its clocks as people say them."""
    form = event_form(today_vn(one.known_at))
    symptoms, outcomes = labels(form, "symptoms"), labels(form, "outcome")
    return {
        "event": one,
        "vaccine": vaccine_name(one.vaccine) if one.vaccine else "",
        "symptoms": [symptoms.get(code, code) for code in one.symptoms],
        "outcome": outcomes.get(one.outcome, ""),
        "notice_time": time_left(one.notice.minutes) if one.notice else "",
        "council_last": one.council.due_at - timedelta(minutes=1) if one.council else None,
        "law": event_law(today_vn(one.known_at)),
    }


def around(request: HttpRequest, one: EventView) -> dict[str, Any]:
    """What every page of one event shows: the person, the station, who may write."""
    actor, at = actor_of(request), time_of(request)
    place, province = place_label(one.commune, today_vn(at))
    own = station_of(one.commune, today_vn(at))
    here = words(one)
    return here | {
        "here": here,
        "person": who(one.person),
        "age": _age(one.person, today_vn(at)),
        "station": own.name if own else place,
        "province": province,
        "today": today_vn(at),
        "may_write": may(actor, "adverse_event.write") and may_see(actor, one.commune),
    }


def who(person: UUID) -> Hit | None:
    """The person as a page's head shows them."""
    return next(iter(hits([person])), None)


def reach(person: Hit | None, at: datetime) -> Any:
    """Whom to call about a person."""
    return ways_to_reach([person], today_vn(at)).get(person.id) if person else None


def _age(person: UUID, day: Any) -> str:
    found = who(person)
    return found.age(day) if found else ""
