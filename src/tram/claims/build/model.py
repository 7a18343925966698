"""What a claim is built from, and what is built: frozen values, free of the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tram.claims.cover import VisitCover
from tram.claims.format.model import Layout, Tables
from tram.claims.money import Amounts, Level, Line, Rules, Totals, Why, why_line, why_totals
from tram.encounters.api import VisitView
from tram.people.api import Patient
from tram.supply.api import ItemView, PriceView
from tram.workforce.api import StaffView

Place = tuple[str, int, str]  # table, line from 1 (0: the claim), field


@dataclass(frozen=True, slots=True)
class Good:
    """An item of the catalogue with its price on the day; ``price`` None when it has none."""

    item: ItemView
    price: PriceView | None


@dataclass(frozen=True, slots=True)
class Weight:
    """The last known weight in kilograms and the day it was measured."""

    kilograms: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Office:
    """The facility of a claim: its five signs with the insurer, kind, name and province, and who signs for it."""

    id: UUID
    code: str
    kind: str
    name: str
    province: str
    signer: StaffView | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a claim is built from.

    ``exams_before``: how many examinations the person had here earlier that day; ``bed_place``: which bed, from 1,
    when nobody wrote one down; ``home``: where the patient lived, as (address, commune code, province code); ``end``:
    when the visit ended.
    """

    visit: VisitView
    first: UUID
    number: str
    patient: Patient
    home: tuple[str, str, str]
    cover: VisitCover
    office: Office
    staff: Mapping[UUID, StaffView]
    goods: Mapping[UUID, Good]
    exam: Good | None
    bed: Good | None
    weight: Weight | None
    exams_before: int
    bed_place: int
    end: datetime


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line of XML2 or XML3: its fields beside the money, the line as money reckons it, and its amounts."""

    fields: Mapping[str, str]
    line: Line
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class BuiltClaim:
    """A claim as it would go out now.

    ``visit`` is the id of the visit's first version, ``visit_now`` of the one that was read; ``month`` the first day of
    the month it is settled in; ``left_out`` says what of the visit no line could be made of.
    """

    number: str
    person: UUID
    commune: str
    visit: UUID
    visit_now: UUID
    facility: UUID
    facility_code: str
    month: date
    day: date
    layout: Layout
    tables: Tables
    amounts: Totals
    cover: VisitCover
    level: Level
    lines: Mapping[str, tuple[PricedLine, ...]]
    rules: Rules
    told: Mapping[Place, Why]
    left_out: tuple[str, ...] = ()

    @property
    def whys(self) -> Mapping[Place, Why]:
        """Why each amount and each field nobody typed is what it is, by table, line and field."""
        found: dict[Place, Why] = dict(self.told)
        for table, lines in self.lines.items():
            for number, one in enumerate(lines, start=1):
                reasons = why_line(one.line, one.amounts, self.rules)
                found |= {(table, number, name): why for name, why in reasons.items()}
                found[table, number, "MUC_HUONG"] = self.level.why
        return found | {("XML1", 1, name): why for name, why in why_totals(self.amounts, self.rules).items()}
