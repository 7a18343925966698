"""What the reports room answers with: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from tram.engines.query.model import Key
from tram.kernel.periods import Period
from tram.places import api as places
from tram.reports.catalogue import Indicator
from tram.reports.layouts import RegisterLayout
from tram.reports.lines import Line
from tram.reports.rules import gap_sentence


@dataclass(frozen=True, slots=True)
class Slice:
    """One cell of a divided number. ``key`` is its value in addresses ("" stands for not known)."""

    key: str
    label: str
    numerator: int
    denominator: int
    percent: Decimal | None

    @property
    def missing(self) -> int:
        """How many of the denominator are not in the numerator."""
        return self.denominator - self.numerator


@dataclass(frozen=True, slots=True)
class Value:
    """One indicator on one day for some places. ``percent`` is None when there is nobody to count.

    ``short_by``: how many more must count to reach the target, None without a target.
    """

    indicator: Indicator
    at: date
    numerator: int
    denominator: int
    percent: Decimal | None
    short_by: int | None
    slices: tuple[Slice, ...] = ()

    @property
    def missing(self) -> int:
        """How many of the denominator are not in the numerator."""
        return self.denominator - self.numerator

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return self.short_by == 0

    @property
    def gap_vi(self) -> str:
        """``còn 312 người để đạt 95 %``."""
        return gap_sentence(self.short_by, self.indicator.definition.target, self.indicator.noun_vi)


@dataclass(frozen=True, slots=True)
class Listed:
    """One row behind a cell: a person, or a facility or village (``person`` None)."""

    row: UUID
    person: UUID | None
    name: str
    birth: str
    village: str
    commune: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the rows behind a cell: ``whole`` is the cell's denominator, ``counted`` its numerator."""

    indicator: Indicator
    day: date
    side: str
    counted: int
    whole: int
    page: int
    size: int
    rows: tuple[Listed, ...]

    @property
    def total(self) -> int:
        """How many rows this side has."""
        return {"in": self.counted, "missing": self.whole - self.counted, "all": self.whole}[self.side]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Point:
    """One commune in a comparison. The centre (WGS 84 degrees) is None where no source gives it."""

    code: str
    name: str
    numerator: int
    denominator: int
    percent: Decimal | None
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class Month:
    """One point of a trend."""

    at: date
    numerator: int
    denominator: int
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Area:
    """A place one may choose: a commune or village code with its name."""

    code: str
    name: str


Labels = Mapping[Key, str]


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one part of a period, under the form in force for its days."""

    layout: RegisterLayout
    period: Period
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """One page of a station's register; ``total`` counts the lines of the whole period."""

    station: places.FacilityView
    period: Period
    total: int
    page: int
    size: int
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of every section, in order."""
        return tuple(line for section in self.sections for line in section.lines)
