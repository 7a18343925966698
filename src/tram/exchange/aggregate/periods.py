"""Periods as DHIS2 and ADX write them. What neither calendar knows is None, and is refused by whoever asked."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tram.kernel.periods import MONTHS_OF, Period, half, kind_of, month, quarter, year

_ADX = re.compile(r"(\d{4}-\d{2}-\d{2})/P(\d{1,2})([DWMY])")
_WEEK = timedelta(days=6)


def read_period(text: str) -> Period | None:
    """``2026``, ``2026S2``, ``2026Q4``, ``202610``, ``2026W5`` or ``20261005`` as a period; None for anything else."""
    try:
        if found := re.fullmatch(r"(\d{4})([QSW])(\d{1,2})", text):
            return _part(int(found[1]), found[2], int(found[3]))
        if re.fullmatch(r"\d{8}", text):
            day = date.fromisoformat(text)
            return Period(day, day)
        if re.fullmatch(r"\d{6}", text):
            return month(int(text[:4]), int(text[4:]))
        return year(int(text)) if re.fullmatch(r"\d{4}", text) else None
    except (ValueError, OverflowError):
        return None


def period_text(period: Period) -> str | None:
    """The period as DHIS2 writes it; None for days that are no period of its calendar."""
    start, kind = period.start, kind_of(period)
    if kind in _TEXTS:
        number = (start.month - 1) // MONTHS_OF.get(kind, 1) + 1
        return _TEXTS[kind].format(start=start, number=number)
    if period.end == start + _WEEK and start.isoweekday() == 1:
        iso = start.isocalendar()
        return f"{iso.year}W{iso.week}"
    return None


def read_interval(text: str) -> Period | None:
    """``2026-10-01/P1M`` as a period; None for anything else."""
    found = _ADX.fullmatch(text)
    if found is None:
        return None
    try:
        start, count = date.fromisoformat(found[1]), int(found[2])
        return Period(start, _after(start, count, found[3]) - timedelta(days=1)) if count else None
    except (ValueError, OverflowError):
        return None


def interval_text(period: Period) -> str | None:
    """The period as ADX writes it; None for one without an end."""
    if period.end is None:
        return None
    months = MONTHS_OF.get(kind_of(period))
    if months == MONTHS_OF["year"]:
        return f"{period.start}/P1Y"
    return f"{period.start}/P{months}M" if months else f"{period.start}/P{(period.end - period.start).days + 1}D"


def as_dhis2(interval: str) -> str:
    """An ADX interval as DHIS2 writes that period; as it came when there is no such period."""
    period = read_interval(interval)
    return (period_text(period) if period else None) or interval


def as_adx(text: str) -> str:
    """A DHIS2 period as ADX writes it; as it came when there is no such period."""
    period = read_period(text)
    return (interval_text(period) if period else None) or text


def _part(number: int, letter: str, part: int) -> Period:
    if letter == "W":
        start = date.fromisocalendar(number, part, 1)
        return Period(start, start + _WEEK)
    if not 1 <= part <= (4 if letter == "Q" else 2):
        raise ValueError(part)
    return quarter(number, part) if letter == "Q" else half(number, part)


def _after(start: date, count: int, unit: str) -> date:
    if unit in "DW":
        return start + timedelta(days=count * (7 if unit == "W" else 1))
    months = start.month - 1 + count * (12 if unit == "Y" else 1)
    return start.replace(year=start.year + months // 12, month=months % 12 + 1)


_TEXTS = {
    "day": "{start:%Y%m%d}",
    "month": "{start:%Y%m}",
    "quarter": "{start.year}Q{number}",
    "half": "{start.year}S{number}",
    "year": "{start.year}",
}
