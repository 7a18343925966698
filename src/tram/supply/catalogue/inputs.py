"""What a caller tells about an item of a catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class IndicatorInput:
    """One value a test gives."""

    name: str
    code: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ItemInput:
    """An item with its price. ``price_bh`` is ``price`` where left out; ``group`` follows from the kind when empty.

    Two inputs of one (kind, code, name, strength, registration, tender) are the same item: the later one changes it.
    """

    kind: str
    code: str
    name: str
    unit: str
    price: Decimal
    price_bh: Decimal | None = None
    group: str = ""
    ingredient: str = ""
    strength: str = ""
    route: str = ""
    form: str = ""
    registration: str = ""
    tender: str = ""
    preparation: str = ""
    icd9: str = ""
    machine: str = ""
    usual_dose: str = ""
    fund_rate: int = 100
    ceiling: Decimal | None = None
    decision: str = ""
    indicators: tuple[IndicatorInput, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """What tells it from the others of its list."""
        return self.kind, self.code, self.name, self.strength, self.registration, self.tender
