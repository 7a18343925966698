"""Calendar arithmetic, the same in every engine: read off (year, month, day), never day counts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def years_between(start: date, end: date) -> int:
    """Completed years from start to end; born on 29 February, a year completes on 1 March in common years."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def months_between(start: date, end: date) -> int:
    """Completed months; from 31 January one month is complete on 1 March (there is no 31 February)."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def days_between(start: date, end: date) -> int:
    """Days from start to end, negative when end comes first."""
    return (end - start).days


def shift(day: date, amount: int, unit: str) -> date | None:
    """The day moved by days, months or years; a day the month lacks becomes its last. None outside years 1 to 9999."""
    try:
        if unit == "day":
            return day + timedelta(days=amount)
        return _shift_months(day, amount * (12 if unit == "year" else 1))
    except (OverflowError, ValueError):
        return None


def _shift_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def year(day: date) -> int:
    """The calendar year of the day."""
    return day.year


def month(day: date) -> int:
    """The calendar month of the day, 1 to 12."""
    return day.month
