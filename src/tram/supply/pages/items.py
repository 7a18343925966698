"""The list of a station, and one item with its prices over time."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.kernel.http import actor_of
from tram.places.api import commune
from tram.supply.api import ItemView, PriceView, find_items, price_book, prices_on
from tram.supply.pages.common import KIND_NAMES, dong, item_of, list_url, may_write, place_of, today

SHOWN = 200


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What the station gives and does today, by kind and by a few letters."""
    actor, day, code = actor_of(request), today(request), place_of(request)
    kind, text = request.GET.get("loai", ""), request.GET.get("q", "").strip()[:100]
    kind = kind if kind in KIND_NAMES else ""
    found = find_items(actor, code, day, text, kinds=[kind] if kind else (), limit=SHOWN + 1) if code else ()
    prices = prices_on([one.id for one in found[:SHOWN]], day)
    place = commune(code, day) if code else None
    context = {
        "rows": [_row(one, prices.get(one.id)) for one in found[:SHOWN]],
        "more": len(found) > SHOWN, "most": SHOWN, "kinds": _tabs(code, kind, text), "kind": kind, "text": text,
        "code": code, "place": place.full_name if place else "", "may_write": may_write(request, code),
        "choose": actor.communes is None or len(actor.communes) > 1,
    }  # fmt: skip
    return render(request, "supply/items.html", context)


@require_GET
def page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One item: what it is, what it costs since when."""
    found, day = item_of(request, item_id), today(request)
    prices = price_book([item_id], date.min, date.max).get(item_id, ())
    context = {
        "item": found, "facts": _facts(found), "prices": [_priced(one, day) for one in prices[::-1]],
        "crumbs": [{"label": _("Danh mục, giá"), "url": list_url(found.commune)}, {"label": found.name}],
        "may_write": may_write(request, found.commune) and found.valid_to is None,
    }  # fmt: skip
    return render(request, "supply/item.html", context)


def _row(one: ItemView, price: PriceView | None) -> dict[str, Any]:
    told = {"price": dong(price.price), "price_bh": dong(price.price_bh)} if price else {}
    return {"item": one, "kind": _(KIND_NAMES[one.kind]), **told}


def _priced(one: PriceView, day: date) -> dict[str, Any]:
    """A price with its amounts in words; ``now`` when it holds on the day, ``later`` when it will."""
    held = one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
    return {
        "price": one, "own": dong(one.price), "fund": dong(one.price_bh), "now": held, "later": one.valid_from > day,
        "ceiling": dong(one.ceiling) if one.ceiling is not None else "",
    }  # fmt: skip


def _tabs(code: str, kind: str, text: str) -> list[dict[str, Any]]:
    named = {"": _("Tất cả")} | {one: _(name) for one, name in KIND_NAMES.items()}
    return [
        {"label": label, "url": list_url(code, loai=one, q=text), "current": one == kind}
        for one, label in named.items()
    ]


def _facts(found: ItemView) -> list[dict[str, str]]:
    told = (
        (_("Loại"), _(KIND_NAMES[found.kind])), (_("Mã"), found.code), (_("Hoạt chất"), found.ingredient),
        (_("Hàm lượng"), found.strength), (_("Đơn vị tính"), found.unit), (_("Mã đường dùng"), found.route),
        (_("Dạng bào chế"), found.form), (_("Số đăng ký"), found.registration), (_("Thông tin thầu"), found.tender),
        (_("Chế biến"), found.preparation), (_("Liều thường dùng"), found.usual_dose), (_("Mã nhóm"), found.group),
        (_("Mã ICD-9"), found.icd9), (_("Mã máy"), found.machine),
        (_("Dùng từ"), f"{found.valid_from:%d/%m/%Y}"),
        (_("Dùng đến"), f"{found.valid_to:%d/%m/%Y}" if found.valid_to else ""),
    )  # fmt: skip
    return [{"label": label, "value": value} for label, value in told if value]
