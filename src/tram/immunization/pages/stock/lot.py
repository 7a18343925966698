"""One lot: its ledger, who got it, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tram.immunization.api import (
    LotView,
    Said,
    cancel_movement,
    cancelled_lines,
    correct_lot,
    discard_open,
    events_of_lots,
    expiry,
    hold_lot,
    ledger,
    lot_view,
    receivers,
    release_lot,
    return_vials,
    stock_reasons,
    waste_vials,
)
from tram.immunization.pages.stock.common import frame, number_in, token_of, typed, vaccine_name
from tram.kernel.actors import may
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal
from tram.people.api import parse_day

UNFIT = 422


@require_GET
def lot(request: HttpRequest, lot: UUID) -> HttpResponse:
    """The ledger of a lot, with what may be done to it. Refuses (404) one out of scope."""
    return _draw(request, lot)


@require_GET
def people(request: HttpRequest, lot: UUID) -> HttpResponse:
    """Everybody who got the lot, with phones, to be called or printed; the read is logged."""
    actor, at = actor_of(request), time_of(request)
    seen = lot_view(actor, lot)
    text = typed(request.GET, "ngay")
    day = parse_day(text, "ngay") if text else None
    found = receivers(actor, lot, today_vn(at), day=day)
    note(actor, at, "vaccine_lot.people", people=len({one.person for one in found}))
    context = frame(request, seen.commune) | {"lot": seen, "name": vaccine_name(seen.vaccine), "people": found}
    return render(request, "immunization/stock/people.html", context | {"day": day})


@require_POST
def out(request: HttpRequest, lot: UUID) -> HttpResponse:
    """Whole vials wasted or sent back."""
    post = request.POST
    given_back = post.get("what") == "return"
    deed = return_vials if given_back else waste_vials
    said = Said(
        reason=typed(post, "return_reason" if given_back else "waste_reason"),
        note=typed(post, "note"),
        document=typed(post, "document"),
        partner=typed(post, "partner"),
        token=as_uuid(post.get("token", "")),
    )
    done = _("Đã ghi trả lại.") if given_back else _("Đã ghi hao phí.")
    return _do(
        request,
        lot,
        done,
        lambda: deed(
            by=actor_of(request),
            at=time_of(request),
            lot=lot,
            day=parse_day(typed(post, "day"), "day"),
            vials=number_in(typed(post, "vials"), "vials"),
            said=said,
        ),
    )


@require_POST
def discard(request: HttpRequest, lot: UUID) -> HttpResponse:
    """What is left in the open vial is thrown away."""
    session = as_uuid(request.POST.get("session", ""))
    by, at = actor_of(request), time_of(request)
    return _do(
        request,
        lot,
        _("Đã bỏ phần còn lại của lọ đã mở."),
        lambda: discard_open(by=by, at=at, lot=lot, session=session),
    )


@require_POST
def correct(request: HttpRequest, lot: UUID) -> HttpResponse:
    """What was typed wrongly of a lot: its expiry, who made it."""
    by, at, post = actor_of(request), time_of(request), request.POST

    def deed() -> None:
        ends = expiry(typed(post, "expires_on"))
        if ends is None:
            told = _("Hạn dùng phải có dạng 31/12/2027 hoặc 12/2027.")
            raise Refusal("stock.expires_on_wrong", told, {"field": "expires_on"})
        names = ("manufacturer", "registration", "diluent_lot")
        correct_lot(by=by, at=at, lot=lot, expires_on=ends, **{name: typed(post, name) for name in names})

    return _do(request, lot, _("Đã sửa thông tin lô."), deed)


@require_POST
def hold(request: HttpRequest, lot: UUID) -> HttpResponse:
    """The lot on hold, with the reason posted."""
    by, at = actor_of(request), time_of(request)
    why = typed(request.POST, "reason")
    return _do(
        request, lot, _("Đã giữ lô: không nơi nào dùng được nữa."), lambda: hold_lot(by=by, at=at, lot=lot, reason=why)
    )


@require_POST
def release(request: HttpRequest, lot: UUID) -> HttpResponse:
    """The lot may be used again, with the reason posted."""
    by, at = actor_of(request), time_of(request)
    why = typed(request.POST, "reason")
    return _do(request, lot, _("Đã thôi giữ lô."), lambda: release_lot(by=by, at=at, lot=lot, reason=why))


@require_POST
def cancel(request: HttpRequest, lot: UUID, movement: UUID) -> HttpResponse:
    """A line of the ledger cancelled, with the reason posted."""
    by, at = actor_of(request), time_of(request)
    why = typed(request.POST, "reason")
    return _do(
        request,
        lot,
        _("Đã huỷ dòng ghi nhầm."),
        lambda: cancel_movement(by=by, at=at, movement=movement, cancel_reason=why),
    )


def _do(request: HttpRequest, lot: UUID, done: str, deed: Callable[[], Any]) -> HttpResponse:
    """The deed, then the lot; the page with the reason where the deed was refused."""
    try:
        deed()
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _draw(request, lot, refusal=refusal)
    messages.success(request, done)
    return redirect("immunization:lot", lot=lot)


def _draw(request: HttpRequest, lot: UUID, *, refusal: Refusal | None = None) -> HttpResponse:
    actor, at = actor_of(request), time_of(request)
    seen, lines = ledger(actor, lot)
    context = frame(request, seen.commune) | {
        "lot": seen,
        "name": vaccine_name(seen.vaccine),
        "facts": _facts(seen),
        "lines": lines,
        "gone": cancelled_lines(actor, lot),
        "expired": seen.expired(today_vn(at)),
        "soon": seen.ends_soon(today_vn(at)),
        "refusal": refusal,
        "typed": {name: typed(request.POST, name) for name in ("vials", "note", "document", "partner", "day")},
        "token": token_of(request),
        "waste_reasons": stock_reasons("waste").items(),
        "return_reasons": stock_reasons("return").items(),
    }
    if may(actor, "adverse_event.read"):
        context["events"] = events_of_lots(actor, seen.ids, at)
        if context["events"]:
            note(actor, at, "vaccine_lot.events", people=len(context["events"]))
    return render(request, "immunization/stock/lot.html", context, status=UNFIT if refusal else 200)


def _facts(seen: LotView) -> list[dict[str, Any]]:
    return [
        {"label": _("Hạn dùng"), "value": f"{seen.expires_on:%d/%m/%Y}"},
        {"label": _("Quy cách"), "value": _("lọ %(n)s liều") % {"n": seen.presentation}},
        {"label": _("Nhà sản xuất"), "value": seen.manufacturer},
        {"label": _("Số đăng ký"), "value": seen.registration},
        {"label": _("Lô dung môi"), "value": seen.diluent_lot},
    ]
