"""What is being worked out for one series (`Run`), and what it came to (`Outcome`)."""

from __future__ import annotations

import msgspec

from tram.engines.schedule.case import Case, Shot
from tram.engines.schedule.compiled import Path, Step, Target
from tram.engines.schedule.results import DoseStatus, Mark, NoForecast, Reason, SeriesStatus


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """How a dose was judged against a target dose. Names no dose: the place in the tuple of verdicts does."""

    status: DoseStatus
    target: int | None
    number: int | None
    reasons: tuple[Reason, ...] = ()


class Run(msgspec.Struct, eq=False, gc=False):
    """A series under evaluation for one case. `at` is the place of the target dose waited for, from 0."""

    target: Target
    path: Path
    case: Case
    ages: tuple[int, ...]
    shots: list[Shot]
    complete: set[str]  # series groups of the antigen with a complete series
    at: int = 0
    verdicts: list[Verdict] = msgspec.field(default_factory=list)
    valid: list[int] = msgspec.field(default_factory=list)  # the places of the doses that satisfied a target dose
    judged: int | None = None  # the last day a dose was judged against a target dose
    last: int | None = None  # the last day a dose was judged valid or not valid, inadvertent ones apart
    inadvertent: tuple[Shot, ...] = ()

    def reached(self, target: int) -> int | None:
        """The day a target dose, from 1, was satisfied; the last one if it recurs."""
        for place in reversed(self.valid):
            if self.verdicts[place].target == target:
                return self.shots[place].day
        return None


class Dates(msgspec.Struct, frozen=True, gc=False):
    """The days of a next dose as day numbers, and by name the rule that gave each."""

    earliest: int
    recommended: int
    unadjusted_recommended: int
    past_due: int | None
    unadjusted_past_due: int | None
    latest: int | None
    marks: tuple[tuple[str, Mark], ...]

    def mark(self, name: str) -> Mark:
        """The rule that gave a date there is."""
        return next(mark for known, mark in self.marks if known == name)


class Outcome(msgspec.Struct, frozen=True, eq=False, gc=False):
    """What a series says in the end. Holds nothing of the person but days, so that people alike can share it."""

    path: Path
    status: SeriesStatus
    reason: NoForecast
    at: int  # the place of the target dose waited for, from 0
    verdicts: tuple[Verdict, ...]  # one for each dose of the antigen, in order
    satisfied: int  # how many doses satisfied a target dose
    counted: tuple[int, ...]  # their places, those of past seasons apart
    first_valid: int | None  # the day of the first valid dose
    day: int  # of the assessment
    ages: tuple[int, ...]
    step: Step | None = None
    dates: Dates | None = None
    vaccines: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """The number of the next dose: the doses that count plus one (FORECASTDN-1)."""
        return 1 + len(self.counted)
