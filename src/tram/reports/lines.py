"""One line of the examination register, codes already turned into words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from tram.engines.layout import Sheet, fill
from tram.kernel.periods import Period, kind_of, month
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


class AnyLine(Protocol):
    """What a line of every register says."""

    @property
    def number(self) -> int:
        """Its place in the book, from 1."""

    @property
    def day(self) -> date:
        """The day that orders the book."""

    @property
    def person(self) -> UUID:
        """Whom it is about."""

    @property
    def commune(self) -> str:
        """Where they live now."""

    @property
    def full_name(self) -> str:
        """Their name."""

    @property
    def visit(self) -> UUID | None:
        """The visit it is; None in registers of people."""

    def row(self) -> Mapping[str, Any]:
        """The line as a row of its published table."""


def sheet(layout: RegisterLayout, lines: Sequence[AnyLine], period: Period) -> Sheet:
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
    """``tháng 10 năm 2026``, ``quý 4 năm 2026``, ``6 tháng cuối năm 2026``, ``năm 2026``; ``từ ngày … đến ngày …`` for
    other spans."""
    start, end = period.start, period.end
    if period == month(start.year, start.month):
        return _("tháng %(month)s năm %(year)s") % {"month": start.month, "year": start.year}
    if (kind := kind_of(period)) in ("quarter", "half", "year"):
        return _long_period(kind, start)
    if end is None:
        return _("từ ngày %(start)s") % {"start": f"{start:%d/%m/%Y}"}
    return _("từ ngày %(start)s đến ngày %(end)s") % {"start": f"{start:%d/%m/%Y}", "end": f"{end:%d/%m/%Y}"}


def _long_period(kind: str, start: date) -> str:
    told = {"year": start.year, "quarter": (start.month + 2) // 3}
    if kind == "half":
        return (_("6 tháng đầu năm %(year)s") if start.month == 1 else _("6 tháng cuối năm %(year)s")) % told
    return (_("quý %(quarter)s năm %(year)s") if kind == "quarter" else _("năm %(year)s")) % told
