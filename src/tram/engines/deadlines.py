"""Until when something must be told: calendar hours, or working days by Vietnam's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import holidays

from tram.engines.definitions.csv_list import read_list
from tram.engines.definitions.head import DefinitionError
from tram.kernel.clock import VN_TZ, today_vn

ONE_DAY = timedelta(days=1)
MOST_HOURS, MOST_DAYS = 24 * 366, 250


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long there is: ``hours`` on end, or ``working_days``; exactly one of the two."""

    hours: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: Saturdays, Sundays, holidays and days off in lieu are not, but for the announced ones.

    ``off`` and ``work`` are the days of the yearly announcements, which go before what is reckoned.
    """

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    _reckoned: holidays.HolidayBase = field(
        default_factory=partial(holidays.country_holidays, "VN"), compare=False, repr=False
    )

    def works(self, day: date) -> bool:
        """Whether offices work on the day."""
        if day in self.work:
            return True
        return day not in self.off and self._reckoned.is_working_day(day)

    def days_left(self, today: date, last: date) -> int:
        """Working days after today until the last one, that one included; 0 on the last day and after it."""
        return sum(self.works(today + ONE_DAY * ahead) for ahead in range(1, (last - today).days + 1))

    def last_day(self, since: date, days: int) -> date:
        """The last of so many working days; the first day does not count (Civil Code 2015, articles 147, 148)."""
        day = since
        while days:
            day += ONE_DAY
            days -= self.works(day)
        return day


def calendar(rows: Iterable[Mapping[str, str]]) -> Calendar:
    """The calendar with the announced days (``day``, ``kind`` off or work)."""
    kinds: dict[str, set[date]] = {"off": set(), "work": set()}
    for row in rows:
        kinds[row["kind"]].add(date.fromisoformat(row["day"]))
    return Calendar(frozenset(kinds["off"]), frozenset(kinds["work"]))


def read_calendar(who: str, path: Path) -> Calendar:
    """The calendar of a list of announced days. Refuses (``DefinitionError``) what cannot be read."""
    try:
        return calendar(read_list(who, path))
    except (KeyError, ValueError) as error:
        if isinstance(error, DefinitionError):
            raise
        hint = "cột day, kind (off hoặc work), name_vi"
        raise DefinitionError(who, f"dòng không đọc được: {error}", hint) from None


def wrong_days(days: Calendar, examples: Iterable[Mapping[str, Any]]) -> list[str]:
    """One sentence for each example (``since``, ``working_days``, ``last``) that does not come out."""
    found = []
    for one in examples:
        last = days.last_day(one["since"], one["working_days"]) if "since" in one else None
        if last is not None and last != one["last"]:
            found.append(f"ví dụ «{one.get('title_vi', '')}»: được {last}, chờ {one['last']}")
    return found


def deadline(told: Mapping[str, Any]) -> Deadline:
    """``{hours = 24}`` or ``{working_days = 7}``. Refuses (``ValueError``) anything else."""
    sound = {"hours": MOST_HOURS, "working_days": MOST_DAYS}
    if len(told) != 1 or not set(told) <= set(sound):
        raise ValueError("thời hạn phải là { hours = … } hoặc { working_days = … }")
    ((unit, amount),) = told.items()
    if type(amount) is not int or not 1 <= amount <= sound[unit]:
        raise ValueError(f"thời hạn {unit} phải là số nguyên từ 1 đến {sound[unit]}")
    return Deadline(**{unit: amount})


def due_at(since: datetime, allowed: Deadline, days: Calendar) -> datetime:
    """The instant the time is up. Hours run on through nights and holidays; working days end at 24:00 in Vietnam."""
    if allowed.hours:
        return since + timedelta(hours=allowed.hours)
    last = days.last_day(today_vn(since), allowed.working_days)
    return datetime.combine(last + ONE_DAY, time(), VN_TZ)
