"""Ages and intervals in calendar arithmetic: "12 months - 4 days". Rule ids CALCDT-1 to CALCDT-6 of the CDC's logic
specification."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

PART = re.compile(r"([+-]?)\s*(\d+)\s*(year|month|week|day)s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: years, then months, then days (weeks are seven). Days may be negative (a grace period)."""

    years: int = 0
    months: int = 0
    days: int = 0

    @property
    def steady(self) -> bool:
        """True when the length is the same number of days from whatever day it starts."""
        return not self.years and not self.months

    def from_day(self, day: date) -> date:
        """The day this long after `day`. A day that does not exist becomes the first of the next month; nothing
        passes year 9999."""
        reached = _add_months(_add_months(day, 12 * self.years), self.months)
        try:
            return reached + timedelta(self.days)
        except OverflowError:
            return date.max if self.days > 0 else date.min

    def from_ordinal(self, ordinal: int) -> int:
        """The same on day numbers (`date.toordinal`)."""
        if not self.years and not self.months:
            return ordinal + self.days
        return self.from_day(date.fromordinal(ordinal)).toordinal()


def span(text: str) -> Span | None:
    """Read "6 weeks - 4 days", "5 months + 4 weeks", "12 years". None for empty or "n/a". Raises ValueError for
    anything else."""
    words = text.strip()
    if not words or words.lower() == "n/a":
        return None
    amounts = {"year": 0, "month": 0, "day": 0}
    for sign, number, unit in PART.findall(words):
        count = -int(number) if sign == "-" else int(number)
        name = unit.lower()
        amounts["day" if name == "week" else name] += 7 * count if name == "week" else count
    if PART.sub("", words).strip():
        raise ValueError(f"not a length of time: {text!r}")
    return Span(amounts["year"], amounts["month"], amounts["day"])


def _add_months(day: date, months: int) -> date:
    if not months:
        return day
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year > MAXYEAR:
        return date.max
    if day.day <= 28 or day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year + (month == 11), (month + 1) % 12 + 1, 1)
