"""Deeds on the catalogue: items written with their prices, and ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from tram.kernel.actors import Actor, require
from tram.kernel.facts import Draft, deed
from tram.kernel.text import nfc, search_key
from tram.supply.catalogue import refusals
from tram.supply.catalogue.inputs import ItemInput
from tram.supply.catalogue.reads import items
from tram.supply.catalogue.views import ItemView
from tram.supply.models import Item, ItemIndicator, ItemKind, ItemPrice

WRITE = "catalogue.write"
DAY = timedelta(days=1)
MOST_PRICE = Decimal(10**12)
GROUPS = {"drug": "4", "herb": "4", "service": "18", "supply": "10", "exam": "13", "bed": "16"}
_TEXTS = (
    "code", "name", "unit", "ingredient", "strength", "route", "form", "registration", "tender", "group", "preparation",
    "icd9", "machine", "usual_dose",
)  # fmt: skip
_AMOUNTS = ("price", "price_bh", "fund_rate", "ceiling", "decision")
_NEEDED = ("code", "name", "unit")
_ROOM = {field.name: field.max_length or 0 for field in Item._meta.fields if field.name in _TEXTS}


def record_items(*, by: Actor, at: datetime, commune: str, day: date, rows: Sequence[ItemInput]) -> tuple[UUID, ...]:
    """Writes items into a station's list with the prices that hold from ``day`` (fact ``catalogue.recorded``).

    An item that is known is changed, its old price ends the day before (a price of the very same day is corrected in
    place); what says nothing new is passed over. Returns
    the ids in the order of the rows. Refuses a row that is no item, the same item twice, and a price before one that is
    known.
    """
    require(by, WRITE, commune=commune)
    checked = [checked_item(row) for row in rows]
    _refuse_twice(checked)
    known = _known(commune, checked)
    prices = _open_prices(row.pk for row in known.values())
    written: list[Item] = []
    with deed("catalogue.recorded", by=by, at=at, place=commune) as fact:
        for row in checked:
            there = known.get(row.identity)
            written.append(_add(fact, commune, day, row) if there is None else _change(fact, there, prices, day, row))
    return tuple(item.pk for item in written)


def end_item(*, by: Actor, at: datetime, item: UUID, day: date) -> ItemView:
    """Takes an item off a station's list: ``day`` is the first day without it (fact ``catalogue.item_ended``)."""
    row = Item.objects.filter(pk=item).first()
    if row is None or not row.commune:
        raise refusals.item_unknown()
    require(by, WRITE, commune=row.commune)
    if row.valid_to is not None:
        raise refusals.item_unknown()
    with deed("catalogue.item_ended", by=by, at=at, place=row.commune) as fact:
        fact.change(row, valid_to=max(day - DAY, row.valid_from))
    return items([row.pk])[row.pk]


def checked_item(row: ItemInput) -> ItemInput:
    """The input as it is kept. Refuses an unknown kind, a text that is missing or too long, an odd price or rate."""
    if row.kind not in ItemKind.values:
        raise refusals.kind_unknown(row.kind)
    texts = {name: nfc(getattr(row, name)).strip() for name in _TEXTS}
    texts["group"] = texts["group"] or GROUPS[row.kind]
    for name in _NEEDED:
        if not texts[name]:
            raise refusals.text_missing(name)
    for name, text in texts.items():
        most = _ROOM[name]
        if len(text) > most:
            raise refusals.text_long(name, most)
    price_bh = row.price if row.price_bh is None else row.price_bh
    for name, price in (("price", row.price), ("price_bh", price_bh), ("ceiling", row.ceiling or Decimal(0))):
        if not price.is_finite() or not 0 <= price < MOST_PRICE:
            raise refusals.price_wrong(name)
    if not 0 <= row.fund_rate <= 100:
        raise refusals.rate_wrong()
    return replace(row, **texts, price_bh=price_bh)  # type: ignore[arg-type]


def _refuse_twice(rows: Sequence[ItemInput]) -> None:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if row.identity in seen:
            raise refusals.twice(row.name)
        seen.add(row.identity)


def _known(commune: str, rows: Sequence[ItemInput]) -> dict[tuple[str, ...], Item]:
    found = Item.objects.filter(commune=commune, code__in={row.code for row in rows}, valid_to__isnull=True)
    return {(one.kind, one.code, one.name, one.strength, one.registration, one.tender): one for one in found}


def _open_prices(ids: Iterable[UUID]) -> dict[UUID, ItemPrice]:
    return {one.item_id: one for one in ItemPrice.objects.filter(item__in=list(ids), valid_to__isnull=True)}


def _add(fact: Draft, commune: str, day: date, row: ItemInput) -> Item:
    item = Item(commune=commune, valid_from=day, kind=row.kind, **_texts(row))
    fact.add(item)
    fact.add(_price(item, day, row))
    _add_indicators(fact, item, day, row)
    return item


def _change(fact: Draft, item: Item, prices: dict[UUID, ItemPrice], day: date, row: ItemInput) -> Item:
    changed = {name: value for name, value in _texts(row).items() if getattr(item, name) != value}
    if changed:
        fact.change(item, **changed)
    old, new = prices.get(item.pk), _price(item, day, row)
    if old is None:
        fact.add(new)
    elif _amounts(old) != _amounts(new):
        _change_price(fact, old, new)
    there = ItemIndicator.objects.filter(item=item, valid_to__isnull=True).order_by("rank", "id")
    said = [(one.code, one.name, one.unit) for one in there]
    if row.indicators and said != [(one.code, one.name, one.unit) for one in row.indicators]:
        for one in there:
            fact.change(one, valid_to=max(day - DAY, one.valid_from))
        _add_indicators(fact, item, day, row)
    return item


def _change_price(fact: Draft, old: ItemPrice, new: ItemPrice) -> None:
    """A price from another day on; from the same day it corrects what was written wrong."""
    if new.valid_from < old.valid_from:
        raise refusals.day_before(f"{old.valid_from:%d/%m/%Y}")
    if new.valid_from == old.valid_from:
        fact.change(old, **dict(zip(_AMOUNTS, _amounts(new), strict=True)))
        return
    fact.change(old, valid_to=new.valid_from - DAY)
    fact.add(new)


def _add_indicators(fact: Draft, item: Item, day: date, row: ItemInput) -> None:
    for rank, one in enumerate(row.indicators, 1):
        values = {"rank": rank, "code": one.code, "name": one.name, "unit": one.unit}
        fact.add(ItemIndicator(item=item, commune=item.commune, valid_from=day, **values))


def _texts(row: ItemInput) -> dict[str, Any]:
    words = " ".join(filter(None, (row.name, row.ingredient, row.strength, row.code)))
    return {name: getattr(row, name) for name in _TEXTS} | {"search_key": search_key(words)[:900]}


def _price(item: Item, day: date, row: ItemInput) -> ItemPrice:
    return ItemPrice(
        item=item,
        commune=item.commune,
        valid_from=day,
        price=row.price,
        price_bh=row.price if row.price_bh is None else row.price_bh,
        fund_rate=row.fund_rate,
        ceiling=row.ceiling,
        decision=row.decision[:60],
    )


def _amounts(price: ItemPrice) -> tuple[Any, ...]:
    return tuple(getattr(price, name) for name in _AMOUNTS)
