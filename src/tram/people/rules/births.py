"""Birth dates as people know them: a day, a month, or only a year; and ages as people say them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tram.kernel.refusals import Refusal
from tram.people.rules.findings import phrase

OLDEST_YEARS = 130
TWELVE, CHILD_MONTHS = 12, 72
SHORT_YEAR = 2
_PARTS = re.compile(r"^(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{2}|\d{4})$")
_PLAIN = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[T ][\d:.]+)?)?$")


@dataclass(frozen=True, slots=True)
class Birth:
    """The earliest day it can have been, and how much is known: ``day``, ``month`` or ``year``."""

    day: date
    precision: str

    @property
    def text(self) -> str:
        """As people write it: ``12/03/1956``, ``03/1956`` or ``1956``."""
        return day_text(self.day, self.precision)


def parse_birth(text: str, today: date) -> Birth:
    """``1956``, ``03/1956``, ``12/03/1956``, ``12031956`` or ``1956-03-12``; a day or month of 00 is unknown.

    Refuses what it cannot read, days that do not exist, days to come and ages above 130 years.
    """
    year, month, day = _numbers(" ".join(text.split()))
    if day and not month:
        raise _unreadable()
    try:
        born = Birth(date(year, month or 1, day or 1), "day" if day else "month" if month else "year")
    except ValueError:
        raise Refusal(
            "person.birth_impossible", "Ngày sinh không có trong lịch. Hãy xem lại ngày, tháng.", {"field": "birth"}
        ) from None
    return _possible(born, today)


def parse_day(text: str, field: str) -> date:
    """A full day, dd/mm/yyyy or yyyy-mm-dd. Refuses anything else (``person.day``)."""
    try:
        year, month, day = _numbers(" ".join(text.split()))
        return date(year, month, day)
    except (Refusal, ValueError):
        raise Refusal(
            "person.day", "Ngày phải đủ ngày/tháng/năm, ví dụ 05/11/2026, và có trong lịch.", {"field": field}
        ) from None


def day_text(day: date, precision: str = "day") -> str:
    """A date with as much as is known of it."""
    return {"day": f"{day:%d/%m/%Y}", "month": f"{day:%m/%Y}"}.get(precision, f"{day:%Y}")


def age_text(born: date, precision: str, on: date) -> str:
    """The age as people say it: days in the first month, months and days in the first year, years and months below 6.

    Empty before birth; with only a year known, "khoảng 70 tuổi".
    """
    if on < born:
        return ""
    if precision == "year":
        return phrase(f"khoảng {on.year - born.year} tuổi")
    months, days = months_and_days(born, on)
    if months >= CHILD_MONTHS:
        return phrase(f"{months // TWELVE} tuổi")
    if precision == "month":
        days = 0
    return _child(months, days, precision)


def _child(months: int, days: int, precision: str) -> str:
    years, rest = divmod(months, TWELVE)
    if years:
        return phrase(f"{years} tuổi {rest} tháng") if rest else phrase(f"{years} tuổi")
    if months:
        return phrase(f"{months} tháng {days} ngày") if days else phrase(f"{months} tháng")
    return phrase(f"{days} ngày") if precision == "day" else phrase("dưới 1 tháng")


def months_and_days(born: date, on: date) -> tuple[int, int]:
    """Completed months and the days beyond them."""
    months = (on.year - born.year) * TWELVE + on.month - born.month - (on.day < born.day)
    year, month = divmod(born.year * TWELVE + born.month - 1 + months, TWELVE)
    reached = date(year, month + 1, min(born.day, monthrange(year, month + 1)[1]))
    return months, (on - reached).days


def _numbers(text: str) -> tuple[int, int, int]:
    if found := _PLAIN.match(text) or _PARTS.match(text):
        day, month, year = found.groups()
        if len(year) == SHORT_YEAR:
            raise Refusal("person.birth_short_year", "Hãy ghi năm đủ 4 chữ số, ví dụ 1956.", {"field": "birth"})
        return int(year), int(month or 0), int(day or 0)
    if found := _ISO.match(text):
        year, month, day = found.groups()
        return int(year), int(month or 0), int(day or 0)
    raise _unreadable()


def _unreadable() -> Refusal:
    return Refusal(
        "person.birth_unreadable",
        "Ngày sinh ghi theo một trong ba cách: 12/03/1956, 03/1956 hoặc 1956.",
        {"field": "birth"},
    )


def _possible(born: Birth, today: date) -> Birth:
    if born.day > today:
        raise Refusal("person.birth_future", "Ngày sinh nằm trong tương lai. Hãy xem lại năm.", {"field": "birth"})
    if today.year - born.day.year > OLDEST_YEARS:
        raise Refusal("person.birth_old", "Tuổi quá 130. Hãy xem lại năm sinh.", {"field": "birth"})
    return born
