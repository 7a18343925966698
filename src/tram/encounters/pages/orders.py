"""Orders on the visit form: searching the catalogue, a row for what was picked, what a typed dose makes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from tram.encounters.api import Row, dispense, rows_typed
from tram.encounters.pages.order_rows import dose_said, drawn_rows, price_words
from tram.kernel.actors import not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.http import actor_of, time_of
from tram.supply.api import ItemView, find_items, item, prices_on

LONGEST = 100
KINDS = ("drug", "herb", "service", "supply")
KEY = re.compile(r"[1-9][0-9]{0,2}")
KIND_NAMES = {"herb": gettext_noop("Vị thuốc"), "service": gettext_noop("Dịch vụ"), "supply": gettext_noop("Vật tư")}


def search(request: HttpRequest) -> JsonResponse:
    """``?q=`` → ``{"results": [{"value", "code", "text", "note"}]}``: what the station may give today."""
    actor, day = actor_of(request), today_vn(time_of(request))
    require(actor, "visit.write")
    found = find_items(actor, actor.commune, day, request.GET.get("q", "")[:LONGEST], kinds=KINDS)
    prices = prices_on([each.id for each in found], day)
    results = [_result(each, prices[each.id].price if each.id in prices else None) for each in found]
    return JsonResponse({"results": results}, json_dumps_params={"ensure_ascii": False})


def row(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """An empty row for an item picked; its dose is the usual one. Refuses (404) what the station may not give today."""
    actor, day = actor_of(request), today_vn(time_of(request))
    require(actor, "visit.write")
    chosen, key = _chosen(request, item_id), _key(request)
    typed = {"order": key, f"o{key}_item": str(chosen.id), f"o{key}_dose": chosen.usual_dose}
    return render(request, "encounters/order_row.html", {"row": drawn_rows(actor, rows_typed(typed, day), day, ())[0]})


def dose(request: HttpRequest, item_id: UUID) -> JsonResponse:
    """``?dose=2x2x5&quantity=&days=`` → what it makes: ``{"quantity", "said", "days"}``; ``said`` asks when unread."""
    require(actor_of(request), "visit.write")
    chosen = _chosen(request, item_id)
    days = request.GET.get("days", "")
    typed = {f"o1_{name}": request.GET.get(name, "")[:LONGEST] for name in ("dose", "quantity")}
    price = prices_on([chosen.id], today_vn(time_of(request))).get(chosen.id)
    asked = Row("1", chosen, typed, int(days) if KEY.fullmatch(days) else None)
    said: dict[str, Any] = dose_said(asked, price.price if price else None)
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False})


@require_POST
def hand_out(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Notes that the drugs of a visit are handed out, and shows it."""
    count = dispense(by=actor_of(request), at=time_of(request), visit=visit)
    messages.success(request, _("Đã phát %(count)s thuốc.") % {"count": count})
    return redirect("encounters:visit", visit=visit)


def _result(each: ItemView, price: Decimal | None) -> dict[str, str]:
    name = f"{each.name} {each.strength}" if each.strength and each.strength not in each.name else each.name
    kind = KIND_NAMES.get(each.kind, "") if each.kind != "drug" else ""
    note = " · ".join(part for part in (_(kind) if kind else "", price_words(price, each.unit)) if part)
    return {"value": str(each.id), "text": name, "note": note}


def _chosen(request: HttpRequest, item_id: UUID) -> ItemView:
    found = item(item_id)
    actor, day = actor_of(request), today_vn(time_of(request))
    if found is None or found.commune not in {"", actor.commune} or not found.holds(day):
        raise not_found()
    return found


def _key(request: HttpRequest) -> str:
    text = request.GET.get("key", "")
    return text if KEY.fullmatch(text) else "1"
