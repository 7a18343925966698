"""Which schedule the people of a file are held against: this country's, or a folder of the CDC's supporting data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from tram.engines.schedule import (
    Assessment,
    DoseResult,
    Forecast,
    Given,
    Observed,
    Patient,
    Schedule,
    ScheduleError,
    load_cdsi,
)
from tram.engines.schedule import Why as Mark
from tram.immunization.schedule.batch.lines import LineError, SaidDose, SaidObservation, Subject
from tram.immunization.schedule.batch.plain import plain_date, plain_dose
from tram.immunization.schedule.lines import DUE, Line, lines
from tram.immunization.schedule.lists import circumstances, vaccine_of_cvx, vaccines
from tram.immunization.schedule.national import version_number, vn_schedule
from tram.immunization.schedule.persons import not_counted, patient_of
from tram.immunization.schedule.why import Why, why_date, why_dose
from tram.kernel.refusals import Refusal

VN = "vn"
WHICH = ("earliest", "recommended", "past_due", "latest")
OURS = {"past_due": "overdue"}
SINCE_EVER = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Stand:
    """How somebody stands with a vaccine group."""

    group: str
    status: str
    number: int | None
    dates: Mapping[str, date | None]
    vaccines: tuple[str, ...]
    why: Mapping[str, Why]


class Book(Protocol):
    """A schedule with its words."""

    def schedule(self, day: date) -> Schedule:
        """The engine's schedule of a day."""

    def patient(self, subject: Subject) -> tuple[Patient, Mapping[int, Why]]:
        """The engine's patient, and why some doses are no doses of the schedule. Raises `LineError`."""

    def named(self, day: date) -> Mapping[str, str]:
        """Which schedule answers on a day: its id and version."""

    def dose(self, result: DoseResult, day: date) -> Why:
        """Why a dose given on a day counts or not."""

    def dated(self, forecast: Forecast, which: str, day: date) -> Why | None:
        """Why the next dose has this date, as seen on a day."""

    def stands(self, assessment: Assessment, day: date) -> Iterable[Stand]:
        """Every vaccine group."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A dose or a circumstance as a row of the record."""

    id: int
    day: date
    vaccine: str
    source: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class _Noted:
    code: str
    start: date
    end: date | None
    due_on: date | None


class VnBook:
    """This country's schedule; sentences from its definitions."""

    def schedule(self, day: date) -> Schedule:
        """The version in force on the day."""
        return vn_schedule(day)

    def patient(self, subject: Subject) -> tuple[Patient, Mapping[int, Why]]:
        """Vaccines by our codes or by CVX. An unknown CVX code is told apart, an unknown code of ours refused."""
        aside: dict[int, Why] = {}
        rows = []
        for dose in subject.doses:
            code = _vn_vaccine(dose)
            row = _Row(dose.id, dose.day, code or f"cvx:{dose.cvx}", dose.source, dose.expires_on)
            told = not_counted(row)
            if told is not None:
                aside[dose.id] = Why(f"Không tính vào lịch: {told.sentence}.", told.source, told.status)
            elif not code or not vaccines()[code].antigens:
                aside[dose.id] = _unasked(dose.cvx or code, "Lịch tiêm chủng mở rộng")
            rows.append(row)
        noted = [_noted(one) for one in subject.observations]
        return patient_of(subject.birth, subject.sex, rows, noted), aside

    def named(self, day: date) -> Mapping[str, str]:
        """Our id and the version of the day."""
        return {"id": VN, "version": str(version_number(day))}

    def dose(self, result: DoseResult, day: date) -> Why:
        """With the table of the day it was given."""
        return why_dose(result, day)

    def dated(self, forecast: Forecast, which: str, day: date) -> Why | None:
        """With the table of the day of assessment."""
        return why_date(forecast, OURS.get(which, which), day)

    def stands(self, assessment: Assessment, day: date) -> Iterator[Stand]:
        """The lines a nurse sees."""
        for line in lines(assessment):
            dates = dict(zip(WHICH, (line.earliest, line.recommended, line.overdue, line.latest), strict=True))
            chosen = (line.vaccine,) if line.vaccine else ()
            yield Stand(line.group, _status(line), line.number, dates, chosen, _line_why(line, day))


class CdsiBook:
    """A folder of CDSi supporting data; sentences say the rule's limits."""

    def __init__(self, folder: Path) -> None:
        try:
            self._schedule = load_cdsi(folder)
        except ScheduleError as error:
            raise Refusal("evaluate.schedule", str(error)) from None

    def schedule(self, _day: date) -> Schedule:
        """The one schedule of the folder."""
        return self._schedule

    def patient(self, subject: Subject) -> tuple[Patient, Mapping[int, Why]]:
        """Vaccines by CVX; a code the schedule does not have is told apart."""
        aside: dict[int, Why] = {}
        given = []
        for dose in subject.doses:
            code = dose.cvx or dose.code.zfill(2)
            if not self._schedule.vaccines.get(code):
                aside[dose.id] = _unasked(code, "Dữ liệu lịch tiêm (CDSi)")
            given.append(Given(dose.id, dose.day, code, maker=dose.maker, expires=dose.expires_on))
        observed = tuple(Observed(_zeros(one), one.start, one.end) for one in subject.observations)
        return Patient(subject.birth, subject.sex, tuple(given), observed), aside

    def named(self, _day: date) -> Mapping[str, str]:
        """The id the reader gave."""
        return {"id": self._schedule.id, "version": self._schedule.version}

    def dose(self, result: DoseResult, _day: date) -> Why:
        """In plain words."""
        return plain_dose(result)

    def dated(self, forecast: Forecast, which: str, _day: date) -> Why | None:
        """In plain words."""
        mark: Mark | None = forecast.why.get(which)
        return plain_date(mark) if mark else None

    def stands(self, assessment: Assessment, day: date) -> Iterator[Stand]:
        """The engine's groups."""
        for group in assessment.groups.values():
            found = group.forecast
            dates = {which: getattr(found, which) if found else None for which in WHICH}
            why = {which: told for which in WHICH if found and (told := self.dated(found, which, day))}
            number, named = (found.number, found.vaccines) if found else (None, ())
            yield Stand(group.group, group.status, number, dates, named, why)


def open_book(name: str) -> Book:
    """``vn``, or a folder of the CDC's supporting data. Refuses what is neither."""
    return VnBook() if name == VN else CdsiBook(Path(name))


def _vn_vaccine(dose: SaidDose) -> str:
    if dose.code and dose.code not in vaccines():
        raise LineError(f"mũi {dose.id}: không có vắc xin «{dose.code[:40]}» trong danh mục")
    return dose.code or vaccine_of_cvx().get(dose.cvx, "")


def _noted(one: SaidObservation) -> _Noted:
    if one.code not in circumstances():
        raise LineError(f"observations: không có mã «{one.code[:40]}» trong danh mục hoàn cảnh")
    return _Noted(one.code, one.start or SINCE_EVER, one.end, one.due_on)


def _unasked(code: str, source: str) -> Why:
    return Why(f"Vắc xin {code} không có trong lịch này nên chỉ ghi lại, không xét.", source, "official")


def _zeros(one: SaidObservation) -> str:
    """The CDC's observation codes have three digits."""
    return one.code.zfill(3) if one.code.isdigit() else one.code


def _status(line: Line) -> str:
    return "not_complete" if line.status == DUE else line.status


def _line_why(line: Line, day: date) -> dict[str, Why]:
    return {which: told for which in WHICH if (told := why_date(line, OURS.get(which, which), day))}
