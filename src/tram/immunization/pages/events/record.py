"""Recording an adverse event, and writing it anew: child, dose, lot and session are filled already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tram.engines.forms import Finding
from tram.immunization.api import (
    DoseChoice,
    EventView,
    change_event,
    checked_event,
    doses_before_event,
    event_form,
    record_event,
    vaccinee_for,
)
from tram.immunization.pages.events.common import around, found_event, who
from tram.immunization.pages.events.drawing import drawn, typed_answers
from tram.immunization.pages.stock.common import at_in, typed, vaccine_name
from tram.kernel.actors import not_found, require
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal

UNFIT = 422


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, person: UUID | None = None) -> HttpResponse:
    """The form about somebody (``nguoi``), a dose (``mui``) and a session (``buoi``); posted, the event."""
    whom = person or as_uuid(request.GET.get("nguoi", ""))
    if whom is None:
        raise not_found()
    patient = vaccinee_for(actor_of(request), "adverse_event.write", whom).id
    if request.method == "POST":
        return _save(request, patient)
    at = time_of(request).astimezone(VN_TZ)
    start = {"onset_on": f"{at:%d/%m/%Y}", "onset_at": f"{at:%H:%M}", "outcome": "recovering"}
    return _draw(request, patient, start)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, event: UUID) -> HttpResponse:
    """The form filled with an event, and why it is changed."""
    require(actor_of(request), "adverse_event.write")
    seen = found_event(request, event, "adverse_event.form")
    form = event_form(today_vn(time_of(request)))
    if request.method != "POST":
        return _draw(request, seen.person, dict(seen.answers), changing=seen)
    answers = typed_answers(form, request.POST)
    why = typed(request.POST, "change_reason")
    try:
        change_event(by=actor_of(request), at=time_of(request), event=event, answers=answers, change_reason=why)
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, seen.person, answers, changing=seen, refusal=refusal)
    messages.success(request, _("Đã sửa phiếu phản ứng."))
    return redirect("immunization:event", event=event)


def _save(request: HttpRequest, person: UUID) -> HttpResponse:
    answers = typed_answers(event_form(today_vn(time_of(request))), request.POST)
    try:
        made = record_event(
            by=actor_of(request),
            at=time_of(request),
            person=person,
            answers=answers,
            dose=as_uuid(request.POST.get("dose", "")),
            session=as_uuid(request.POST.get("session", "")),
            known_at=_known_at(request),
            token=as_uuid(request.POST.get("token", "")),
        )
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, person, answers, refusal=refusal)
    if made.serious:
        messages.warning(request, _("Phản ứng nặng: đã dừng buổi tiêm và giữ lô. Báo cấp trên trong 24 giờ."))
    else:
        messages.success(request, _("Đã ghi phản ứng sau tiêm."))
    return redirect("immunization:event", event=made.id)


def _known_at(request: HttpRequest) -> datetime | None:
    """When the station came to know, as typed; None (now) when nobody typed it, or the minute that runs."""
    day, hour = typed(request.POST, "known_on"), typed(request.POST, "known_hour")
    if not day and not hour:
        return None
    told = at_in(day, hour, "known_at")
    return told if told < time_of(request) else None if told - time_of(request) < timedelta(minutes=1) else told


def _draw(
    request: HttpRequest,
    person: UUID,
    answers: Mapping[str, Any],
    *,
    changing: EventView | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    at = time_of(request)
    doses = doses_before_event(person)
    chosen = _chosen(request, doses, changing)
    form = event_form(today_vn(at))
    found: Iterable[Finding] = checked_event(answers, at, chosen.day if chosen else None).findings if refusal else ()
    note(actor_of(request), at, "adverse_event.form", person=person)
    context: dict[str, Any] = {
        "person": who(person),
        "today": today_vn(at),
        "fields": drawn(form, answers, found),
        "source": form.head,
        "doses": [_dose(one) for one in doses],
        "chosen": chosen.id if chosen else None,
        "session": as_uuid(_said(request, "session", "buoi")),
        "known_on": typed(request.POST, "known_on") or f"{today_vn(at):%d/%m/%Y}",
        "known_hour": typed(request.POST, "known_hour") or f"{at.astimezone(VN_TZ):%H:%M}",
        "token": request.POST.get("token", "") or str(uuid7()),
        "refusal": refusal,
        "changing": changing,
        "change_reason": typed(request.POST, "change_reason"),
    }
    if changing is not None:
        context |= around(request, changing)
    return render(request, "immunization/events/form.html", context, status=UNFIT if refusal else 200)


def _chosen(request: HttpRequest, doses: Iterable[DoseChoice], changing: EventView | None) -> DoseChoice | None:
    """The dose named, else the first of the session, else the latest."""
    held = list(doses)
    named = changing.dose if changing else as_uuid(_said(request, "dose", "mui"))
    session = as_uuid(_said(request, "session", "buoi"))
    of_session = (one for one in held if session is not None and one.session == session)
    fitting = [*(one for one in held if one.id == named), *of_session]
    if fitting:
        return fitting[0]
    blank = changing is not None or request.method == "POST"
    return None if blank or not held else held[0]


def _said(request: HttpRequest, posted: str, asked: str) -> str:
    return request.POST.get(posted, "") or request.GET.get(asked, "")


def _dose(one: DoseChoice) -> dict[str, Any]:
    return {"id": one.id, "name": vaccine_name(one.vaccine), "day": one.day, "lot": one.lot_number}
