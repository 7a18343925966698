"""The store at a glance: what may be used first, what may not be used, what must be put right; and what to order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.immunization.api import LotView, balances, order_proposal, vaccines
from tram.immunization.pages.stock.common import frame, store_of, vaccine_name
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """Every lot of a store with its balance, by vaccine. ``het=1`` shows empty lots too."""
    commune = store_of(request)
    today = today_vn(time_of(request))
    lots = balances(actor_of(request), commune, today)
    every = request.GET.get("het") == "1"
    shown = [lot for lot in lots if every or lot.doses or lot.held_on]
    context = frame(request, commune) | {
        "rows": _rows(shown, today),
        "hidden": len(lots) - len(shown),
        "every": every,
        "negative": [_row(lot, today) for lot in lots if lot.negative],
        "short": [_row(lot, today) for lot in lots if lot.figures.short],
        "expired": [_row(lot, today) for lot in lots if lot.expired(today) and lot.doses > 0],
        "held": [_row(lot, today) for lot in lots if lot.held_on],
        "soon": [_row(lot, today) for lot in lots if lot.ends_soon(today) and lot.doses > 0],
    }
    return render(request, "immunization/stock/stock.html", context)


@require_GET
def order(request: HttpRequest) -> HttpResponse:
    """What to order for next month, to be printed."""
    commune = store_of(request)
    found = order_proposal(actor_of(request), commune, time_of(request))
    return render(request, "immunization/stock/order.html", frame(request, commune) | {"order": found})


def _rows(lots: Iterable[LotView], today: date) -> list[dict[str, Any]]:
    """Lots by vaccine in the order of the schedule; of each vaccine what is used first stands first."""
    places = {code: number for number, code in enumerate(vaccines())}
    ordered = sorted(lots, key=lambda lot: (places.get(lot.vaccine, len(places)), lot.expires_on, lot.number))
    return [_row(lot, today) for lot in ordered]


def _row(lot: LotView, today: date) -> dict[str, Any]:
    return {
        "lot": lot,
        "name": vaccine_name(lot.vaccine),
        "expired": lot.expired(today),
        "soon": lot.ends_soon(today),
        "usable": lot.usable(today),
    }
