"""One person's page: who they are, what is known now, what happened."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tram.encounters.api import Timeline, VisitView, patient_for, person_record, person_timeline
from tram.exchange.api import received_for
from tram.immunization.api import vaccination_brief, vaccine_label
from tram.kernel.actors import Actor, may
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.people.api import person_card
from tram.sync.api import about_person, load_identity
from tram.web.measures import measures, told
from tram.workforce.api import staff_by_id

PAGE = 30


def page(request: HttpRequest, person: UUID) -> HttpResponse:
    """The person's page. Refuses (404) whom the actor may not see; a merged record leads to where it went."""
    actor, at = actor_of(request), time_of(request)
    card = person_card(actor, person, at)
    if card.id != person:
        return redirect("web:person", person=card.id)
    note(actor, at, "person.page", person=card.id)
    context: dict[str, Any] = {
        "card": card,
        "today": today_vn(at),
        "may_visit": may(actor, "visit.write") and card.person.died_on is None,
        "may_edit": may(actor, "person.write"),
        "undecided": about_person(actor, lambda: load_identity(settings.HOME), at, card.id),
    }
    if may(actor, "visit.read"):
        context |= _record(actor, card.id)
    if may(actor, "vaccination.read"):
        context["vaccination"] = _vaccination(card.id, today_vn(at))
    return render(request, "web/person.html", context)


def timeline(request: HttpRequest, person: UUID) -> HttpResponse:
    """More of the timeline, as a piece of the page."""
    actor = actor_of(request)
    found = person_timeline(actor, person, request.GET.get("before", ""), PAGE)
    note(actor, time_of(request), "person.timeline", person=person)
    return render(request, "web/timeline.html", {"person_id": person} | _timeline(found))


def _vaccination(person: UUID, today: date) -> dict[str, Any]:
    """What waits to be given, and what comes next."""
    brief = vaccination_brief(person, today)
    named = [{"name": vaccine_label(one.vaccine or one.group, one.number), "late": one.late} for one in brief.now]
    return {
        "now": named,
        "late": brief.late,
        "day": brief.day,
        "then": [vaccine_label(one.vaccine or one.group, one.number) for one in brief.then],
        "given": brief.given,
    }


def _record(actor: Actor, person: UUID) -> dict[str, Any]:
    patient = patient_for(actor, "visit.read", person)
    found = person_timeline(actor, person, limit=PAGE, known=patient)
    known = person_record(actor, person, known=patient)
    return {
        "received": received_for(actor, person, PAGE, known=patient),
        "person_id": person,
        "conditions": known.conditions,
        "allergies": known.allergies,
        "measures": measures(known.vitals, _visits(found)),
        **_timeline(found),
    }


def _visits(found: Timeline) -> list[VisitView]:
    return [entry.item for entry in found.entries if isinstance(entry.item, VisitView)]


def _timeline(found: Timeline) -> dict[str, Any]:
    visits = _visits(found)
    names = {key: staff.full_name for key, staff in staff_by_id({v.examiner for v in visits if v.examiner}).items()}
    by_visit = {visit.id: names.get(visit.examiner, "") for visit in visits if visit.examiner}
    entries, year = [], 0
    for entry in found.entries:
        entries.append(
            {
                "entry": entry,
                "measured": told(entry.item) if isinstance(entry.item, VisitView) else "",
                "examiner": by_visit.get(entry.item.id, ""),
                "year": entry.day.year if entry.day.year != year else "",
            }
        )
        year = entry.day.year
    return {"entries": entries, "before": found.before}
