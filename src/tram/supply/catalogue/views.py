"""What the catalogue answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Indicator:
    """One value a test gives."""

    code: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One thing of a catalogue; ``commune`` is "" for what holds for everybody."""

    id: UUID
    commune: str
    kind: str
    code: str
    name: str
    ingredient: str
    unit: str
    strength: str
    route: str
    form: str
    registration: str
    tender: str
    group: str
    preparation: str
    icd9: str
    machine: str
    usual_dose: str
    valid_from: date
    valid_to: date | None
    indicators: tuple[Indicator, ...] = ()

    def holds(self, day: date) -> bool:
        """Whether it may be given on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PriceView:
    """What an item costs while it holds, in đồng of a unit; ``fund_rate`` in percent."""

    item: UUID
    price: Decimal
    price_bh: Decimal
    fund_rate: int
    ceiling: Decimal | None
    decision: str
    valid_from: date
    valid_to: date | None
