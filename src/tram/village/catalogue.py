"""The sample catalogue of a station: items in the shapes of real ones, none of them real."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from tram.encounters.api import DRUG, LineInput
from tram.kernel.actors import SYSTEM
from tram.kernel.definitions import load_csv
from tram.supply.api import IndicatorInput, ItemInput, ItemView, items, record_items
from tram.village.plan import Plan

DECISION = "Giá mẫu"
DEARER_FROM_YEAR, DEARER = 2026, Decimal("1.05")  # the second price list, so that old visits have old prices
_SENTENCE = re.compile(r"(?P<drug>[^:]+?)(?: x (?P<number>\d+) [^\W\d]+)?(?:: (?P<how>.+))?$")
_OFTEN = re.compile(r"ngày (\d+)")
_TEXTS = (
    "kind", "code", "name", "ingredient", "unit", "strength", "route", "form", "registration", "tender", "group",
    "preparation", "icd9", "machine", "usual_dose",
)  # fmt: skip


def write_catalogue(plan: Plan, commune: str) -> Mapping[str, ItemView]:
    """Writes the sample list of a commune's station: from the founding, then dearer by a twentieth from 2026 on.

    Returns the items by registration, and by code: the first of the list where several bear it.
    """
    ids = _write(plan.founding, commune, Decimal(1))
    dearer = plan.founding.replace(year=DEARER_FROM_YEAR, month=1, day=1)
    if plan.founding < dearer < plan.end:
        _write(dearer, commune, DEARER)
    known = items(ids)
    found = [known[one] for one in reversed(ids)]
    return {item.code: item for item in found} | {item.registration: item for item in found if item.registration}


def written(text: str, items: Mapping[str, ItemView], at: datetime) -> LineInput:
    """A drug written as a sentence, "Amlodipin 5 mg x 30 viên: 1 viên buổi sáng", as an item of the catalogue by code;
    as it is written, where the catalogue has no such item."""
    said = _SENTENCE.match(text)
    found = next((name for known, name in _sentences() if said and said["drug"].startswith(known)), "")
    item = items.get(found)
    if said is None or item is None:
        return LineInput(text)
    how, number = said["how"] or "", int(said["number"] or 1)
    often = _OFTEN.search(how)
    times = int(often[1]) if often else 1
    return LineInput(
        item.name, how, DRUG, item.code, item=item.id, quantity=Decimal(number), unit=item.unit, route=item.route,
        per_time=Decimal(1), times=times, days=-(-number // times), instructions=how, dispensed_at=at,
    )  # fmt: skip


@cache
def _sentences() -> tuple[tuple[str, str], ...]:
    """How the village writes a drug, and the item's place in the list; the longest first."""
    found = [(row["text"], row["registration"]) for row in load_csv("village", "catalogue") if row["text"]]
    return tuple(sorted(found, key=lambda one: -len(one[0])))


def _write(day: date, commune: str, factor: Decimal) -> tuple[UUID, ...]:
    at = datetime.combine(day, time(1), UTC)
    return record_items(by=SYSTEM, at=at, commune=commune, day=day, rows=list(_rows(factor)))


def _rows(factor: Decimal) -> Iterator[ItemInput]:
    for row in load_csv("village", "catalogue"):
        price = (Decimal(row["price"]) * factor).quantize(Decimal("0.001"))
        indicators = tuple(
            IndicatorInput(name, code, unit)
            for code, name, unit in (one.split("|") for one in row["indicators"].split(";") if one)
        )
        texts: dict[str, Any] = {name: row[name] for name in _TEXTS}
        yield ItemInput(**texts, price=price, decision=DECISION, indicators=indicators)
