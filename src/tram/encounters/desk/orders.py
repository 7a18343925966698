"""From the rows of the form's orders to the parts of a visit: drugs, services with results, supplies; and findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from tram.encounters.desk.dose import dose_words, number_words
from tram.encounters.desk.rows import Row
from tram.encounters.inputs import (
    DRUG,
    LOINC,
    SERVICE,
    LineInput,
    ObservationInput,
    ProcedureInput,
    SupplyInput,
)
from tram.encounters.views import VisitView
from tram.engines.forms import Finding
from tram.kernel.ids import as_uuid, uuid7
from tram.kernel.text import search_key

MOST = Decimal(99_999)
PAYERS = frozenset({"2", "3", "4"})
_LOINC = re.compile(r"\d{1,5}-\d")
_RESULT = re.compile(r"-?\d{1,12}(?:[.,]\d{1,4})?")
PartT = TypeVar("PartT", LineInput, ProcedureInput, SupplyInput)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the visit began, when what is entered now was done; ``given``: drugs were handed out."""

    started_at: datetime
    done_at: datetime
    given: bool = False


@dataclass(slots=True)
class Orders:
    """Parts of a visit. Each holds what an earlier version said and the form does not show."""

    lines: list[LineInput] = field(default_factory=list)
    procedures: list[ProcedureInput] = field(default_factory=list)
    results: list[ObservationInput] = field(default_factory=list)
    supplies: list[SupplyInput] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_orders(rows: Collection[Row], moment: Moment, before: VisitView | None, allergies: Collection[str]) -> Orders:
    """Reads the rows. ``allergies``: what the person must not be given, as it was named."""
    orders = Orders()
    seen: set[UUID] = set()
    for row in rows:
        _read(orders, row, moment, before)
        if row.prescribed and row.item.id in seen:
            orders.findings.append(_twice(row))
        seen.add(row.item.id)
        orders.findings += [_allergic(row, each) for each in allergies if _names(row, each)]
    return orders


def _read(orders: Orders, row: Row, moment: Moment, before: VisitView | None) -> None:
    if row.prescribed:
        orders.lines.append(_line(row, moment, before))
    elif row.item.kind == "supply":
        orders.supplies.append(_supply(row, before))
    else:
        _service(orders, row, moment, before)
    if row.quantity is None or not 0 < row.quantity <= MOST:
        orders.findings.append(_how_much(row))


def _line(row: Row, moment: Moment, before: VisitView | None) -> LineInput:
    item, dose = row.item, row.dose
    was = _was(LineInput, row, before.lines if before else ()) or LineInput(item.name)
    words = dose_words(dose, item.unit) if dose else row.text("dose")
    return replace(
        was,
        per_time=dose.per_time if dose else None,
        times=dose.times if dose else None,
        days=dose.days if dose else None,
        doses=dose.doses if dose else None,
        item=item.id,
        system=DRUG,
        code=item.code,
        text=_named(row),
        dosage=words,
        quantity=row.quantity,
        unit=item.unit,
        route=item.route,
        instructions=row.text("note"),
        paid_by=_payer(row),
        dispensed_at=was.dispensed_at or (moment.done_at if moment.given else None),
    )


def _named(row: Row) -> str:
    name, strength = row.item.name, row.item.strength
    return name if not strength or search_key(strength) in search_key(name) else f"{name} {strength}"


def _supply(row: Row, before: VisitView | None) -> SupplyInput:
    was = _was(SupplyInput, row, before.supplies if before else ()) or SupplyInput(row.item.name)
    item = row.item
    was = replace(was, display=item.name, code=item.code, unit=item.unit, item=item.id)
    return replace(was, quantity=row.quantity, paid_by=_payer(row))


def _service(orders: Orders, row: Row, moment: Moment, before: VisitView | None) -> None:
    item, old = row.item, _row_before(row, before.procedures if before else ())
    was = _was(ProcedureInput, row, before.procedures if before else ()) or ProcedureInput(item.code, SERVICE)
    ref = old.id if old else uuid7()
    found = _results(row, ref)
    done = bool(found or row.text("look") or row.text("end")) or not row.has_result
    at = was.at or (moment.done_at if done else None)
    ended_at = was.ended_at or (moment.done_at if done and row.has_result else None)
    procedure = replace(
        was, code=item.code, system=SERVICE, display=item.name, item=item.id, ref=ref, quantity=row.quantity,
        at=at, ended_at=ended_at if done else None, ordered_at=was.ordered_at or moment.started_at,
        performer=as_uuid(row.text("who")), machine=row.text("machine") or was.machine or item.machine,
        description=row.text("look"), conclusion=row.text("end"),
    )  # fmt: skip
    orders.procedures.append(procedure)
    orders.results += [replace(one, at=ended_at) for one in found]


def _results(row: Row, ref: UUID) -> list[ObservationInput]:
    """The values typed for a test: a number with its unit, or words."""
    found = []
    for place, one in enumerate(row.item.indicators):
        if text := row.text(f"r{place}"):
            code = one.code or row.item.code
            amount = Decimal(text.replace(",", ".")) if _RESULT.fullmatch(text) else None
            found.append(
                ObservationInput(
                    code,
                    LOINC if _LOINC.fullmatch(code) else SERVICE,
                    one.name,
                    amount,
                    one.unit,
                    text="" if amount is not None else text,
                    procedure=ref,
                )
            )
    return found


def _payer(row: Row) -> str:
    return row.text("paid") if row.text("paid") in PAYERS else ""


def _row_before(row: Row, views: Collection[Any]) -> Any:
    """The part of the earlier version this row came from; None for a row that is new."""
    was = as_uuid(row.text("was"))
    return next((each for each in views if was is not None and each.id == was and each.item == row.item.id), None)


def _was(kind: type[PartT], row: Row, views: Collection[Any]) -> PartT | None:
    """The earlier version's part as a caller would say it."""
    view = _row_before(row, views)
    if view is None:
        return None
    names = {each.name for each in fields(kind)} & {each.name for each in fields(view)} - {"id"}
    return kind(**{name: getattr(view, name) for name in names})


def _how_much(row: Row) -> Finding:
    if row.prescribed and not row.text("quantity"):
        return Finding(
            f"o{row.key}_dose.unread",
            "error",
            f"o{row.key}_dose",
            f"{row.item.name}: gõ liều như 2x2x5 (mỗi lần 2, ngày 2 lần, 5 ngày) hoặc ghi số lượng.",
            f"{row.item.name}: type a dose like 2x2x5 (2 at a time, twice a day, 5 days), or the quantity.",
        )
    return Finding(
        f"o{row.key}_quantity.unread",
        "error",
        f"o{row.key}_quantity",
        f"{row.item.name}: số lượng phải là một số lớn hơn 0, nhiều nhất {number_words(MOST)}.",
        f"{row.item.name}: the quantity must be a number above 0, {number_words(MOST)} at most.",
    )


def _twice(row: Row) -> Finding:
    return Finding(
        f"o{row.key}_dose.twice",
        "warning",
        f"o{row.key}_dose",
        f"{row.item.name} đã có ở dòng trên. Bỏ bớt một dòng nếu ghi nhầm.",
        f"{row.item.name} stands above already. Remove one of the lines if this is a slip.",
    )


def _names(row: Row, allergy: str) -> bool:
    """Whether somebody is allergic to the drug: the name of the one stands in the other."""
    if not row.prescribed:
        return False
    told = search_key(allergy)
    drug = f" {search_key(f'{row.item.name} {row.item.ingredient}')} "
    return bool(told) and (f" {told} " in drug or any(f" {each} " in f" {told} " for each in _ingredients(row)))


def _ingredients(row: Row) -> list[str]:
    return [key for each in re.split(r"[+;,/]", row.item.ingredient) if (key := search_key(each))]


def _allergic(row: Row, allergy: str) -> Finding:
    return Finding(
        f"o{row.key}_dose.allergy",
        "warning",
        f"o{row.key}_dose",
        f"Người bệnh dị ứng {allergy}. Đổi thuốc khác thay {row.item.name}, hoặc lưu lần nữa nếu vẫn dùng.",
        f"The patient is allergic to {allergy}. Choose another drug than {row.item.name}, or save again to keep it.",
    )


def said_orders(findings: Collection[Finding], key: str) -> Mapping[str, list[Finding]]:
    """What was noticed about a row, by its field."""
    found: dict[str, list[Finding]] = {}
    for each in findings:
        owner, _, name = each.field.partition("_")
        if owner == f"o{key}":
            found.setdefault(name, []).append(each)
    return found
