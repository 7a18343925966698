"""Pure rules of readings: how far a number is from its target, and the days a trend is asked for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

HUNDRED = Decimal(100)
SHORT_SPLITS = {"age": "age_group"}


def short_by(numerator: int, denominator: int | None, target: Decimal | None, direction: str = "up") -> int | None:
    """How many more (``up``) or fewer (``down``) must count before the target percent is reached; 0 when it is.

    None without a target or with nobody to count.
    """
    if target is None or not denominator:
        return None
    wanted = target * denominator / HUNDRED
    if direction == "up":
        return max(0, int(wanted.to_integral_value(ROUND_CEILING)) - numerator)
    return max(0, numerator - int(wanted.to_integral_value(ROUND_FLOOR)))


def month_ends(day: date, months: int) -> tuple[date, ...]:
    """The last days of the ``months - 1`` months before the day, then the day itself: oldest first."""
    found = [day]
    year, month = day.year, day.month
    for _ in range(months - 1):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        found.append(date(year, month, monthrange(year, month)[1]))
    return tuple(reversed(found))


def number_vi(value: int) -> str:
    """``1.234.567``: whole numbers as Vietnamese write them."""
    return f"{value:,}".replace(",", ".")


def percent_vi(value: Decimal | None) -> str:
    """``81,3 %``; a dash when there is nothing to divide by."""
    return "–" if value is None else f"{value}".replace(".", ",") + " %"


def gap_sentence(short: int | None, target: Decimal | None, noun: str = "người") -> str:
    """``còn 312 người để đạt 95 %``; ``đã đạt 95 %``; empty without a target."""
    if short is None or target is None:
        return ""
    goal = f"{target.normalize():f}".replace(".", ",")
    return f"đã đạt {goal} %" if short == 0 else f"còn {number_vi(short)} {noun} để đạt {goal} %"


def splits_of(text: str) -> tuple[str, ...]:
    """The splits a person named, apart by commas; ``age`` is the age group."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    return tuple(dict.fromkeys(SHORT_SPLITS.get(name, name) for name in names))
