"""Test cases in the columns the CDC publishes: the person, the doses, and the expected answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tram.engines.schedule.cdsi.table import Row, first_of, read_day, read_table
from tram.engines.schedule.errors import ScheduleError
from tram.engines.schedule.results import Given, Observed, Patient

REQUIRED = ("cdctestid", "dob", "seriesstatus", "vaccinegroup", "assessmentdate")
COUNTRY = "U.S."  # the cases name no country of birth
MOST = 50  # columns of doses or observations a table may have


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `expected` maps a field ("status", "forecast", "earliest", "recommended", "past_due", "dose 1" …) to
    the published value in our words, "" where the case expects nothing."""

    row: int
    id: str
    name: str
    patient: Patient
    day: date
    group: str
    kinds: dict[int, str]  # by dose, "risk" or "standard" where the case says which series judged it
    expected: dict[str, str]


def read_cases(path: Path) -> list[Case]:
    """The cases of a file. Refuses a file without the needed columns, and the first row that cannot be understood."""
    rows = read_table(path)
    missing = [name for name in REQUIRED if name not in rows[0]]
    if missing:
        raise ScheduleError(f"Tệp «{path.name}» thiếu cột: {', '.join(missing)}. Hãy dùng tệp ca thử của CDC.")
    return [_case(row, number) for number, row in enumerate(rows, start=2)]


def _case(row: Row, number: int) -> Case:
    where = f"Dòng {number} ({row['cdctestid'] or '?'})"
    birth, day = _needed(row, "dob", where), _needed(row, "assessmentdate", where)
    doses = tuple(_doses(row, where))
    patient = Patient(birth, row.get("gender", "").upper()[:1], doses, tuple(_observed(row, where)), COUNTRY)
    return Case(
        row=number,
        id=row["cdctestid"],
        name=row.get("testcasename", ""),
        patient=patient,
        day=day,
        group=row["vaccinegroup"],
        kinds={at: kind for at in range(1, MOST) if (kind := row.get(f"seriestype{at}", "").lower())},
        expected=_expected(row, where, doses),
    )


def _needed(row: Row, name: str, where: str) -> date:
    found = read_day(row[name], where)
    if found is None:
        raise ScheduleError(f"{where}: thiếu ngày ở cột {name}.")
    return found


def _doses(row: Row, where: str) -> list[Given]:
    found = []
    for at in range(1, MOST):
        day = read_day(row.get(f"dateadministered{at}", ""), where)
        vaccine = row.get(f"cvx{at}", "")
        if day is not None and vaccine:
            found.append(Given(at, day, _code(vaccine, 2), row.get(f"mvx{at}", "").upper()))
    return found


def _observed(row: Row, where: str) -> list[Observed]:
    codes = [(at, row.get(f"observationcode{at}", "")) for at in range(1, MOST)]
    found = [
        Observed(_code(code, 3), read_day(row.get(f"observationdate{at}", ""), where)) for at, code in codes if code
    ]
    history = row.get("medhistorycode", "")
    return [*found, Observed(_code(history, 3))] if history else found


def _code(words: str, width: int) -> str:
    """A code whose leading zeros or decimals a spreadsheet may have changed."""
    return words.removesuffix(".0").zfill(width)


def _expected(row: Row, where: str, doses: Sequence[Given]) -> dict[str, str]:
    expected = {f"dose {given.key}": word_of(row.get(f"evaluationstatus{given.key}", "")) for given in doses}
    expected["status"] = word_of(row["seriesstatus"])
    expected["forecast"] = first_of(row, ("forecast", "forecastnumber", "forecastnum")).strip("- ").removesuffix(".0")
    for field, column in (
        ("earliest", "earliestdate"),
        ("recommended", "recommendeddate"),
        ("past_due", "pastduedate"),
    ):
        found = read_day(row.get(column, ""), where)
        expected[field] = found.isoformat() if found else ""
    return expected


def word_of(words: str) -> str:
    """A published status in our words: "Not Valid" -> "not_valid"."""
    return "_".join(words.lower().replace("-", " ").split())
