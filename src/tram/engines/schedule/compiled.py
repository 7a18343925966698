"""A schedule made ready for work: ages as places in one table per birth date, days as numbers, vaccines as
dictionaries.

Nothing here decides anything; `compile.py` fills these from the model, once per schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tram.engines.schedule.calendar import Span
from tram.engines.schedule.model import Antigen, Comparison, ConditionKind, Group, Schedule, Series

FIRST = date.min.toordinal()
LAST = date.max.toordinal()
NO_BEGIN = 0  # places in the age table for "no lower limit" and "no upper limit"
NO_END = 1
BIRTHS_KEPT = 50_000


class Length:
    """A span that remembers where it leads."""

    __slots__ = ("days", "known", "span", "steady")

    def __init__(self, span: Span) -> None:
        self.span = span
        self.days = span.days
        self.steady = span.steady
        self.known: dict[int, int] = {}

    def after(self, day: int) -> int:
        """The day number this long after a day number."""
        if self.steady:
            return day + self.days
        found = self.known.get(day)
        if found is None:
            found = self.known[day] = self.span.from_ordinal(day)
        return found


@dataclass(slots=True, eq=False)
class AgeLimits:
    """Places in the age table, and the days the rule is in force."""

    absolute: int
    minimum: int
    earliest: int
    latest: int
    maximum: int
    since: int
    until: int
    rule: str


@dataclass(slots=True, eq=False)
class Gap:
    """An interval rule."""

    previous: bool
    target: int
    vaccines: frozenset[str]
    observations: frozenset[str]
    absolute: Length | None
    minimum: Length | None
    asked: Length | None  # the longer of the two: kept, all is well
    earliest: Length | None
    latest: Length | None
    priority: bool
    since: int
    until: int
    rule: str


@dataclass(slots=True, eq=False)
class Counted:
    """A vaccine rule."""

    vaccine: str
    begin: int
    end: int
    maker: str
    named: bool
    since: int
    until: int
    rule: str


class Usual(NamedTuple):
    """Two ages to have reached, two not to have reached, and the time since the dose before: all kept, all is well."""

    minimum: int
    begin: int
    maximum: int
    end: int
    gap: Length | None


@dataclass(slots=True, eq=False)
class Test:
    """A condition of a skip."""

    kind: ConditionKind
    begin: int
    end: int
    start: int
    stop: int
    interval: Length | None
    vaccines: frozenset[str]
    count: int
    comparison: Comparison
    valid_only: bool
    series_groups: frozenset[str]


@dataclass(slots=True, eq=False)
class Tests:
    """A set of conditions."""

    tests: tuple[Test, ...]
    every: bool
    since: int
    until: int


@dataclass(slots=True, eq=False)
class Leave:
    """A skip: sets of conditions."""

    sets: tuple[Tests, ...]
    every: bool


@dataclass(slots=True, eq=False)
class Step:
    """A target dose."""

    ages: tuple[AgeLimits, ...]
    age: AgeLimits | None  # the one age rule, when it is the only one and has no dates
    gaps: tuple[Gap, ...]
    adjacent: bool  # every interval counts from the dose before
    allowable_gaps: tuple[Gap, ...]
    counting: Mapping[str, tuple[Counted, ...]]  # by vaccine, preferable before allowable
    usual: Mapping[str, Usual]  # by vaccine, when a dose counts with nothing to say: asked before all other rules
    preferred: tuple[Counted, ...]
    named: tuple[Counted, ...]  # those of the preferred that a forecast names
    inadvertent: frozenset[str]
    skips_evaluation: tuple[Leave, ...]
    skips_forecast: tuple[Leave, ...]
    season: tuple[int, int] | None  # first and last day, as the schedule writes them
    restarts: bool  # an interval is counted from an observation: doses of other series do not add up with these
    recurring: bool
    conflicting: Mapping[str, Clash]  # by the earlier vaccine: those that hold back a preferable vaccine of this dose
    leads: bool  # every interval has priority (FORECASTPRIORITY-1)


@dataclass(slots=True, eq=False)
class Path:
    """A series."""

    source: Series
    steps: tuple[Step, ...]
    start_before: int
    indications: tuple[tuple[str, int, int], ...]
    since: int
    until: int
    seasonal: bool
    spare: frozenset[str] | None  # passed over unless one of these vaccines was given
    waits: frozenset[str]  # series groups whose completion its skips ask about


@dataclass(slots=True, eq=False)
class Bar:
    """A contraindication: the whole antigen when `vaccines` is None."""

    code: str
    begin: int
    end: int
    vaccines: tuple[tuple[str, int, int], ...] | None


@dataclass(slots=True, eq=False)
class Clash:
    """A conflict of two vaccines."""

    previous: str
    current: str
    begin: Length
    minimum_end: Length
    end: Length
    rule: str


@dataclass(slots=True, eq=False)
class Target:
    """An antigen: its paths in the order they can be assessed, its series groups in the order of the schedule."""

    source: Antigen
    code: str
    place: int
    paths: tuple[Path, ...]
    may_be_immune: bool
    bars: tuple[Bar, ...]
    alike: int  # the place of the first antigen with the very same rules
    alike_unobserved: int  # the same for a person about whom nothing was observed
    spare: frozenset[str]  # vaccines that bring in a series otherwise passed over
    conflicting: bool  # a dose of another antigen may hold back one of this
    asks_history: bool  # a skip counts doses of the whole history
    has_twins: bool = False


@dataclass(slots=True, eq=False)
class Compiled:
    """The whole schedule, with the age table of each birth date met so far."""

    source: Schedule
    targets: tuple[Target, ...]
    holds: Mapping[str, tuple[tuple[int, int, int], ...]]  # vaccine -> (place of the antigen, begin, end or 0: always)
    groups: tuple[Group, ...]
    clashes: Mapping[str, Mapping[str, Clash]]  # current vaccine -> previous vaccine
    clashing: frozenset[str]  # every vaccine that stands in a clash
    spans: tuple[Span, ...]
    tables: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def ages(self, birth: int) -> tuple[int, ...]:
        """For each place in the age table, the day that age is reached."""
        table = self.tables.get(birth)
        if table is None:
            if len(self.tables) >= BIRTHS_KEPT:
                self.tables.clear()
            table = self.tables[birth] = (FIRST, LAST, *(span.from_ordinal(birth) for span in self.spans))
        return table
