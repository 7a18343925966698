"""One event: its clocks, its papers, what was done; and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tram.engines.forms import check
from tram.immunization.api import (
    EventView,
    at_session,
    close_event,
    doses_before_event,
    event_form,
    events,
    investigation_form,
    labels,
    lots_by_id,
    mark_notified,
    receivers,
    record_investigation,
    send_council_file,
)
from tram.immunization.pages.events.common import around, found_event, reach, words
from tram.immunization.pages.events.drawing import drawn, sections, told, typed_answers
from tram.immunization.pages.stock.common import at_in, typed, vaccine_name
from tram.kernel.actors import may
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.people.api import parse_day

UNFIT = 422


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every event in scope, the most urgent first; the read is logged."""
    actor, at = actor_of(request), time_of(request)
    every = request.GET.get("het") == "1"
    found = events(actor, at, only_open=not every)
    note(actor, at, "adverse_event.list", people=len({one.person for one in found}))
    context = {
        "rows": [words(one) for one in found],
        "every": every,
        "overdue": sum(one.overdue for one in found),
        "may_write": may(actor, "adverse_event.write"),
    }
    return render(request, "immunization/events/list.html", context)


@require_GET
def event(request: HttpRequest, event: UUID) -> HttpResponse:
    """One event with what is to be done about it."""
    return _draw(request, found_event(request, event, "adverse_event.page"))


@require_GET
def notice(request: HttpRequest, event: UUID) -> HttpResponse:
    """The notice of a serious event, to be printed and sent; the fields of the former circular."""
    seen = found_event(request, event, "adverse_event.notice")
    return render(request, "immunization/events/notice.html", _papers(request, seen))


@require_http_methods(["GET", "POST"])
def investigation(request: HttpRequest, event: UUID) -> HttpResponse:
    """The investigation of a serious event, with everybody of the same session and lots; prints."""
    seen = found_event(request, event, "adverse_event.investigation")
    form = investigation_form(today_vn(time_of(request)))
    answers: dict[str, Any] = dict(seen.investigation)
    refusal = None
    if request.method == "POST":
        answers = typed_answers(form, request.POST)
        try:
            record_investigation(by=actor_of(request), at=time_of(request), event=event, answers=answers)
        except Refusal as refused:
            if refused.status in (403, 404):
                raise
            refusal = refused
        else:
            messages.success(request, _("Đã ghi phiếu điều tra."))
            return redirect("immunization:event_investigation", event=event)
    findings = check(form, answers).findings if refusal else ()
    context = _papers(request, seen) | {
        "refusal": refusal,
        "sections": sections(form, drawn(form, answers, findings)),
        "answers": told(form, seen.investigation),
        "source": form.head,
    }
    return render(request, "immunization/events/investigation.html", context, status=UNFIT if refusal else 200)


@require_POST
def notify(request: HttpRequest, event: UUID) -> HttpResponse:
    """The notice was given by hand."""
    post = request.POST
    return _do(
        request,
        event,
        _("Đã ghi là đã báo."),
        lambda: mark_notified(
            by=actor_of(request),
            at=time_of(request),
            event=event,
            notified_at=at_in(typed(post, "day"), typed(post, "hour"), "notified_at"),
            notified_to=typed(post, "notified_to"),
            notice_number=typed(post, "notice_number"),
        ),
    )


@require_POST
def council(request: HttpRequest, event: UUID) -> HttpResponse:
    """The file for the council was sent."""
    post, deed = request.POST, partial(send_council_file, by=actor_of(request), at=time_of(request), event=event)
    return _do(
        request,
        event,
        _("Đã ghi là đã gửi hồ sơ."),
        lambda: deed(day=parse_day(typed(post, "day"), "day"), number=typed(post, "number")),
    )


@require_POST
def close(request: HttpRequest, event: UUID) -> HttpResponse:
    """The following of an event ends with its cause."""
    cause, said = typed(request.POST, "cause"), typed(request.POST, "note")
    deed = partial(close_event, by=actor_of(request), at=time_of(request), event=event, cause=cause, note=said)
    return _do(request, event, _("Đã kết thúc theo dõi."), deed)


def _do(request: HttpRequest, event_id: UUID, done: str, deed: Callable[[], Any]) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, found_event(request, event_id, "adverse_event.page"), refusal=refusal)
    messages.success(request, done)
    return redirect("immunization:event", event=event_id)


def _draw(request: HttpRequest, seen: EventView, *, refusal: Refusal | None = None) -> HttpResponse:
    at = time_of(request)
    local = at.astimezone(VN_TZ)
    causes = labels(investigation_form(today_vn(at)), "cause")
    context = around(request, seen) | {
        "answers": told(event_form(today_vn(seen.known_at)), seen.answers),
        "doses": _doses(seen),
        "lots": [(vaccine_name(lot.vaccine), lot) for lot in _lots(seen)],
        "causes": causes.items(),
        "cause": causes.get(seen.cause, ""),
        "reach": reach(around(request, seen)["person"], at),
        "hour": f"{local:%H:%M}",
        "refusal": refusal,
    }
    return render(request, "immunization/events/event.html", context, status=UNFIT if refusal else 200)


def _papers(request: HttpRequest, seen: EventView) -> dict[str, Any]:
    """What the notice and the investigation say beside the form: doses, lots, who else got them; the read is logged."""
    actor, at = actor_of(request), time_of(request)
    same = at_session(actor, seen.session, seen.commune, today_vn(at)) if seen.session else ()
    lots = _lots(seen)
    others = {lot.number: receivers(actor, lot.id, today_vn(at)) for lot in lots}
    note(
        actor, at, "adverse_event.others", people=len({one.person for part in (same, *others.values()) for one in part})
    )
    shared = around(request, seen)
    return shared | {
        "event_answers": told(event_form(today_vn(seen.known_at)), seen.answers),
        "doses": _doses(seen),
        "lots": [(vaccine_name(lot.vaccine), lot) for lot in lots],
        "same_session": [one for one in same if one.person != seen.person],
        "same_lot": [(number, [one for one in found if one.person != seen.person]) for number, found in others.items()],
        "reach": reach(shared["person"], at),
    }


def _doses(seen: EventView) -> list[dict[str, Any]]:
    """The doses the event may come from: what the person got that day."""
    every = doses_before_event(seen.person)
    named = next((one for one in every if one.id == seen.dose), None)
    day = named.day if named else None
    same = [
        one for one in every if (one.day == day if day else one.session is not None and one.session == seen.session)
    ]
    return [{"dose": one, "name": vaccine_name(one.vaccine), "named": one.id == seen.dose} for one in same]


def _lots(seen: EventView) -> list[Any]:
    found = lots_by_id(seen.lots)
    return list({lot.id: lot for lot in found.values()}.values())
