"""One person made ready for the rules: days as numbers, doses in order and taken apart by antigen."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from operator import attrgetter, eq

import msgspec

from tram.engines.schedule.calendar import Span
from tram.engines.schedule.compiled import FIRST, LAST, Clash, Compiled, Step
from tram.engines.schedule.results import Given, Patient


class Shot(msgspec.Struct, eq=False, gc=False):
    """A dose given. `place` is its place in the whole history; `before` the earlier doses it stands too close to, if
    they clash."""

    key: Hashable
    day: int
    vaccine: str
    maker: str
    spoiled: bool
    place: int = 0
    before: tuple[tuple[Shot, Clash], ...] = ()


NONE: list[Shot] = []  # of an antigen without doses; never written to


class Case:
    """A person on a day, for one compiled schedule."""

    __slots__ = ("active", "ages", "birth", "clashing", "codes", "country", "day", "given", "plan", "sex", "shots")

    def __init__(self, plan: Compiled, patient: Patient, day: date) -> None:
        self.plan = plan
        self.day = day.toordinal()
        self.birth = patient.birth.toordinal()
        self.ages = plan.ages(self.birth)
        self.sex = patient.sex if patient.sex in {"M", "F"} else "U"
        self.country = patient.country
        self.shots = _in_order(patient.doses)
        self.active = _active(patient, self.day)
        self.codes = frozenset(self.active)
        self.given = {shot.vaccine for shot in self.shots}
        self.clashing = [shot for shot in self.shots if shot.vaccine in plan.clashing]
        if len(self.clashing) > 1:
            _note_clashes(plan, self.clashing)

    def shots_by_antigen(self) -> list[list[Shot]]:
        """For each antigen of the schedule, its doses in order."""
        found: list[list[Shot]] = [NONE] * len(self.plan.targets)
        ages, holds = self.ages, self.plan.holds
        for shot in self.shots:
            for place, begin, end in holds.get(shot.vaccine, ()):
                if not end or ages[begin] <= shot.day < ages[end]:
                    if found[place] is NONE:
                        found[place] = [shot]
                    else:
                        found[place].append(shot)
        return found

    def has(self, codes: frozenset[str]) -> bool:
        """Is one of these observations active?"""
        return not codes.isdisjoint(self.codes)

    def last_observed(self, codes: frozenset[str]) -> int | None:
        """The day of the most recent of these observations; None when there is none with a day."""
        days = [self.active[code] for code in codes if code in self.active]
        return max((day for day in days if day > FIRST), default=None)

    def within(self, begin: int, end: int) -> bool:
        """Is the person, on the day of assessment, at an age between these two places of the table?"""
        return self.ages[begin] <= self.day < self.ages[end]

    def season(self, step: Step) -> tuple[int, int]:
        """The season that is on, or the next one, for a target dose: a season with both ends comes back every year."""
        return self.window(step, *(step.season or (FIRST, LAST)))

    def window(self, step: Step, first: int, last: int) -> tuple[int, int]:
        """A window of days of a target dose, moved by whole years to the season that is on or next."""
        years = self._years(step)
        if not years or first == FIRST or last == LAST:
            return first, last
        return _in_year(first, years), _in_year(last, years)

    def _years(self, step: Step) -> int:
        if step.season is None or step.season[0] == FIRST or step.season[1] == LAST:
            return 0
        last = step.season[1]
        years = date.fromordinal(self.day).year - date.fromordinal(last).year
        return years + (_in_year(last, years) < self.day)


def _in_year(day: int, years: int) -> int:
    """The same day of another year (1 March for 29 February)."""
    return Span(years=years).from_ordinal(day)


def _in_order(doses: Sequence[Given]) -> list[Shot]:
    """By day, vaccine, then maker and key: never by the order of entry."""
    shots = [_shot(given) for given in doses]
    if len(shots) > 1:
        shots.sort(key=_day_and_vaccine)
        if any(map(eq, map(_day_and_vaccine, shots), map(_day_and_vaccine, shots[1:]))):
            shots.sort(key=lambda shot: (shot.day, shot.vaccine, shot.maker, str(shot.key)))
        for place, shot in enumerate(shots):
            shot.place = place
    return shots


_day_and_vaccine = attrgetter("day", "vaccine")


def _shot(given: Given) -> Shot:
    spoiled = given.spoiled or (given.expires is not None and given.day > given.expires)
    return Shot(given.key, given.day.toordinal(), given.vaccine, given.maker, spoiled)


def _active(patient: Patient, day: int) -> dict[str, int]:
    """By code, the last day it was observed (day number 1 when the day is not known)."""
    found: dict[str, int] = {}
    for observed in patient.observed:
        begin = FIRST if observed.day is None else observed.day.toordinal()
        end = LAST if observed.until is None else observed.until.toordinal()
        if begin <= day <= end:
            found[observed.code] = max(begin, found.get(observed.code, FIRST))
    return found


def _note_clashes(plan: Compiled, shots: Sequence[Shot]) -> None:
    """Tell each dose which earlier ones it stands too close to."""
    for place, shot in enumerate(shots):
        clashes = plan.clashes.get(shot.vaccine)
        if clashes is None:
            continue
        for other in shots[:place]:
            clash = clashes.get(other.vaccine)
            if clash is not None and shot.day < clash.end.after(other.day):
                shot.before = (*shot.before, (other, clash))
