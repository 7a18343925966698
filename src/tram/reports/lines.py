"""One line of the examination register, codes already turned into words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tram.engines.layout import Sheet, fill
from tram.kernel.periods import Period, month
from tram.reports.layouts import RegisterLayout


@dataclass(frozen=True, slots=True)
class Line:
    """A visit as the register tells it: the columns of ``reports.register_lines``, in ``tables.py``."""

    number: int
    day: date
    visit: UUID
    person: UUID
    commune: str
    full_name: str
    sex: str
    birth: date | str | None
    identity: str
    insurance: str
    address: str
    ethnicity: str
    occupation: str
    symptoms: str
    diagnosis: str
    treatment: str
    examiner: str
    note: str

    def row(self) -> Mapping[str, Any]:
        """The line as a row of the published table."""
        return asdict(self)


def sheet(layout: RegisterLayout, lines: Sequence[Line], period: Period) -> Sheet:
    """The lines under the form's columns, in the form's order."""
    end = period.end or period.start
    return fill(layout.layout, [line.row() for line in lines], {"at": end, "start": period.start, "end": end})


def birth(born: date | None, precision: str) -> date | str | None:
    """The birth date as known: a real date, or "05/1960", "1960" in words; None when unknown."""
    if born is None or precision == "day":
        return born
    return f"{born:%m/%Y}" if precision == "month" else str(born.year)


def joined(parts: Sequence[str]) -> str:
    """Several remarks in one cell, empty ones left out."""
    return "; ".join(part.strip() for part in parts if part.strip())


def period_words(period: Period) -> str:
    """``tháng 10 năm 2026``, or ``từ ngày … đến ngày …`` for other spans."""
    start, end = period.start, period.end
    if period == month(start.year, start.month):
        return _("tháng %(month)s năm %(year)s") % {"month": start.month, "year": start.year}
    if end is None:
        return _("từ ngày %(start)s") % {"start": f"{start:%d/%m/%Y}"}
    return _("từ ngày %(start)s đến ngày %(end)s") % {"start": f"{start:%d/%m/%Y}", "end": f"{end:%d/%m/%Y}"}
