"""Draws values near the edges where conditions turn, and keeps what the rooms should publish of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any, TypeVar

from tram.encounters.models import Visit

DAYS = (date(2024, 2, 29), date(2025, 2, 28), date(2026, 10, 31))
EVER = date(1900, 1, 1)
_VIETNAM = timezone(timedelta(hours=7))
Rows = dict[str, list[dict[str, Any]]]
T = TypeVar("T")


@dataclass(slots=True)
class Telling:
    """Draws values, and tells as published rows what is written with them; never reads the database."""

    random: Random
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    visits: list[tuple[Visit, dict[str, Any]]] = field(default_factory=list)

    def maybe(self, value: T, chance: float = 0.5) -> T | None:
        """The value, or None."""
        return value if self.random.random() < chance else None

    def one(self, *values: T) -> T:
        """One of the values."""
        return self.random.choice(values)

    def day(self) -> date:
        """A day near an edge: one of the asked days, or a year or two before one, give or take two days."""
        base = self.random.choice(DAYS)
        years = self.random.choice((0, 0, 1, 1, 2))
        return shifted(base, years) + timedelta(days=self.random.choice((-2, -1, 0, 0, 1, 2, -200)))

    def span(self) -> tuple[date | None, date | None]:
        """A dated span, either end open at times."""
        first, second = sorted((self.day(), self.day()))
        return self.maybe(first, 0.8), self.maybe(second, 0.5)

    def tell(self, table: str, **row: Any) -> dict[str, Any]:
        """One published row."""
        self.rows[table].append(row)
        return row

    def tell_days_of_entry(self) -> None:
        """Visits tell the day they were written down, which only the writing decides (by a clock the test holds)."""
        for visit, row in self.visits:
            written = datetime.fromtimestamp((visit.stamp >> 16) / 1000, tz=_VIETNAM)
            row["entered_day"] = (written.date() - date(1970, 1, 1)).days


def shifted(day: date, years: int) -> date:
    """The day so many years before; 29 February becomes the 28th in a common year."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
