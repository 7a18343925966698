"""The rows of orders as a template draws them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.encounters.api import Row, VisitView, dose_words, number_words, rows_typed, said_orders, typed_rows
from tram.engines.forms import Finding
from tram.kernel.actors import Actor
from tram.kernel.money import format_dong, half_up
from tram.supply.api import find_items, prices_on, stock


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One order: what was typed, what it makes, what was noticed."""

    key: str
    item: Any
    kind: str
    has_result: bool
    typed: Mapping[str, str]
    said: str
    quantity: str
    results: Sequence[Mapping[str, str]]
    errors: str
    told: str
    invalid: frozenset[str]
    left: str = ""


def drawn_rows(actor: Actor, rows: Sequence[Row], day: date, findings: Collection[Finding]) -> list[DrawnRow]:
    """The rows with their prices of the day and how much is left, in two queries."""
    ids = [row.item.id for row in rows]
    prices = prices_on(ids, day) if ids else {}
    left = stock().available(actor.commune, ids, day) if ids else {}
    return [
        _drawn(row, prices[row.item.id].price if row.item.id in prices else None, left.get(row.item.id), findings)
        for row in rows
    ]


def order_context(
    actor: Actor, rows: Sequence[Row], day: date, findings: Collection[Finding], before: VisitView | None
) -> dict[str, Any]:
    """The template's variables: the rows, whether the station has a catalogue, the orders of the last visit."""
    drugs = typed_rows(before) if before else {}
    again = [row for row in rows_typed(drugs, day) if row.prescribed]
    for row in again:
        drugs.pop(f"o{row.key}_was", None)
    listed = bool(rows or again) or (bool(actor.commune) and bool(find_items(actor, actor.commune, day, "", limit=1)))
    drawn = drawn_rows(actor, rows, day, findings)
    unclear = " ".join(_sentence(each) for each in findings if each.field == "order_text")
    return {"order_unclear": unclear, "rows": drawn, "offered": drawn_rows(actor, again, day, ()), "listed": listed}


def dose_said(row: Row, price: Decimal | None) -> dict[str, Any]:
    """What a row makes: its quantity, the dose in words with the quantity and its price, the days for the next line."""
    made = row.quantity
    dose = row.dose
    if made is None or made <= 0:
        asked = _("Gõ liều như 2x2x5, hoặc ghi số lượng.") if row.text("dose") or row.text("quantity") else ""
        return {"quantity": "", "said": asked, "days": ""}
    amount = f"{number_words(made)} {row.item.unit}"
    parts = [dose_words(dose, row.item.unit) if dose else "", f"= {amount}" if row.prescribed else amount]
    parts += [_dong(price * made)] if price is not None else []
    return {
        "quantity": number_words(made),
        "said": " · ".join(part for part in parts if part).replace(" · =", " ="),
        "days": str(dose.days) if dose and dose.days else "",
    }


def price_words(price: Decimal | None, unit: str) -> str:
    """``350 đ/viên``; "" without a price."""
    return f"{_dong(price)}/{unit}" if price is not None else ""


def _dong(amount: Decimal) -> str:
    return format_dong(int(half_up(amount)))


def _drawn(row: Row, price: Decimal | None, left: Decimal | None, findings: Collection[Finding]) -> DrawnRow:
    said = dose_said(row, price)
    noticed = said_orders(findings, row.key)
    flat = [each for several in noticed.values() for each in several]
    names = ("was", "dose", "quantity", "note", "paid", "look", "end", "who", "machine")
    return DrawnRow(
        key=row.key,
        item=row.item,
        kind=row.item.kind,
        has_result=row.has_result,
        typed={name: row.text(name) for name in names},
        said=str(said["said"]),
        quantity=str(said["quantity"]),
        results=[
            {"name": f"r{place}", "label": one.name, "unit": one.unit, "value": row.text(f"r{place}")}
            for place, one in enumerate(row.item.indicators)
        ],
        errors=" ".join(_sentence(each) for each in flat if each.severity == "error"),
        told=" ".join(_sentence(each) for each in flat if each.severity != "error"),
        invalid=frozenset(name for name, several in noticed.items() if any(e.severity == "error" for e in several)),
        left=f"{number_words(left)} {row.item.unit}" if left is not None else "",
    )


def _sentence(each: Finding) -> str:
    return each.sentence_en if get_language() == "en" else each.sentence_vi
