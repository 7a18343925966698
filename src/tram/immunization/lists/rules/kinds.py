"""When somebody is due, overdue, or has missed a dose for good; and the ages lists are asked by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tram.engines.expression.calendar import months_between, years_between


class Kind(StrEnum):
    """Why somebody stands on a list: the dose is due, it is late, or it can no longer be given."""

    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"


MISSED_BACK = timedelta(days=365)
"""How far back a list of missed doses looks: what was lost years ago nobody can mend, and it would hide the rest."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The four dates of the next dose; any of them may be unknown."""

    earliest: date | None
    recommended: date | None
    overdue: date | None
    latest: date | None


def kind_on(dates: Dates, today: date, until: date) -> Kind | None:
    """How the next dose stands today; ``until``: the last day a list looks ahead to. None when nothing is due by then.

    Past the latest day the dose is missed (for a year, then nobody asks any more); past the overdue day it is late;
    from the recommended day on it is due.
    """
    if dates.latest is not None and dates.latest < today:
        return Kind.MISSED if dates.latest >= today - MISSED_BACK else None
    if dates.overdue is not None and dates.overdue < today:
        return Kind.OVERDUE
    start = dates.recommended or dates.earliest
    return Kind.DUE if start is not None and start <= until else None


def counts_from(dates: Dates, kind: Kind) -> date:
    """The day a list reckons from: since when the dose is late or lost, or the day it is due."""
    wanted = {Kind.MISSED: dates.latest, Kind.OVERDUE: dates.overdue, Kind.DUE: dates.recommended or dates.earliest}
    return wanted[kind] or date.max


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages from ``months`` on, below ``below`` months (None: no end). ``name_vi`` as a nurse says it."""

    code: str
    name_vi: str
    months: int
    below: int | None

    def holds(self, born: date | None, day: date) -> bool:
        """Whether somebody is of this age on a day; an unknown birth date is of none."""
        if born is None or born > day:
            return False
        months = months_between(born, day)
        return self.months <= months and (self.below is None or months < self.below)


AGE_BANDS: tuple[AgeBand, ...] = (
    AgeBand("duoi-1", "Dưới 1 tuổi", 0, 12),
    AgeBand("1", "1 đến dưới 2 tuổi", 12, 24),
    AgeBand("2-5", "2 đến 5 tuổi", 24, 72),
    AgeBand("6-17", "6 đến 17 tuổi", 72, 216),
    AgeBand("18", "Từ 18 tuổi", 216, None),
)


def age_band(code: str) -> AgeBand | None:
    """A band by its code; None for none of ours, which asks for every age."""
    return next((band for band in AGE_BANDS if band.code == code), None)


def age_short(born: date | None, day: date) -> str:
    """An age in few letters: ``12 ngày``, ``9 tháng``, ``4 tuổi``; "" when unknown."""
    if born is None or born > day:
        return ""
    months = months_between(born, day)
    if months < 1:
        return f"{(day - born).days} ngày"
    return f"{months} tháng" if months < MONTHS_TOLD else f"{years_between(born, day)} tuổi"


MONTHS_TOLD = 36  # below three years a child's age is told in months
