"""The doses the schedule plans for a line of it, and how the next one stands on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tram.engines.expression.calendar import months_between
from tram.engines.schedule import Span
from tram.immunization.lists.chart.views import Step
from tram.immunization.lists.rules.kinds import Dates, Kind, kind_on
from tram.immunization.record.views import DeferralView, ForecastView
from tram.immunization.schedule.book import book

FIRST = date(2001, 1, 1)  # a birth day to reckon planned ages from: no February nearby
OF_KIND = {Kind.DUE: Step.DUE, Kind.OVERDUE: Step.OVERDUE, Kind.MISSED: Step.MISSED}
OF_STATUS = {
    "complete": Step.GIVEN,
    "immune": Step.NOT_NEEDED,
    "not_recommended": Step.NOT_NEEDED,
    "contraindicated": Step.FORBIDDEN,
    "aged_out": Step.MISSED,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One dose as the table in force plans it."""

    dose: int
    title: str
    antigens: tuple[str, ...]
    age: Span | None
    gap: Span | None

    def due_from(self, born: date | None, before: date | None) -> date | None:
        """The day it is planned for: by age and by the gap after the dose before, whichever is later."""
        days = [length.from_day(start) for length, start in ((self.age, born), (self.gap, before)) if length and start]
        if self.age == Span() and born:
            days.append(born)
        return max(days, default=None)


def plan(group: str, today: date) -> tuple[Planned, ...]:
    """The doses of a line by the table in force on a day, in order."""
    rows = (row for row in book().version(today).rows if row.group == group)
    return tuple(
        Planned(row.dose, row.title, row.antigens, row.age, row.gap) for row in sorted(rows, key=lambda row: row.dose)
    )


def months_of(group: str, number: int, today: date) -> int | None:
    """The completed months of age at which a dose is planned when all go by plan; None where only a gap is set."""
    before: date | None = None
    for row in plan(group, today):
        before = row.due_from(FIRST, before)
        if row.dose == number:
            return months_between(FIRST, before) if before else None
    return None


def waits_until(deferrals: Iterable[DeferralView], group: str, today: date) -> date | None:
    """The last day somebody was put off to, for this line or for all, when that is still to come."""
    days = [one.until for one in deferrals if one.until and one.until > today and one.group in {"", group}]
    return max(days, default=None)


def step_of(forecast: ForecastView, today: date, wait: date | None) -> Step:
    """How the next dose of a line stands."""
    if forecast.status != "due":
        return OF_STATUS.get(forecast.status, Step.NOT_NEEDED)
    if forecast.latest is not None and forecast.latest < today:
        return Step.MISSED
    if wait is not None:
        return Step.PUT_OFF
    dates = Dates(forecast.earliest, forecast.recommended, forecast.overdue, forecast.latest)
    kind = kind_on(dates, today, today)
    return OF_KIND[kind] if kind else Step.NEXT
