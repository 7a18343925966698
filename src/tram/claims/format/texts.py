"""Numbers, days and times as a claim writes them, and back. Times in files are Vietnam's."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from tram.kernel.clock import VN_TZ

DAY, MINUTE = "%Y%m%d", "%Y%m%d%H%M"
DAY_SIGNS, MINUTE_SIGNS = 8, 12
UNKNOWN = "0000"
REMEMBERED = 16_384  # numbers: prices, percents and sums come back claim after claim
NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what XML cannot hold


@lru_cache(maxsize=REMEMBERED)
def number_text(value: Decimal | int, decimals: int = 2) -> str:
    """The number with at most that many decimals after ".", rounded half up, without zeros at the end: "27833.99"."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if rounded else "0"


def day_text(day: date | None) -> str:
    """yyyymmdd; "" for None."""
    return day.strftime(DAY) if day else ""


def time_text(at: datetime | None) -> str:
    """yyyymmddHHMM of Vietnam's clock; "" for None."""
    return at.astimezone(VN_TZ).strftime(MINUTE) if at else ""


def birth_text(day: date, known: str = "day") -> str:
    """NGAY_SINH of a birth of which the "day", the "month" or only the "year" is known; unknown parts are 00."""
    parts = {"day": DAY, "month": "%Y%m00", "year": "%Y0000"}
    return day.strftime(parts[known]) + UNKNOWN


def number_of(text: str) -> Decimal | None:
    """The number of a field; None when it is empty or none."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def day_of(text: str) -> date | None:
    """The day of a date, datetime or first of several; None when it is empty or no day of the calendar."""
    signs = text[:DAY_SIGNS]
    if len(signs) != DAY_SIGNS or not (signs.isascii() and signs.isdigit()):
        return None
    try:
        return date(int(signs[:4]), int(signs[4:6]), int(signs[6:8]))
    except ValueError:
        return None


def time_of(text: str) -> datetime | None:
    """The moment of a datetime in Vietnam's time zone (a bare day: its midnight); None when it is none."""
    day = day_of(text)
    clock = text[DAY_SIGNS:MINUTE_SIGNS] or UNKNOWN
    if day is None or len(clock) != len(UNKNOWN) or not (clock.isascii() and clock.isdigit()):
        return None
    hour, minute = int(clock[:2]), int(clock[2:])
    if hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VN_TZ)
