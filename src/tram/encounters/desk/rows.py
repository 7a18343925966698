"""One row of the form's orders: an item of the catalogue and what was typed about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from tram.encounters.desk.dose import Dose, dose_text, number, number_words, read_dose
from tram.encounters.desk.typed import row_keys
from tram.encounters.views import ObservationView, VisitView
from tram.kernel.ids import as_uuid
from tram.supply.api import ItemView, items

PRESCRIBED = frozenset({"drug", "herb"})
LOOKED_AT = frozenset({"1", "2", "3"})  # MA_NHOM of tests, images and functional examinations: there is a result
NOBODY = UUID(int=0)


class Prescribed(Protocol):
    """A drug as a line of a visit or of its content has it."""

    @property
    def item(self) -> UUID | None:
        """The catalogue's item."""

    @property
    def quantity(self) -> Decimal | None:
        """How much."""

    @property
    def per_time(self) -> Decimal | None:
        """How much at a time."""

    @property
    def times(self) -> int | None:
        """How often a day."""

    @property
    def days(self) -> int | None:
        """How long."""

    @property
    def doses(self) -> int | None:
        """Packets a day."""

    @property
    def dosage(self) -> str:
        """In words."""

    @property
    def instructions(self) -> str:
        """How it is taken."""

    @property
    def paid_by(self) -> str:
        """Who pays."""


@dataclass(frozen=True, slots=True)
class Row:
    """One order as it stands on the form. ``days`` are those of the drug before, for a dose typed without."""

    key: str
    item: ItemView
    typed: Mapping[str, str]
    days: int | None = None

    def text(self, field: str) -> str:
        """What was typed into a field of the row."""
        return self.typed.get(f"o{self.key}_{field}", "").strip()

    @property
    def prescribed(self) -> bool:
        """Whether it is taken by the patient: a drug or a herb."""
        return self.item.kind in PRESCRIBED

    @property
    def has_result(self) -> bool:
        """Whether something is measured or seen."""
        return self.item.kind == "service" and self.item.group in LOOKED_AT

    @property
    def dose(self) -> Dose | None:
        """The dose as numbers; None when there is none or it is words."""
        if not self.prescribed:
            return None
        return read_dose(self.text("dose"), self.item.unit, herb=self.item.kind == "herb", days=self.days)

    @property
    def quantity(self) -> Decimal | None:
        """How much: what was typed, else what the dose makes; one of what is not taken. None when unknown."""
        if self.text("quantity"):
            return number(self.text("quantity"))
        if not self.prescribed:
            return Decimal(1)
        return self.dose.quantity if self.dose else None


def rows_typed(typed: Mapping[str, str], day: date, before: Collection[UUID | None] = ()) -> list[Row]:
    """The rows of a form whose items are known and hold on the day, or stood in the visit ``before``."""
    keys = row_keys(typed)
    wanted = {key: as_uuid(typed.get(f"o{key}_item", "")) for key in keys}
    known = items([each for each in wanted.values() if each is not None]) if keys else {}
    found: list[Row] = []
    days: int | None = None
    for key in keys:
        item = known.get(wanted[key] or NOBODY)
        if item is None or not (item.holds(day) or item.id in before):
            continue
        row = Row(key, item, typed, days)
        days = row.dose.days if row.dose and row.dose.days else days
        found.append(row)
    return found


def items_of(visit: VisitView | None) -> frozenset[UUID | None]:
    """The items of the catalogue that stand in a visit."""
    if visit is None:
        return frozenset()
    parts = (visit.lines, visit.procedures, visit.supplies)
    return frozenset(each.item for several in parts for each in several)


def written_rows(parts: Iterable[tuple[UUID | None, dict[str, str]]]) -> dict[str, str]:
    """Rows as somebody would have typed them, numbered from one; parts without an item are left out."""
    typed: dict[str, str] = {}
    keys: list[str] = []
    for item, fields in parts:
        if item is not None:
            keys.append(key := str(len(keys) + 1))
            typed |= {f"o{key}_{name}": value for name, value in {"item": str(item), **fields}.items()}
    return {**typed, "order": ",".join(keys)}


def drug_fields(line: Prescribed) -> dict[str, str]:
    """A drug as typed."""
    dose = Dose(line.quantity, line.per_time, line.times, line.days, line.doses)
    text = dose_text(dose) if line.per_time is not None else line.dosage or dose_text(dose)
    fields = {"dose": text, "note": line.instructions, "paid": line.paid_by}
    follows = line.quantity is None or line.quantity == _made(line) or (line.per_time is None and not line.dosage)
    return fields | {"quantity": "" if follows else number_words(line.quantity or Decimal(0))}


def _made(line: Prescribed) -> Decimal | None:
    """What the numbers of a dose make; a quantity that differs was typed by hand."""
    often = line.doses or line.times
    return line.per_time * often * line.days if line.per_time and often and line.days else None


def typed_rows(visit: VisitView) -> dict[str, str]:
    """The orders of a visit as typed: drugs, services with their results, supplies. ``was`` names each by its id."""
    parts: list[tuple[UUID | None, dict[str, str]]] = [
        (each.item, {"was": str(each.id), **drug_fields(each)}) for each in visit.lines
    ]
    named = items([each.item for each in visit.procedures if each.item is not None])
    for done in visit.procedures:
        item = named.get(done.item) if done.item else None
        fields = {"was": str(done.id), "look": done.description, "end": done.conclusion, "machine": done.machine}
        fields |= {"who": str(done.performer or ""), "quantity": _many(done.quantity)}
        parts.append((done.item, fields | _results(item, [o for o in visit.observations if o.procedure == done.id])))
    used = ((each.item, _supply(each)) for each in visit.supplies)
    return written_rows([*parts, *used])


def _supply(each: Any) -> dict[str, str]:
    return {"was": str(each.id), "quantity": _many(each.quantity), "paid": each.paid_by}


def _many(quantity: Decimal | None) -> str:
    return number_words(quantity) if quantity is not None and quantity != 1 else ""


def _results(item: ItemView | None, seen: list[ObservationView]) -> dict[str, str]:
    """What was found for each value of a test, by the code and name of the value."""
    values = {(each.code, each.display): each for each in seen}
    said = {}
    for place, one in enumerate(item.indicators if item else ()):
        each = values.get((one.code or (item.code if item else ""), one.name))
        if each is not None:
            said[f"r{place}"] = number_words(each.number) if each.number is not None else each.text or each.value_code
    return said
