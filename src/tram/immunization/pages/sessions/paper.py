"""Papers of a session: the list of who is invited, a slip for each, the next appointment of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.immunization.api import DeskLine, desk, due_on, qr_svg, qr_text
from tram.immunization.pages.sessions.common import names_of, place_of, station_name
from tram.kernel.actors import not_found
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.places.api import place_label


@require_GET
def invitations(request: HttpRequest, session: UUID) -> HttpResponse:
    """The list of a session for paper: who, what for, how to reach them, room to sign."""
    return render(request, "immunization/sessions/list.html", _papers(request, session, "session.list"))


@require_GET
def slips(request: HttpRequest, session: UUID) -> HttpResponse:
    """A slip of A6 for everybody on the list (``?nguoi=`` for one), four on a sheet."""
    context = _papers(request, session, "session.slips")
    only = as_uuid(request.GET.get("nguoi", ""))
    lines = [line for line in context["lines"] if only in (None, line.person)]
    context["slips"] = [_slip(line) for line in lines]
    return render(request, "immunization/sessions/slips.html", context)


@require_GET
def appointment(request: HttpRequest, session: UUID, person: UUID) -> HttpResponse:
    """The slip that somebody takes home: when to come back, and what to watch for until then."""
    context = _papers(request, session, "session.appointment")
    line = next((each for each in context["lines"] if each.person == person), None)
    if line is None:
        raise not_found()
    coming = due_on([person], line.next_on).get(person, ()) if line.next_on else ()
    context |= {"slip": _slip(line), "coming": coming, "today": today_vn(time_of(request))}
    return render(request, "immunization/sessions/appointment.html", context)


def _papers(request: HttpRequest, session: UUID, why: str) -> dict[str, Any]:
    actor, at = actor_of(request), time_of(request)
    seen = desk(actor, session, at)
    note(actor, at, why, people=len(seen.lines))
    commune, province = place_label(seen.session.commune, seen.session.day)
    station = station_name(seen.session)
    return {
        "session": seen.session,
        "lines": seen.lines,
        "place": place_of(seen.session),
        "station": station or commune,
        "above": commune if station else province,
        "offered": names_of(seen.session.vaccines),
    }


def _slip(line: DeskLine) -> dict[str, Any]:
    return {"line": line, "qr": qr_svg(qr_text(line.person))}
