"""Questions about the catalogue; each carries a day. The catalogue names nobody: its reads are not logged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tram.kernel.actors import Actor, require
from tram.kernel.text import search_key
from tram.supply.catalogue.views import Indicator, ItemView, PriceView
from tram.supply.models import Item, ItemIndicator, ItemKind, ItemPrice

MOST = 20
_COLUMNS = (
    "id", "commune", "kind", "code", "name", "ingredient", "unit", "strength", "route", "form", "registration",
    "tender", "group", "preparation", "icd9", "machine", "usual_dose", "valid_from", "valid_to",
)  # fmt: skip


def find_items(
    actor: Actor, commune: str, day: date, text: str, *, kinds: Collection[str] = (), limit: int = MOST
) -> tuple[ItemView, ...]:
    """Items a station may give on a day whose name, ingredient, strength or code has words that begin so, with tones or
    none; the own list first, then by name. Everything when nothing is typed. Refuses a place the actor may not see."""
    require(actor, "catalogue.read", commune=commune)
    found = _of(commune).filter(_on(day))
    if kinds:
        found = found.filter(kind__in=list(kinds))
    for word in search_key(text).split():
        found = found.filter(Q(search_key__startswith=word) | Q(search_key__contains=f" {word}"))
    return _views(found.order_by("-commune", "search_key", "id")[:limit])


def item(item_id: UUID) -> ItemView | None:
    """An item whenever it held; None when there is none."""
    return items([item_id]).get(item_id)


def items(ids: Iterable[UUID]) -> dict[UUID, ItemView]:
    """Items by id, whenever they held, in two queries."""
    return {view.id: view for view in _views(Item.objects.filter(pk__in=set(ids)))}


def catalogue(actor: Actor, commune: str, day: date | None, kinds: Collection[str] = ()) -> tuple[ItemView, ...]:
    """The whole list of a station with what holds for everybody; on a day, or of all time."""
    require(actor, "catalogue.read", commune=commune)
    found = _of(commune).filter(_on(day)) if day else _of(commune)
    return _views((found.filter(kind__in=list(kinds)) if kinds else found).order_by("kind", "search_key", "id"))


def exam_item(commune: str, day: date) -> ItemView | None:
    """What an examination at a station is charged as; the own list before the one of everybody."""
    return _first(commune, day, ItemKind.EXAM)


def bed_item(commune: str, day: date) -> ItemView | None:
    """What a day of stay at a station is charged as."""
    return _first(commune, day, ItemKind.BED)


def price_on(item_id: UUID, day: date) -> PriceView | None:
    """What an item costs on a day; None while it has no price."""
    return prices_on([item_id], day).get(item_id)


def prices_on(ids: Iterable[UUID], day: date) -> dict[UUID, PriceView]:
    """What items cost on a day, in one query; those without a price are left out."""
    book = price_book(ids, day, day)
    return {item_id: prices[-1] for item_id, prices in book.items()}


def price_book(ids: Iterable[UUID], first: date, last: date) -> Mapping[UUID, tuple[PriceView, ...]]:
    """Every price of items that held on a day of the period, oldest first: one query for a month of visits."""
    held = Q(valid_from__lte=last) & (Q(valid_to__isnull=True) | Q(valid_to__gte=first))
    rows = ItemPrice.objects.filter(held, item__in=set(ids)).order_by("valid_from", "id")
    found: dict[UUID, list[PriceView]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(
            PriceView(
                row.item_id,
                row.price,
                row.price_bh,
                row.fund_rate,
                row.ceiling,
                row.decision,
                row.valid_from,
                row.valid_to,
            )
        )
    return {item_id: tuple(prices) for item_id, prices in found.items()}


def _of(commune: str) -> QuerySet[Item]:
    return Item.objects.filter(commune__in=["", commune])


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _first(commune: str, day: date, kind: ItemKind) -> ItemView | None:
    found = _of(commune).filter(_on(day), kind=kind).order_by("-commune", "code", "id")[:1]
    return next(iter(_views(found)), None)


def _views(rows: Iterable[Item]) -> tuple[ItemView, ...]:
    known: Sequence[Item] = list(rows)
    tests = {row.pk for row in known if row.kind == ItemKind.SERVICE}
    indicators: dict[UUID, list[Indicator]] = defaultdict(list)
    if tests:
        held = ItemIndicator.objects.filter(item__in=tests, valid_to__isnull=True).order_by("rank", "id")
        for one in held:
            indicators[one.item_id].append(Indicator(one.code, one.name, one.unit))
    return tuple(
        ItemView(**{name: getattr(row, name) for name in _COLUMNS}, indicators=tuple(indicators.get(row.pk, ())))
        for row in known
    )
