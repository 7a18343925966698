"""Counting what stands in the fridge: one form for every lot, a difference explained beside it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tram.immunization.api import Said, balances, count_lots, stock_reasons
from tram.immunization.pages.stock.common import frame, number_in, store_of, token_of, typed, vaccine_name
from tram.kernel.actors import require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.kernel.ids import as_uuid
from tram.kernel.refusals import Refusal

UNFIT = 422


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest) -> HttpResponse:
    """A field for each lot with something left; what is left blank was not counted."""
    commune, actor, at = store_of(request), actor_of(request), time_of(request)
    require(actor, "vaccine_stock.write", commune)
    lots = [lot for lot in balances(actor, commune, today_vn(at)) if lot.doses or lot.held_on]
    refusal = None
    if request.method == "POST":
        try:
            told = {lot.id: typed(request.POST, f"dem-{lot.id}") for lot in lots}
            counted = {lot: number_in(text, "counted") for lot, text in told.items() if text}
            why = {lot: Said(typed(request.POST, f"vi-{lot}"), typed(request.POST, f"chu-{lot}")) for lot in counted}
            token = as_uuid(request.POST.get("token", ""))
            count_lots(by=actor, at=at, commune=commune, day=today_vn(at), counted=counted, why=why, token=token)
        except Refusal as refused:
            if refused.status in (403, 404):
                raise
            refusal = refused
        else:
            messages.success(request, _("Đã ghi kiểm kê."))
            return redirect(f"{reverse('immunization:stock')}?xa={commune}")
    rows = [_row(request, lot) for lot in lots]
    context = frame(request, commune) | {"rows": rows, "refusal": refusal, "reasons": stock_reasons("count").items()}
    context["token"] = token_of(request)
    return render(request, "immunization/stock/count.html", context, status=UNFIT if refusal else 200)


def _row(request: HttpRequest, lot: Any) -> dict[str, Any]:
    return {
        "lot": lot,
        "name": vaccine_name(lot.vaccine),
        "counted": typed(request.POST, f"dem-{lot.id}"),
        "reason": typed(request.POST, f"vi-{lot.id}"),
        "note": typed(request.POST, f"chu-{lot.id}"),
    }
