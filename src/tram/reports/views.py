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
from tram.reports.lines import AnyLine
from tram.reports.rules import gap_sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What a cell comes to. ``denominator`` is None for a plain count; ``percent`` for all but a share of somebody.

    ``figure`` is the number people are shown: the percent, so many per 1,000 of a ratio, or the count itself; None when
    there is nothing to divide by.
    """

    numerator: int
    denominator: int | None
    percent: Decimal | None
    figure: Decimal | None

    @property
    def missing(self) -> int:
        """How many of a share's denominator are not in the numerator, else 0."""
        return 0 if self.percent is None or self.denominator is None else self.denominator - self.numerator


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice(Numbers):
    """One cell of a divided number. ``key`` is its value in addresses ("" stands for not known)."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Numbers):
    """One cell of a number divided several ways: its keys as addresses have them, and the words for each."""

    keys: Mapping[str, str]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlanTarget:
    """What a place means to reach in a year: ``kind`` "interim" or "final". ``place`` says whose plan it is.

    ``value`` is None for one that was withdrawn, which no reading gives.
    """

    indicator: str
    place: str
    year: int
    kind: str
    value: Decimal | None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Numbers):
    """One indicator in a period for some places, told up to the day ``at``.

    ``plan`` is the place's target for the year, ``final`` that of the end of its plan (its own or the nearest above).
    ``short_by``: how many more must count to reach the goal; None without a goal, and for what is no share.
    """

    indicator: Indicator
    period: Period
    at: date
    short_by: int | None
    slices: tuple[Slice, ...] = ()
    plan: PlanTarget | None = None
    final: PlanTarget | None = None

    @property
    def target(self) -> Decimal | None:
        """What is to be reached in the end: by the plan, else by the definition."""
        return self.final.value if self.final else self.indicator.definition.target

    @property
    def goal(self) -> Decimal | None:
        """What is to be reached now: the plan's for the year, else in the end."""
        return self.plan.value if self.plan else self.target

    @property
    def reached(self) -> bool:
        """Whether the goal is reached."""
        if self.short_by is not None or self.figure is None or self.goal is None:
            return self.short_by == 0
        up = self.indicator.definition.direction == "up"
        return self.figure >= self.goal if up else self.figure <= self.goal

    @property
    def gap_vi(self) -> str:
        """``còn 312 người để đạt 95 %``."""
        return gap_sentence(self.short_by, self.goal, self.indicator.noun_vi)


@dataclass(frozen=True, slots=True)
class Divided:
    """An indicator with its cells by the splits in ``by``; one cell when it was not divided."""

    value: Value
    by: tuple[str, ...]
    cells: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """The two groups of a split that are furthest apart; ``points`` between their figures (percentage points)."""

    split: str
    best: Slice
    worst: Slice
    points: Decimal


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
    """One page of the rows behind a cell: ``whole`` is its denominator (of a count: its numerator too)."""

    indicator: Indicator
    period: Period
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
class ToVisit:
    """Somebody to visit: how to find and call them, and the day they last came (None: never)."""

    person: UUID
    name: str
    birth: str
    age: str
    phone: str
    house: str
    village: str
    commune: str
    last_seen: date | None


@dataclass(frozen=True, slots=True)
class VillageVisits:
    """The people of one village to visit, longest unseen first; ``village`` "" when none is known."""

    village: str
    commune: str
    people: tuple[ToVisit, ...]


@dataclass(frozen=True, slots=True)
class Worklist:
    """Whom to visit because of a number; ``total`` people in all, even when not all are listed."""

    indicator: Indicator
    day: date
    total: int
    villages: tuple[VillageVisits, ...]

    @property
    def listed(self) -> int:
        """How many people are listed."""
        return sum(len(one.people) for one in self.villages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Numbers):
    """One place in a comparison. Its centre (WGS 84 degrees) is None where no source gives it."""

    code: str
    name: str
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Numbers):
    """One point of a trend: a period told up to the day ``at``."""

    period: Period
    at: date


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
    lines: tuple[AnyLine, ...]


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
    def lines(self) -> tuple[AnyLine, ...]:
        """The lines of every section, in order."""
        return tuple(line for section in self.sections for line in section.lines)
