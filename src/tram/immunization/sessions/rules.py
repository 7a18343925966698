"""What a session reckons: vials to carry, waste of what was opened, minutes of watching, the next appointment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil

WATCHED = timedelta(minutes=30)
NEXT_SESSION_WITHIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Wastage:
    """A rate (percent of the doses opened that are thrown away) for vials of so many doses.

    ``kept`` says whether the vial may be used after the session; None where the rate is the same for both.
    """

    doses_from: int
    doses_to: int
    kept: bool | None
    rate: int

    def fits(self, per_vial: int, *, kept: bool) -> bool:
        """Whether the rate is for such a vial."""
        return self.doses_from <= per_vial <= self.doses_to and self.kept in (None, kept)


@dataclass(frozen=True, slots=True)
class Need:
    """Vials of a vaccine for a session.

    ``at_least`` vials hold the doses wanted; ``carry`` adds the usual waste; ``left_over`` doses stay in the last of
    ``at_least``; ``rate`` is the percentage the reckoning took.
    """

    doses: int
    per_vial: int
    at_least: int
    carry: int
    rate: int

    @property
    def left_over(self) -> int:
        """Doses that nobody on the list needs, when as few vials as possible are opened."""
        return self.at_least * self.per_vial - self.doses


def rate_for(per_vial: int, *, kept: bool, rates: Iterable[Wastage]) -> int:
    """The wastage rate in percent of a vial; 0 when no rate fits."""
    return next((each.rate for each in rates if each.fits(per_vial, kept=kept)), 0)


def vials_needed(doses: int, per_vial: int, rate: int) -> Need:
    """The vials for so many doses: wastage factor 100 / (100 - rate), whole vials, never fewer than hold the doses."""
    if doses <= 0:
        return Need(0, per_vial, 0, 0, rate)
    at_least = ceil(Fraction(doses, per_vial))
    carry = ceil(Fraction(doses * 100, (100 - rate) * per_vial))
    return Need(doses, per_vial, at_least, max(at_least, carry), rate)


def minutes_left(observed_from: datetime, at: datetime) -> int:
    """Whole minutes of watching that remain, rounded up; 0 when the time is over."""
    left = observed_from + WATCHED - at
    return max(0, ceil(left / timedelta(minutes=1)))


def next_visit(due: Iterable[date | None], today: date, sessions: Sequence[date]) -> date | None:
    """The day to come back: the first session planned on or after the first due day; that day itself when none is near.

    What is due today already counts from tomorrow. None when nothing more is due.
    """
    days = [max(day, today + timedelta(days=1)) for day in due if day is not None]
    if not days:
        return None
    first = min(days)
    planned = [day for day in sorted(sessions) if first <= day <= first + NEXT_SESSION_WITHIN]
    return planned[0] if planned else first
