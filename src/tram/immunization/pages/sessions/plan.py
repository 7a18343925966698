"""Planning a session: choose the day and place, see who is due and what it takes, save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tram.immunization.api import (
    SESSION_KINDS,
    Offer,
    Plan,
    Proposal,
    SessionView,
    change_session,
    desk,
    invite,
    open_session,
    plan_session,
    proposal,
    vaccines,
)
from tram.immunization.pages.sessions.common import commune_of, ids_in
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.places.api import villages, working_days
from tram.workforce.api import staff_of

CAPACITY = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the planner chose so far; ``whole`` False until the form was sent once; ``misread`` a day that is none."""

    day: date
    kind: str
    villages: tuple[UUID, ...]
    vaccines: tuple[str, ...]
    whole: bool
    misread: str = ""


def new(request: HttpRequest) -> HttpResponse:
    """Who could be invited on a day, and what that takes; posted, the session."""
    actor, at = actor_of(request), time_of(request)
    asked = _asked(request, commune_of(actor))
    if request.method != "POST" or asked.misread or _looking(request):
        return _draw(request, asked)
    try:
        made = plan_session(
            by=actor,
            at=at,
            people=[UUID(each) for each in ids_in(request.POST.getlist("person"))],
            token=as_uuid(request.POST.get("token", "")),
            **_plan(request, asked),
        )
        if request.POST.get("save") == "open":
            open_session(by=actor, at=at, session=made.id)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, asked, refusal=refusal)
    messages.success(request, _("Đã lập buổi tiêm."))
    return redirect("immunization:session", made.id)


def change(request: HttpRequest, session: UUID) -> HttpResponse:
    """The plan of a session, to be changed; people are added, those on the list stay."""
    actor, at = actor_of(request), time_of(request)
    seen = desk(actor, session, at)
    asked = _asked(request, seen.session.commune, seen.session)
    there = frozenset(line.person for line in seen.lines)
    if request.method != "POST" or asked.misread or _looking(request):
        return _draw(request, asked, changing=seen.session, there=there)
    try:
        change_session(by=actor, at=at, session=session, **_plan(request, asked))
        added = [UUID(each) for each in ids_in(request.POST.getlist("person")) if UUID(each) not in there]
        invite(by=actor, at=at, session=session, people=added)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, asked, changing=seen.session, there=there, refusal=refusal)
    messages.success(request, _("Đã lưu kế hoạch buổi tiêm."))
    return redirect("immunization:session", session)


def _draw(
    request: HttpRequest,
    asked: Asked,
    *,
    changing: SessionView | None = None,
    there: frozenset[UUID] = frozenset(),
    refusal: Refusal | None = None,
) -> HttpResponse:
    actor, at = actor_of(request), time_of(request)
    commune = commune_of(actor)
    if asked.misread:
        told = _("«{typed}» không phải một ngày. Ngày tiêm viết như 15/12/2026.")
        refusal = Refusal("session.day", told.format(typed=asked.misread))
    found = proposal(actor, commune, asked.day, at, villages=asked.villages, vaccines_=asked.vaccines)
    note(actor, at, "session.plan", people=len(found.people))
    context = {
        "asked": asked,
        "found": found,
        "people": _people(found, there, changing),
        "kinds": [(code, label) for code, label in SESSION_KINDS],
        "villages": villages(commune, asked.day),
        "staff": _staff(actor.facility, asked.day, changing),
        "vaccines": _vaccines(asked, found, changing),
        "token": str(uuid7()),
        "today": today_vn(at),
        "changing": changing,
        "capacity": changing.capacity if changing and changing.capacity else CAPACITY,
        "refusal": refusal,
    }
    return render(request, "immunization/sessions/plan.html", context, status=422 if refusal else 200)


def _asked(request: HttpRequest, commune: str, old: SessionView | None = None) -> Asked:
    """What the address or the form says; else the plan that is changed; else the next working day at the station."""
    sent = request.POST if request.method == "POST" else request.GET
    at_first = "ngay" not in sent if request.method == "POST" else not sent.get("ngay")
    if at_first and old is not None:
        return Asked(old.day, old.kind, (old.village,) if old.village else (), old.vaccines, whole=True)
    known = {str(each.id): each.id for each in villages(commune, today_vn(time_of(request)))}
    chosen = tuple(known[each] for each in sent.getlist("thon") if each in known)
    codes = () if _looking(request) else tuple(code for code in sent.getlist("vac") if code in vaccines())
    kind, day = sent.get("loai", ""), _day(sent.get("ngay", ""))
    return Asked(
        day or _next_working(today_vn(time_of(request))),
        kind if kind in dict(SESSION_KINDS) else "fixed",
        chosen,
        codes,
        not at_first,
        "" if at_first or day else sent["ngay"][:20] or "–",
    )


def _looking(request: HttpRequest) -> bool:
    """Was the form sent to look for people, not to save?"""
    return request.POST.get("save") == "find"


def _day(typed: str) -> date | None:
    """The day typed (dd/mm/yyyy); None when it is none."""
    try:
        day, month, year = (int(part) for part in typed.split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def _next_working(today: date) -> date:
    following = today + timedelta(days=1)
    while not working_days().works(following):
        following += timedelta(days=1)
    return following


def _plan(request: HttpRequest, asked: Asked) -> Plan:
    counts = {code: request.POST.get(f"lo-{code}", "") for code in asked.vaccines}
    capacity = request.POST.get("suc", "")
    return Plan(
        day=asked.day,
        kind=asked.kind,
        village=asked.villages[0] if asked.villages else None,
        place_name=request.POST.get("noi", "").replace("\0", ""),
        vaccines=asked.vaccines,
        vials={code: int(count) for code, count in counts.items() if count.isdecimal() and len(count) < 5},
        staff=[UUID(each) for each in ids_in(request.POST.getlist("nguoi-lam"))],
        capacity=int(capacity) if capacity.isdecimal() and len(capacity) < 4 else None,
        note=request.POST.get("ghi-chu", "").replace("\0", ""),
    )


def _people(found: Proposal, there: frozenset[UUID], changing: SessionView | None) -> list[dict[str, Any]]:
    """Everybody who is due; who has waited longest is ticked, up to the usual number, or who is on the list already."""
    known = vaccines()
    waiting = sorted(
        found.people, key=lambda each: min((one.recommended or date.max for one in each.due), default=date.max)
    )
    first = {each.person for each in waiting[:CAPACITY]}
    return [
        {
            "person": each,
            "due": [(known[one.vaccine].short_vi if one.vaccine in known else one.vaccine, one) for one in each.due],
            "chosen": each.person in (there if changing else first),
            "there": each.person in there,
        }
        for each in found.people
    ]


def _staff(station: UUID | None, day: date, changing: SessionView | None) -> list[dict[str, Any]]:
    working = staff_of(station, day) if station else ()
    care = {"doctor", "assistant_doctor", "nurse", "midwife"}
    return [
        {"staff": each, "chosen": each.id in changing.staff if changing else each.profession in care}
        for each in working
    ]


def _vaccines(asked: Asked, found: Proposal, changing: SessionView | None) -> list[dict[str, Any]]:
    """The vaccines of the programme, ticked where people are due or the planner ticked them."""
    offers = {each.vaccine: each for each in found.offers}
    return [
        {
            "code": code,
            "name": each.name_vi,
            "chosen": code in (asked.vaccines or offers),
            "offer": offers.get(code),
            "vials": _vials(code, offers, changing),
        }
        for code, each in vaccines().items()
        if each.programme or code in offers
    ]


def _vials(code: str, offers: Mapping[str, Offer], changing: SessionView | None) -> int:
    """What the plan said to carry, else what the reckoning proposes."""
    if changing and code in changing.vials:
        return changing.vials[code]
    return offers[code].need.carry if code in offers else 0
