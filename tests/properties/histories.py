"""Vaccination histories drawn at random for Vietnam's schedule: on time, a day too soon, late, twice, out of order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tram.immunization.schedule import circumstances, vaccines
from tram.immunization.schedule.book import book
from tram.immunization.schedule.rows import Step

FIRST_BIRTH, LAST_BIRTH = date(2004, 1, 1), date(2026, 9, 30)
LAST_DAY = date(2029, 12, 31)


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose as the record has it."""

    id: int
    day: date
    vaccine: str
    source: str = "here"
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A circumstance as the record has it."""

    code: str
    start: date
    end: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A person, what was given and noted, and the day it is looked at."""

    birth: date
    sex: str
    doses: tuple[Dose, ...]
    noted: tuple[Noted, ...]
    day: date

    def with_doses(self, *doses: Dose) -> History:
        """The same person with other doses."""
        return replace(self, doses=doses)


@st.composite
def histories(draw: Any, *, noted: bool = True) -> History:
    """A person with doses that follow one to three series closely, a day to either side of what each rule asks, and a
    few that follow nothing."""
    birth = draw(st.dates(FIRST_BIRTH, LAST_BIRTH))
    series = draw(st.lists(st.sampled_from(_series()), min_size=1, max_size=3, unique_by=lambda steps: steps[0].rule))
    told = [part for steps in series for part in draw(_followed(birth, steps))] + draw(_stray(birth))
    kept = [(day, code) for day, code in told if birth <= day < LAST_DAY]
    doses = tuple(Dose(place, day, code, draw(_SOURCES)) for place, (day, code) in enumerate(kept, start=1))
    last = max((dose.day for dose in doses), default=birth)
    day = max(last, date(2018, 1, 1)) + timedelta(draw(st.sampled_from((0, 1, 30, 200, 1000))))
    return History(birth, draw(st.sampled_from("MFF")), doses, draw(_noted(birth)) if noted else (), min(day, LAST_DAY))


_SOURCES = st.sampled_from(("here", "here", "here", "here", "campaign"))
_JITTER = st.sampled_from((0, 0, 0, 0, 0, 0, 1, 1, -1, 2, 14, 40, 300))


def _series() -> list[list[Step]]:
    """Every series of the latest table, dose by dose."""
    steps = book().steps(book().versions[-1])
    names = dict.fromkeys((step.series or step.row.group) for step in steps)
    return [[step for step in steps if (step.series or step.row.group) == name] for name in names]


@st.composite
def _followed(draw: Any, birth: date, steps: list[Step]) -> list[tuple[date, str]]:
    """Doses as early as each counts, or on the last day it does, a little beside it; up to one more than are asked."""
    found: list[tuple[date, str]] = []
    followed = [*steps, steps[-1]][: draw(st.integers(0, len(steps) + 1))]
    too_late = draw(st.sampled_from((False, False, False, True)))
    for step in followed:
        row, bounds = step.row, step.limits
        least = (row.age or bounds.age_from) if draw(st.booleans()) else bounds.age_from
        gap = (row.gap or bounds.gap) if draw(st.booleans()) else bounds.gap_from
        day = least.from_day(birth) if least else birth
        if found and gap:
            day = max(day, gap.from_day(found[-1][0]))
        if bounds.age_until and too_late and step is followed[-1]:
            day = bounds.age_until.from_day(birth)
        code = draw(st.sampled_from((row.vaccine, row.vaccine, row.vaccine, *bounds.allowed)))
        found.append((day + timedelta(draw(_JITTER)), code))
    return found


@st.composite
def _stray(draw: Any, birth: date) -> list[tuple[date, str]]:
    """Up to two doses of anything at any time, among them live vaccines that no schedule asks for."""
    count = draw(st.sampled_from((0, 0, 0, 1, 2)))
    return [
        (birth + timedelta(draw(st.integers(0, 3000))), draw(st.sampled_from(sorted(vaccines())))) for _ in range(count)
    ]


@st.composite
def _noted(draw: Any, birth: date) -> tuple[Noted, ...]:
    codes = draw(
        st.lists(st.sampled_from(sorted(circumstances())), max_size=draw(st.sampled_from((0, 0, 1, 2))), unique=True)
    )
    return tuple(
        Noted(code, birth + timedelta(draw(st.integers(0, 5500))), None if draw(st.booleans()) else LAST_DAY)
        for code in codes
    )
