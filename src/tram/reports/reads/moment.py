"""When a number is about: a period, and the day up to which it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tram.kernel.periods import Period, before, kind_of
from tram.reports.rules import month_ends


@dataclass(frozen=True, slots=True)
class Moment:
    """A period asked on a day: a period still running is told up to that day, and states are told for ``at``.

    A period that has not begun is told for its first day: what the record says today about that day.
    """

    period: Period
    today: date

    @property
    def at(self) -> date:
        """The day of a state: the period's last, or today while it runs."""
        last = self.today if self.period.end is None else min(self.period.end, self.today)
        return max(self.period.start, last)

    @property
    def start(self) -> date:
        """The first day of a flow."""
        return self.period.start

    @property
    def end(self) -> date:
        """The last day of a flow, also while the period runs: who is known by year only belongs to a whole year."""
        return self.period.end or self.at

    @property
    def kind(self) -> str:
        """The kind of the period, though it still runs: "day", "month", "quarter", "half", "year" or "span"."""
        return kind_of(self.period)

    def earlier(self, count: int) -> tuple[Moment, ...]:
        """This moment and those before it, as many as asked, oldest first; a day goes back by month ends."""
        if self.kind == "day":
            return tuple(Moment(Period(day, day), self.today) for day in month_ends(self.period.start, count))
        periods = [self.period]
        while len(periods) < count:
            periods.append(before(periods[-1]))
        return tuple(Moment(period, self.today) for period in reversed(periods))
