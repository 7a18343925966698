"""Periods of whole days, both ends included; an open end is None."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from tram.kernel.refusals import Refusal

MONTHS_IN_QUARTER, MONTHS_IN_HALF, MONTHS_IN_YEAR = 3, 6, 12
FIRST_YEAR, LAST_YEAR = 1900, 2200  # nothing is counted outside; every reckoning of days around a period stays a date
MONTHS_OF = {"month": 1, "quarter": MONTHS_IN_QUARTER, "half": MONTHS_IN_HALF, "year": MONTHS_IN_YEAR}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``start`` to ``end`` inclusive; ``end`` None means until further notice."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Refusal("period.reversed", "Ngày kết thúc phải sau hoặc bằng ngày bắt đầu.", {"field": "end"})

    def contains(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether any day lies in both."""
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)

    @property
    def day_before(self) -> date:
        """The last day before the period."""
        return self.start - timedelta(days=1)


def month(year: int, number: int) -> Period:
    """A calendar month."""
    return Period(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Period:
    """A calendar quarter, 1 to 4."""
    first = (number - 1) * MONTHS_IN_QUARTER + 1
    return Period(date(year, first, 1), month(year, first + 2).end)


def half(year: int, number: int) -> Period:
    """A calendar half year, 1 or 2."""
    first = (number - 1) * MONTHS_IN_HALF + 1
    return Period(date(year, first, 1), month(year, first + 5).end)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def kind_of(period: Period) -> str:
    """ "day", "month", "quarter", "half" or "year" when it is a whole one of the calendar, else "span"."""
    if period.start == period.end:
        return "day"
    return next((kind for kind, months in MONTHS_OF.items() if period == _whole(period.start, months)), "span")


def name_of(period: Period) -> str:
    """The period as ``parse_period`` reads it: ``2026-10``, ``2026-Q4``, ``2026-H2``, ``2026``, else its days."""
    start, kind = period.start, kind_of(period)
    number = (start.month - 1) // MONTHS_OF.get(kind, 1) + 1
    names = {
        "day": f"{start}",
        "month": f"{start:%Y-%m}",
        "quarter": f"{start.year}-Q{number}",
        "half": f"{start.year}-H{number}",
        "year": f"{start.year}",
        "span": f"{start}..{period.end or ''}",
    }
    return names[kind]


def before(period: Period) -> Period:
    """The period of the same length just before: the month before a month, the year before a year, else as many days.

    Refuses (``period.open``) one without an end.
    """
    if period.end is None:
        raise Refusal("period.open", "Hãy chọn kỳ có ngày đầu và ngày cuối.", {"field": "period"})
    kind = kind_of(period)
    if kind in MONTHS_OF:
        return _whole(_first_of(period.day_before, MONTHS_OF[kind]), MONTHS_OF[kind])
    return Period(period.day_before - (period.end - period.start), period.day_before)


def _whole(start: date, months: int) -> Period:
    """The calendar period of so many months that holds the day."""
    first = _first_of(start, months)
    return Period(first, month(first.year, first.month + months - 1).end)


def _first_of(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def parse_period(text: str) -> Period:
    """``2026``, ``2026-10``, ``2026-Q4``, ``2026-H2``, ``2026-10-05`` or ``2026-10-01..2026-10-15``.

    Refuses others, and years before 1900 or after 2200.
    """
    try:
        found = _read(text.strip().upper())
    except ValueError:
        raise Refusal(
            "period.unreadable",
            "Kỳ báo cáo phải có dạng 2026, 2026-H2, 2026-Q4, 2026-10, 2026-10-05 hoặc 2026-10-01..2026-10-15.",
            {"field": "period"},
        ) from None
    if found.start.year < FIRST_YEAR or (found.end or found.start).year > LAST_YEAR:
        told = f"Năm của kỳ phải từ {FIRST_YEAR} đến {LAST_YEAR}. Hãy xem lại năm."
        raise Refusal("period.year", told, {"field": "period"})
    return found


def _read(cleaned: str) -> Period:
    """The period a text names; ValueError when it names none."""
    if ".." in cleaned:
        start, end = cleaned.split("..", 1)
        return Period(date.fromisoformat(start), date.fromisoformat(end))
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", cleaned):
        return quarter(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-H([12])", cleaned):
        return half(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-(\d{2})", cleaned):
        return month(int(found[1]), int(found[2]))
    if re.fullmatch(r"\d{4}", cleaned):
        return year(int(cleaned))
    day = date.fromisoformat(cleaned)
    return Period(day, day)
