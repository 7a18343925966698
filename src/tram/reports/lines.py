"""One line of the examination register and what each of its cells says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.kernel.periods import Period, month

SEXES = {"male": "Nam", "female": "Nữ", "other": "Khác"}
CellValue = int | str | date


@dataclass(frozen=True, slots=True)
class Line:
    """A visit as the register needs it: codes already turned into words, nothing laid out yet."""

    number: int
    full_name: str
    sex: str = ""
    birth_date: date | None = None
    birth_precision: str = "day"
    identity: str = ""
    insurance: str = ""
    address: str = ""
    ethnicity: str = ""
    occupation: str = ""
    symptoms: str = ""
    diagnosis: Sequence[str] = ()
    treatment: Sequence[str] = ()
    examiner: str = ""
    note: Sequence[str] = ()
    day: date | None = None
    visit: UUID | None = None
    person: UUID | None = None


def birth(line: Line) -> CellValue:
    """The birth date as known: a real date, or "05/1960", "1960" in words; empty when unknown."""
    if line.birth_date is None:
        return ""
    if line.birth_precision == "month":
        return f"{line.birth_date:%m/%Y}"
    return str(line.birth_date.year) if line.birth_precision == "year" else line.birth_date


def joined(parts: Sequence[str]) -> str:
    """Several remarks in one cell, empty ones left out."""
    return "; ".join(part.strip() for part in parts if part.strip())


CELLS: dict[str, Callable[[Line], CellValue]] = {
    "number": lambda line: line.number,
    "full_name": lambda line: line.full_name,
    "sex": lambda line: SEXES.get(line.sex, ""),
    "birth": birth,
    "identity": lambda line: line.identity,
    "insurance": lambda line: line.insurance,
    "address": lambda line: line.address,
    "ethnicity": lambda line: line.ethnicity,
    "occupation": lambda line: line.occupation,
    "symptoms": lambda line: line.symptoms,
    "diagnosis": lambda line: joined(line.diagnosis),
    "treatment": lambda line: joined(line.treatment),
    "examiner": lambda line: line.examiner,
    "note": lambda line: joined(line.note),
}


def cells(line: Line, columns: Sequence[str]) -> tuple[CellValue, ...]:
    """The cells of a line for these columns, in order."""
    return tuple(CELLS[column](line) for column in columns)


def period_words(period: Period) -> str:
    """``tháng 10 năm 2026``, or ``từ ngày … đến ngày …`` for other spans."""
    start, end = period.start, period.end
    if period == month(start.year, start.month):
        return f"tháng {start.month} năm {start.year}"
    return f"từ ngày {start:%d/%m/%Y}" + (f" đến ngày {end:%d/%m/%Y}" if end else "")
