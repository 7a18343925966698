"""What has been worked out so far for one series: which doses counted for which target dose."""

from __future__ import annotations

from typing import NamedTuple

from tram.engines.schedule.case import Case, Shot
from tram.engines.schedule.compiled import Path, Step, Target
from tram.engines.schedule.results import DoseStatus, NoForecast, Reason, SeriesStatus, WhyCode


class Verdict:
    """How one dose was judged against one target dose."""

    __slots__ = ("number", "reasons", "shot", "status", "target")

    def __init__(
        self, shot: Shot, status: DoseStatus, target: int | None, number: int | None, reasons: tuple[Reason, ...]
    ) -> None:
        self.shot = shot
        self.status = status
        self.target = target
        self.number = number
        self.reasons = reasons


class Run:
    """A series under evaluation for one case. `at` is the place of the target dose waited for, from 0."""

    __slots__ = (
        "at", "case", "complete", "inadvertent", "last", "path", "reached", "satisfied", "shots", "target",
        "verdicts",
    )  # fmt: skip

    def __init__(self, target: Target, path: Path, case: Case, shots: list[Shot], complete: set[str]) -> None:
        self.target = target
        self.path = path
        self.case = case
        self.shots = shots
        self.complete = complete  # series groups of the antigen with a complete series
        self.at = 0
        self.verdicts: list[Verdict] = []
        self.reached: dict[int, int] = {}  # target dose, from 1 -> the day it was satisfied
        self.satisfied = 0
        self.last: int | None = None  # the last day a dose was judged valid or not valid, inadvertent ones apart
        self.inadvertent: set[Shot] = set()

    @property
    def over(self) -> bool:
        """No target dose is left."""
        return self.at >= len(self.path.steps)

    def note(self, verdict: Verdict) -> None:
        """Take in a judged dose."""
        self.verdicts.append(verdict)
        if verdict.status in {"valid", "not_valid"} and verdict.shot not in self.inadvertent:
            self.last = verdict.shot.day
        if verdict.status == "valid":
            self.satisfied += 1
            self.reached[self.at + 1] = verdict.shot.day
            if not self.path.steps[self.at].recurring:
                self.at += 1


class Mark(NamedTuple):
    """Which rule gave a date, and the day it is counted from."""

    code: WhyCode
    rule: str = ""
    since: int | None = None


class Outcome:
    """What a series says in the end. Dates (day numbers) only when the status is not_complete."""

    __slots__ = (
        "earliest", "latest", "marks", "past_due", "reason", "recommended", "run", "status", "step",
        "unadjusted_past_due", "unadjusted_recommended",
    )  # fmt: skip

    def __init__(self, run: Run, status: SeriesStatus, reason: NoForecast, step: Step | None = None) -> None:
        self.run = run
        self.status = status
        self.reason = reason
        self.step = step
        self.earliest = self.recommended = self.unadjusted_recommended = 0
        self.past_due: int | None = None
        self.unadjusted_past_due: int | None = None
        self.latest: int | None = None
        self.marks: dict[str, Mark] = {}

    @property
    def number(self) -> int:
        """The number of the next dose: the doses that count plus one (FORECASTDN-1)."""
        return 1 + len(self.counted)

    @property
    def counted(self) -> set[Shot]:
        """The valid doses, those of past seasons apart."""
        steps, case = self.run.path.steps, self.run.case
        valid = ((v.target, v.shot) for v in self.run.verdicts if v.status == "valid" and v.target is not None)
        return {shot for at, shot in valid if steps[at - 1].season is None or shot.day >= case.season(steps[at - 1])[0]}

    @property
    def path(self) -> Path:
        """The series."""
        return self.run.path
