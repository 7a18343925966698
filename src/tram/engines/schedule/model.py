"""A vaccination schedule as data: antigens, series of doses, and the rules each dose must keep. Knows no disease and
no country.

The words follow the CDC's logic specification for schedules (CDSi): an antigen has one or more series ("paths to
immunity"), a series is a list of target doses, a target dose carries its rules. Ages and intervals are `Span`s in
calendar arithmetic. Where a rule changed over the years, several of one kind stand side by side with `since` and
`until` (both inclusive); a given dose is judged by those in force on its day, a coming dose by those in force on the
day of assessment. Every rule may carry a `rule` id, which comes back in the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tram.engines.schedule.calendar import Span

Kind = Literal["standard", "risk", "evaluation_only"]
Context = Literal["evaluation", "forecast", "both"]
ConditionKind = Literal["age", "birth", "completed_series", "interval", "vaccine_count"]
Comparison = Literal["greater", "equal", "less"]


@dataclass(frozen=True, slots=True)
class AgeRule:
    """At what age a target dose may be given; None means no limit. Given from `absolute` on it counts, from `minimum`
    on it is asked for, from `maximum` on it no longer counts. `earliest` and `latest` bound the recommended time."""

    absolute: Span | None = None
    minimum: Span | None = None
    earliest: Span | None = None
    latest: Span | None = None
    maximum: Span | None = None
    since: date | None = None
    until: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class IntervalRule:
    """How long after something a target dose may be given. Exactly one reference: the dose before (`previous`), the
    dose that satisfied target dose `target` (from 1), the last dose of one of `vaccines`, or the last of the
    `observations`."""

    previous: bool = False
    target: int = 0
    vaccines: frozenset[str] = frozenset()
    observations: frozenset[str] = frozenset()
    absolute: Span | None = None
    minimum: Span | None = None
    earliest: Span | None = None
    latest: Span | None = None
    priority: bool = False  # in a group of several antigens this interval leads (FORECASTPRIORITY-1)
    since: date | None = None
    until: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class VaccineRule:
    """A vaccine that counts for a target dose, from age `begin` until before age `end`. `makers` empty means
    anybody's; `named` vaccines are told in a forecast."""

    vaccine: str
    begin: Span | None = None
    end: Span | None = None
    maker: str = ""
    named: bool = False
    since: date | None = None
    until: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a skip. `birth`: born on a day in [start, stop). `vaccine_count` counts doses of `vaccines`
    given at an age in [begin, end) and on a day in [start, stop)."""

    kind: ConditionKind
    begin: Span | None = None
    end: Span | None = None
    start: date | None = None
    stop: date | None = None
    interval: Span | None = None
    vaccines: frozenset[str] = frozenset()
    count: int = 0
    comparison: Comparison = "greater"
    valid_only: bool = False
    series_groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SkipSet:
    """Conditions that together (`every`) or one alone let a dose be skipped."""

    conditions: tuple[Condition, ...]
    every: bool = True
    since: date | None = None
    until: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """When a target dose need not be given: all its sets (`every`) or one of them holds."""

    context: Context
    sets: tuple[SkipSet, ...]
    every: bool = False


@dataclass(frozen=True, slots=True)
class Season:
    """A dose recommended only in a season: from `start` to `end`, both inclusive."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class TargetDose:
    """One step of a series. Without age or interval rules none applies; without vaccines no vaccine counts."""

    ages: tuple[AgeRule, ...] = ()
    intervals: tuple[IntervalRule, ...] = ()
    allowable_intervals: tuple[IntervalRule, ...] = ()
    preferable: tuple[VaccineRule, ...] = ()
    allowable: tuple[VaccineRule, ...] = ()
    inadvertent: frozenset[str] = frozenset()
    skips: tuple[Skip, ...] = ()
    season: Season | None = None
    recurring: bool = False


@dataclass(frozen=True, slots=True)
class Indication:
    """A circumstance (observation code) that opens a risk series between two ages."""

    code: str
    begin: Span | None = None
    end: Span | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One path to immunity. `group` gathers series of which one is chosen; `equivalent` groups make each other
    unnecessary. `priority` 'A' comes before 'B'; `preference` 1 wins a tie. `sexes` empty means everybody.
    `since`/`until`: assessed only between these days."""

    name: str
    doses: tuple[TargetDose, ...]
    kind: Kind = "standard"
    group: str = "1"
    group_name: str = ""
    equivalent: frozenset[str] = frozenset()
    priority: str = "A"
    preference: int = 1
    default: bool = False
    product: bool = False
    sexes: frozenset[str] = frozenset()
    max_age_to_start: Span | None = None
    indications: tuple[Indication, ...] = ()
    since: date | None = None
    until: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class BirthImmunity:
    """Born before this day (in `country`, when set) counts as immune unless one of the observations `unless` is
    present."""

    before: date
    country: str = ""
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Barred:
    """A vaccine barred by a contraindication, between two ages."""

    vaccine: str
    begin: Span | None = None
    end: Span | None = None


@dataclass(frozen=True, slots=True)
class Contraindication:
    """An observation that forbids the whole antigen (`vaccines` empty) or only some vaccines, between two ages."""

    code: str
    begin: Span | None = None
    end: Span | None = None
    vaccines: tuple[Barred, ...] = ()


@dataclass(frozen=True, slots=True)
class Antigen:
    """An antigen with its series. `immune_by` holds the observations that prove immunity."""

    code: str
    series: tuple[Series, ...]
    immune_by: frozenset[str] = frozenset()
    immune_born: tuple[BirthImmunity, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """A vaccine holds an antigen when given at an age in [begin, end)."""

    antigen: str
    begin: Span | None = None
    end: Span | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What is forecast together. `full`: the whole group is given as soon as one of its antigens is due."""

    code: str
    antigens: tuple[str, ...]
    full: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two vaccines too close: `current` given from `begin` until before the end after `previous`. The end is
    `minimum_end` when the previous dose counted (or was not judged), `end` otherwise and in forecasts."""

    previous: str
    current: str
    begin: Span
    minimum_end: Span
    end: Span
    rule: str = ""


@dataclass(frozen=True, eq=False)
class Schedule:
    """A whole schedule. `vaccines` says which antigens each vaccine code holds. Compared by identity; compiled once,
    on first use."""

    antigens: tuple[Antigen, ...]
    vaccines: Mapping[str, tuple[Holds, ...]]
    groups: tuple[Group, ...]
    conflicts: tuple[Conflict, ...] = ()
    id: str = ""
    version: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # words for observation codes, where the data brings them


def subset(schedule: Schedule, antigens: frozenset[str] | set[str]) -> Schedule:
    """The schedule for some antigens only: groups keep those antigens, empty groups go; vaccines and conflicts stay."""
    groups = (Group(g.code, tuple(a for a in g.antigens if a in antigens), g.full) for g in schedule.groups)
    return Schedule(
        antigens=tuple(a for a in schedule.antigens if a.code in antigens),
        vaccines={code: tuple(h for h in holds if h.antigen in antigens) for code, holds in schedule.vaccines.items()},
        groups=tuple(group for group in groups if group.antigens),
        conflicts=schedule.conflicts,
        id=schedule.id,
        version=schedule.version,
        names=schedule.names,
    )
