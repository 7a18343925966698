"""The screen of a session: before it opens, while it runs, after it ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tram.immunization.api import (
    Desk,
    Found,
    desk,
    find_at_desk,
    finish_observation,
    invite,
    open_session,
    supervisors,
    uninvite,
    usable_lots,
)
from tram.immunization.pages.sessions.common import names_of, own_staff, place_of
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note

LONGEST = 600
SHOWN = "desk_shown"  # of the browser's session: the desks it looked at last and how many people were noted
MOST_DESKS = 8
SERVED = ("watched", "done")
PUT_OFF = ("defer", "refuse")


@require_GET
def session(request: HttpRequest, session: UUID) -> HttpResponse:
    """The session: its list and papers, or the desk, or what came of it. ``?vua=`` names who was just served."""
    return _draw(request, session, just=as_uuid(request.GET.get("vua", "")))


@require_GET
def now(request: HttpRequest, session: UUID) -> HttpResponse:
    """The moving parts of the desk alone: who waits, who is watched, how many came (asked anew while it is open).

    It shows names. The opening of the desk was noted as a read, so the same browser asking again is not: only when it
    shows more people than were noted, or when the desk was not opened at all.
    """
    found = desk(actor_of(request), session, time_of(request))
    shown = request.session.get(SHOWN, {})
    if len(found.lines) > shown.get(str(session), -1):
        _noted(request, found)
    return render(request, "immunization/sessions/now.html", _moving(request, found))


@require_POST
def find(request: HttpRequest, session: UUID) -> HttpResponse:
    """Whoever fits ``q``. One person opens at once; for htmx only the list is answered."""
    actor, at = actor_of(request), time_of(request)
    typed = request.POST.get("q", "")[:LONGEST].replace("\0", "")
    found = find_at_desk(actor, session, typed, at)
    if found.matches:
        note(actor, at, "session.search", people=len(found.matches))
    typing = bool(request.headers.get("HX-Request"))
    if found.only and not typing:
        return redirect("immunization:session_person", session, found.only)
    context = {"found": found, "typed": typed, "session_id": session}
    if typing:
        return render(request, "immunization/sessions/found.html", context)
    return _draw(request, session, found=found, typed=typed)


@require_POST
def open_(request: HttpRequest, session: UUID) -> HttpResponse:
    """Opens the session."""
    open_session(by=actor_of(request), at=time_of(request), session=session)
    return redirect("immunization:session", session)


@require_POST
def observed(request: HttpRequest, session: UUID, person: UUID) -> HttpResponse:
    """Ends the watching of somebody."""
    staff = as_uuid(own_staff(request))
    finish_observation(by=actor_of(request), at=time_of(request), session=session, person=person, observer=staff)
    return redirect("immunization:session", session)


@require_POST
def invite_(request: HttpRequest, session: UUID, person: UUID) -> HttpResponse:
    """Puts somebody on the list, or takes them off it (``bo``)."""
    if request.POST.get("bo"):
        uninvite(by=actor_of(request), at=time_of(request), session=session, person=person)
        messages.success(request, _("Đã bỏ khỏi danh sách mời."))
    else:
        invite(by=actor_of(request), at=time_of(request), session=session, people=[person])
        messages.success(request, _("Đã thêm vào danh sách mời."))
    return redirect("immunization:session", session)


def _draw(
    request: HttpRequest, session: UUID, *, found: Found | None = None, typed: str = "", just: UUID | None = None
) -> HttpResponse:
    actor, at = actor_of(request), time_of(request)
    seen = desk(actor, session, at)
    _noted(request, seen)
    context = _moving(request, seen) | {
        "place": place_of(seen.session),
        "offered": names_of(seen.session.vaccines),
        "found": found,
        "typed": typed,
        "just": next((line for line in seen.lines if line.person == just), None),
    }
    if seen.session.state == "open":
        context["lots"] = _lots(request, seen)
    if seen.session.state == "stopped":
        context["supervisors"] = supervisors(seen.session)
    page = {"open": "desk", "planned": "planned"}.get(seen.session.state, "ended")
    return render(request, f"immunization/sessions/{page}.html", context)


def _noted(request: HttpRequest, seen: Desk) -> None:
    """Notes the read of a desk's list, and in the browser's session how many people it was."""
    people = len(seen.lines)
    note(actor_of(request), time_of(request), "session.desk", people=people)
    before = [each for each in request.session.get(SHOWN, {}).items() if each[0] != str(seen.session.id)]
    request.session[SHOWN] = dict([*before[-MOST_DESKS:], (str(seen.session.id), people)])


def _moving(request: HttpRequest, seen: Desk) -> dict[str, Any]:
    return {
        "desk": seen,
        "session": seen.session,
        "came": seen.count(*SERVED, *PUT_OFF),
        "served": seen.count(*SERVED),
        "put_off": seen.count(*PUT_OFF),
        "expected": seen.count("expected"),
        "screened": seen.count("screened"),
        "absent": seen.count("absent"),
        "at": time_of(request),
    }


def _lots(request: HttpRequest, seen: Desk) -> list[dict[str, Any]]:
    """The lot to take next of each vaccine of the session, and vaccines of which there is none."""
    codes = seen.session.vaccines
    lots = usable_lots(actor_of(request), seen.session.commune, seen.session.day, codes, time_of(request))
    rows = zip(codes, names_of(codes), strict=True)
    return [{"name": name, "lot": next(iter(lots.get(code, ())), None)} for code, name in rows]
