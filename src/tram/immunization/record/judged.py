"""What follows from somebody's rows by the schedule: what each dose counts as, and how they stand with each group."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID

from tram.engines.schedule import Assessment, DoseResult, Patient, Schedule
from tram.immunization.models import DeferralKind, EvaluationStatus, ForecastStatus
from tram.immunization.schedule import (
    GroupName,
    Line,
    Vaccine,
    first_day,
    groups,
    lines,
    patient_of,
    vaccines,
    vn_schedule,
)
from tram.immunization.schedule.book import Version, book
from tram.immunization.schedule.persons import last_day
from tram.immunization.schedule.rows import Limits
from tram.kernel.definitions import remembered
from tram.people.api import Standing

GROWN_UP = 18
DAY = timedelta(days=1)
STATUS = {
    "valid": EvaluationStatus.VALID.value,
    "not_valid": EvaluationStatus.INVALID.value,
    "extraneous": EvaluationStatus.EXTRANEOUS.value,
    "sub_standard": EvaluationStatus.SUBSTANDARD.value,
}


class Given(NamedTuple):
    """A dose that counts, as judging needs it."""

    id: UUID
    person: UUID
    day: date
    vaccine: str
    source: str
    expires_on: date | None


class Noted(NamedTuple):
    """A circumstance that counts."""

    person: UUID
    code: str
    start: date
    end: date | None
    due_on: date | None


class PutOff(NamedTuple):
    """A deferral that counts."""

    person: UUID
    day: date
    group: str
    kind: str
    reason: str
    until: date | None


@dataclass(slots=True)
class Known:
    """All that counts of one person, whichever of their records it stands in."""

    person: Standing
    doses: list[Given] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    put_off: list[PutOff] = field(default_factory=list)

    def patient(self) -> Patient | None:
        """As the engine knows them; None without a birth date, when nothing can be judged."""
        if self.person.born is None:
            return None
        return patient_of(self.person.born, self.person.sex, self.doses, self.noted, self.put_off)


@dataclass(frozen=True, slots=True)
class Frame:
    """The schedule in force, the day it is asked for, and since when people are followed without a dose."""

    schedule: Schedule
    day: date
    since: date
    tables: tuple[tuple[date, Mapping[str, Sequence[Limits]]], ...]
    vaccines: Mapping[str, Vaccine]
    groups: Mapping[str, GroupName]

    @classmethod
    def on(cls, today: date) -> Frame:
        """The frame of a day: it stays the same until another version of the schedule is in force."""
        since = date(today.year - GROWN_UP, 1, 1)
        return cls(vn_schedule(today), first_day(today), since, _tables(), vaccines(), groups())

    def limits_on(self, day: date) -> Mapping[str, Sequence[Limits]]:
        """The limits of each antigen's doses in the table in force on a day; before the first, of the first."""
        return next((limits for since, limits in reversed(self.tables) if since <= day), self.tables[0][1])

    def day_for(self, known: Known) -> date:
        """The day of assessment: so late that all circumstances have begun or ended, and never today."""
        told = [day for one in known.noted for day in (one.start, one.end and one.end + DAY) if day]
        return max((self.day, *told))

    def follows(self, known: Known) -> bool:
        """Whether somebody has forecasts: the living under eighteen, and whoever has a dose or a circumstance."""
        person = known.person
        if person.born is None or person.died_on is not None:
            return False
        return person.born >= self.since or bool(known.doses or known.noted)


@dataclass
class StandingRow:
    """A row of ``DoseStanding``, told in passing: there may be millions."""

    dose: UUID
    person: UUID
    group: str
    number: int | None
    valid: bool
    age_days: int | None


@dataclass
class EvaluationRow:
    """A row of ``Evaluation``."""

    id: UUID
    dose: UUID
    person: UUID
    antigen: str
    number: int | None
    status: str
    reason: str
    on_time: bool | None


@dataclass
class ForecastRow:
    """A row of ``Forecast``."""

    id: UUID
    person: UUID
    commune: str
    village: UUID | None
    group: str
    status: str
    number: int | None
    earliest: date | None
    recommended: date | None
    overdue: date | None
    latest: date | None
    vaccine: str
    valid_doses: int
    reason: str


@dataclass(slots=True)
class Judged:
    """The rows that follow."""

    standings: list[StandingRow] = field(default_factory=list)
    evaluations: list[EvaluationRow] = field(default_factory=list)
    forecasts: list[ForecastRow] = field(default_factory=list)


def judge(frame: Frame, known: Known, assessment: Assessment | None, into: Judged) -> None:
    """Adds what follows for one person; without an assessment only that doses were given."""
    results: dict[UUID, list[DoseResult]] = {one.id: [] for one in known.doses}
    for antigen in assessment.antigens.values() if assessment else ():
        for result in antigen.doses:
            results[result.key].append(result)  # type: ignore[index] # keys are the ids of the doses
    into.standings += [_standing(frame, known.person, one, results[one.id]) for one in known.doses]
    into.evaluations += _evaluations(frame, known, results)
    if assessment is not None and frame.follows(known):
        into.forecasts += [_forecast(known, line) for line in lines(assessment)]


def _standing(frame: Frame, person: Standing, dose: Given, results: Sequence[DoseResult]) -> StandingRow:
    vaccine = frame.vaccines.get(dose.vaccine)
    group = vaccine.group if vaccine else ""
    within = frame.groups[group].antigens if group in frame.groups else ()
    valid = [one for one in results if one.status == "valid"]
    numbers = [one.number for one in valid if one.number and one.antigen in within]
    known = person.born if person.born_exactly else None
    return StandingRow(
        dose=dose.id, person=person.id, group=group, valid=bool(valid),
        number=max(numbers, default=None), age_days=(dose.day - known).days if known else None,
    )  # fmt: skip


def _evaluations(frame: Frame, known: Known, results: dict[UUID, list[DoseResult]]) -> Iterator[EvaluationRow]:
    last: dict[str, date] = {}
    for dose in known.doses:
        limits = frame.limits_on(dose.day)
        for one in results[dose.id]:
            on_time = None
            if one.status == "valid" and one.number and known.person.born:
                on_time = _on_time(
                    known.person.born, limits.get(one.antigen, ()), one.number, dose.day, last.get(one.antigen)
                )
                last[one.antigen] = dose.day
            yield EvaluationRow(
                id=follows_from(dose.id, one.antigen), dose=dose.id, person=known.person.id, antigen=one.antigen,
                status=STATUS[one.status], number=one.number if one.status == "valid" else None,
                reason=one.reasons[0].code if one.reasons else "", on_time=on_time,
            )  # fmt: skip


def _on_time(born: date, asked: Sequence[Limits], number: int, day: date, before: date | None) -> bool | None:
    """Whether a valid dose came before the day from which it is late; None where the table names none."""
    if number > len(asked):
        return None
    limits = asked[number - 1]
    if limits.age_late is not None:
        return day < limits.age_late.from_day(born)
    if limits.gap_late is not None and before is not None:
        return day < limits.gap_late.from_day(before)
    return None


@remembered
def _tables() -> tuple[tuple[date, Mapping[str, Sequence[Limits]]], ...]:
    """Since when each version of the table is in force, and the limits of each antigen's doses in it, in order."""
    return tuple((version.head.effective_from, _asked(version)) for version in book().versions)


def _asked(version: Version) -> dict[str, list[Limits]]:
    found: dict[str, list[Limits]] = {}
    for row in sorted(version.rows, key=lambda one: one.dose):
        for antigen in row.antigens:
            found.setdefault(antigen, []).append(book().limits[row.group, row.dose])
    return found


def follows_from(row: UUID, what: str) -> UUID:
    """The id of what follows from a row: always the same, and of no other row."""
    return UUID(int=row.int ^ _mark(what))


@cache
def _mark(what: str) -> int:
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:16])


def _forecast(known: Known, line: Line) -> ForecastRow:
    person, barred = known.person, _barred(known, line.group)
    row = ForecastRow(
        id=follows_from(person.id, line.group), person=person.id, commune=person.commune, village=person.village,
        group=line.group, status=line.status, number=line.number, earliest=line.earliest, recommended=line.recommended,
        overdue=line.overdue, latest=_latest(known, line), vaccine=line.vaccine, valid_doses=line.valid_doses,
        reason=line.reason,
    )  # fmt: skip
    if barred is not None and line.status == ForecastStatus.DUE:
        row.status, row.reason, row.vaccine = ForecastStatus.CONTRAINDICATED.value, barred.reason, ""
        row.number = row.earliest = row.recommended = row.overdue = row.latest = None
    return row


def _latest(known: Known, line: Line) -> date | None:
    """The last day of the next dose: while what it is asked for lasts (a pregnancy), as far as that is known."""
    whom = book().whom.get(line.group)
    if line.status != ForecastStatus.DUE or whom is None or not whom.only_while:
        return line.latest
    ends = [last_day(one) for one in known.noted if one.code == whom.only_while]
    end = None if None in ends else max((one for one in ends if one), default=None)
    return min((one for one in (line.latest, end) if one), default=None)


def _barred(known: Known, group: str) -> PutOff | None:
    """The contraindication without an end that a session noted for the group and no later dose contradicts."""
    if not known.put_off:
        return None
    noted = [one for one in known.put_off if _forbids(one, group)]
    last = max(noted, key=lambda one: (one.day, one.reason), default=None)
    if last is None or any(_holds(dose, group) and dose.day > last.day for dose in known.doses):
        return None
    return last


def _forbids(one: PutOff, group: str) -> bool:
    return one.kind == DeferralKind.CONTRAINDICATED and one.group == group and one.until is None


def _holds(dose: Given, group: str) -> bool:
    vaccine = vaccines().get(dose.vaccine)
    return vaccine is not None and group in vaccine.groups


def in_order(known: Iterable[Known]) -> list[Known]:
    """By person, their rows by day and id: what follows must not depend on the order they were read in."""
    found = sorted(known, key=lambda one: one.person.id)
    for one in found:
        one.doses.sort(key=lambda dose: (dose.day, dose.id))
        one.noted.sort(key=lambda note: (note.start, note.code))
        one.put_off.sort(key=lambda told: (told.day, told.group, told.reason))
    return found
