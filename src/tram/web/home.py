"""Today's work: who waits, who is due back, where we stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tram.encounters.api import VisitBrief, follow_ups_due, visits_on
from tram.encounters.api import waiting as waiting_on
from tram.immunization.api import due_counts, todays_session
from tram.kernel.actors import Actor, may
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.people.api import Hit, hits
from tram.sync.api import to_tell

LOOK_BACK = timedelta(days=30)
LISTED = 10
WEEK = timedelta(days=7)


def home(request: HttpRequest) -> HttpResponse:
    """The page a day starts with; the indicators come after it, from the reports room."""
    actor, today = actor_of(request), today_vn(time_of(request))
    context: dict[str, Any] = {"today": today, "may_write": may(actor, "visit.write")}
    if may(actor, "visit.read") and actor.commune:
        due = follow_ups_due(actor, actor.commune, today - LOOK_BACK, today, limit=LISTED + 1)
        seen = visits_on(actor, actor.commune, today)
        context |= _lists(
            request, waiting=waiting_on(actor, actor.commune, today), due=due[:LISTED], seen=seen[:LISTED]
        )
        if may(actor, "outbox.manage"):
            context["to_tell"] = to_tell(actor, time_of(request))
        context |= {"desk": True, "seen_count": len(seen), "due_more": len(due) > LISTED}
    if may(actor, "vaccination.read") and actor.commune:
        context["vaccinations"] = _vaccinations(actor, today)
    return render(request, "web/home.html", context)


def _vaccinations(actor: Actor, today: date) -> dict[str, Any]:
    """How many people a vaccination waits for, and today's session where the actor may open it."""
    counted = due_counts(actor, actor.commune, today, until=today + WEEK)
    session = todays_session(actor, actor.commune, today) if may(actor, "session.manage") else None
    return {
        "due": sum(one.due for one in counted),
        "overdue": sum(one.overdue for one in counted),
        "session": session.id if session else None,
    }


def waiting(request: HttpRequest) -> HttpResponse:
    """Everybody who waits, is due back, or was seen today."""
    actor, today = actor_of(request), today_vn(time_of(request))
    context: dict[str, Any] = {"today": today, "may_write": may(actor, "visit.write")}
    if actor.commune:
        due = follow_ups_due(actor, actor.commune, today - LOOK_BACK, today + timedelta(days=7))
        seen = visits_on(actor, actor.commune, today)
        context |= _lists(request, waiting=waiting_on(actor, actor.commune, today), due=due, seen=seen)
    return render(request, "web/waiting.html", context)


def _lists(request: HttpRequest, **lists: Iterable[VisitBrief]) -> dict[str, Any]:
    """Each list of visits with its people; the read is logged once, with how many people were shown."""
    kept = {name: list(visits) for name, visits in lists.items()}
    people = _people(visit.person for visits in kept.values() for visit in visits)
    if people:
        note(actor_of(request), time_of(request), f"list {request.path}", people=len(people))
    return {name: _with_people(visits, people) for name, visits in kept.items()}


def _people(ids: Iterable[UUID]) -> dict[UUID, Hit]:
    return {hit.id: hit for hit in hits(list(dict.fromkeys(ids)))}


def _with_people(visits: list[VisitBrief], people: dict[UUID, Hit]) -> list[dict[str, Any]]:
    return [{"visit": visit, "person": people[visit.person]} for visit in visits if visit.person in people]
