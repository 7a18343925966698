"""Periods of whole days, both ends included; an open end is None."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from tram.kernel.refusals import Refusal

MONTHS_IN_QUARTER = 3


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


def year(number: int) -> Period:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31))


def parse_period(text: str) -> Period:
    """``2026``, ``2026-10``, ``2026-Q4``, ``2026-10-05`` or ``2026-10-01..2026-10-15`` as a period. Refuses others."""
    cleaned = text.strip().upper()
    try:
        if ".." in cleaned:
            start, end = cleaned.split("..", 1)
            return Period(date.fromisoformat(start), date.fromisoformat(end))
        if found := re.fullmatch(r"(\d{4})-Q([1-4])", cleaned):
            return quarter(int(found[1]), int(found[2]))
        if found := re.fullmatch(r"(\d{4})-(\d{2})", cleaned):
            return month(int(found[1]), int(found[2]))
        if re.fullmatch(r"\d{4}", cleaned):
            return year(int(cleaned))
        day = date.fromisoformat(cleaned)
    except ValueError:
        raise Refusal(
            "period.unreadable",
            "Kỳ báo cáo phải có dạng 2026, 2026-Q4, 2026-10, 2026-10-05 hoặc 2026-10-01..2026-10-15.",
            {"field": "period"},
        ) from None
    return Period(day, day)
