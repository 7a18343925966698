"""Which schedule the people of a file are held against: this country's, or a folder of the CDC's supporting data."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

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
from tram.engines.schedule.compile import compiled
from tram.immunization.schedule.batch.lines import LineError, SaidDose, SaidObservation, Subject
from tram.immunization.schedule.batch.plain import plain_date, plain_dose
from tram.immunization.schedule.lines import DUE, Line, lines
from tram.immunization.schedule.lists import circumstances, vaccine_of_cvx, vaccines
from tram.immunization.schedule.national import version_number, vn_schedule
from tram.immunization.schedule.persons import not_counted, patient_of
from tram.immunization.schedule.why import Why, why_date, why_dose, why_mark
from tram.kernel.refusals import Refusal

VN = "vn"
WHICH = ("earliest", "recommended", "past_due", "latest")
KEPT = 50_000  # sentences remembered at most
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

    def dated(self, forecast: Forecast, day: date) -> Mapping[str, Why]:
        """Why the next dose has its dates, as seen on a day."""

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
    """This country's schedule; sentences from its definitions, each made once."""

    def __init__(self) -> None:
        self._marks: dict[Hashable, Why | None] = {}
        self._doses: dict[Hashable, Why] = {}

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
        key = (result.antigen, result.status, result.number, result.reasons, version_number(day))
        if key not in self._doses:
            _room_in(self._doses)
            self._doses[key] = why_dose(result, day)
        return self._doses[key]

    def dated(self, forecast: Forecast, day: date) -> Mapping[str, Why]:
        """With the table of the day of assessment."""
        number = version_number(day)
        return {which: told for which, mark in forecast.why.items() if (told := self._of(mark, number, day))}

    def _of(self, mark: Mark, version: int, day: date) -> Why | None:
        """A sentence is made once for all who have the same mark: birth stands in no sentence about an age."""
        key = (mark.code, mark.rule, None if mark.code.endswith("_age") else mark.since, version)
        if key not in self._marks:
            _room_in(self._marks)
            self._marks[key] = why_mark(mark, day)
        return self._marks[key]

    def stands(self, assessment: Assessment, day: date) -> Iterator[Stand]:
        """The lines a nurse sees."""
        for line in lines(assessment):
            dates = dict(zip(WHICH, (line.earliest, line.recommended, line.overdue, line.latest), strict=True))
            chosen = (line.vaccine,) if line.vaccine else ()
            yield Stand(line.group, _status(line), line.number, dates, chosen, self._line_why(line, day))

    def _line_why(self, line: Line, day: date) -> Mapping[str, Why]:
        if line.forecast is None:
            return {}
        told = dict(self.dated(line.forecast, day))
        if line.eased and (eased := why_date(line, "overdue", day)):
            told["past_due"] = eased
        return told


class CdsiBook:
    """A folder of CDSi supporting data; sentences say the rule's limits."""

    def __init__(self, folder: Path) -> None:
        try:
            self._schedule = load_cdsi(folder)
            compiled(self._schedule)  # whatever does not fit together is refused before the first line
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

    def dated(self, forecast: Forecast, _day: date) -> Mapping[str, Why]:
        """In plain words."""
        return {which: plain_date(mark) for which, mark in forecast.why.items()}

    def stands(self, assessment: Assessment, day: date) -> Iterator[Stand]:
        """The engine's groups."""
        for group in assessment.groups.values():
            found = group.forecast
            dates = {which: getattr(found, which) if found else None for which in WHICH}
            why = self.dated(found, day) if found else {}
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


def _room_in(kept: dict[Hashable, Any]) -> None:
    if len(kept) >= KEPT:
        kept.clear()
