"""Imagining what befalls people and households besides illness: poverty, death, moving in and out. Pure and seeded.

Its draws come from a generator of their own, so that names, ages and visits stay what a seed made them before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tram.village.specs import FateSpec, PersonSpec, StatusSpec

YEAR = 365.25
DEATHS = ((1, 0.015), (5, 0.002), (15, 0.0005), (40, 0.002), (60, 0.005), (75, 0.02), (200, 0.07))  # a year, by age
CAUSES = {
    15: (("J18.9", 5), ("A09", 3), ("W74", 3), ("P07.3", 2)),
    60: (("V29.9", 5), ("K74.6", 4), ("C22.9", 4), ("I61.9", 3), ("X84", 1), ("J18.9", 2)),
    200: (("I64", 9), ("J44.9", 5), ("I21.9", 4), ("C34.9", 3), ("E11.9", 2), ("J18.9", 4), ("R54", 4)),
}
PLACES = (("home", 78), ("facility", 16), ("other", 6))
LEAVING, COMING = ((18, 0.003), (40, 0.014), (200, 0.003)), 0.006
POOR, NEAR_POOR, STAYS_SO = 0.22, 0.12, 0.85
YEAR_ONLY = 0.03


def statuses(aside: Random, begin: date, end: date) -> tuple[StatusSpec, ...]:
    """What each year's list says of one household: most of the poor of one year are poor in the next."""
    found: list[StatusSpec] = []
    kind = _kind(aside)
    for year in range(begin.year, end.year + 1):
        if kind:
            found.append(StatusSpec(kind, date(year, 1, 1), date(year, 12, 31)))
        if aside.random() > STAYS_SO:
            kind = _kind(aside)
    return tuple(found)


def _kind(aside: Random) -> str:
    drawn = aside.random()
    return "poor" if drawn < POOR else "near_poor" if drawn < POOR + NEAR_POOR else ""


def fate(aside: Random, person: PersonSpec, begin: date, end: date, others: Sequence[str]) -> FateSpec:
    """Whether the person dies, leaves for or came from one of the ``others`` (communes) between the two days.

    At most one of the three, and none for whom the time is too short.
    """
    first = max(begin, person.birth) + timedelta(days=2)
    days = (end - first).days
    age = (end - person.birth).days / YEAR
    drawn, day = aside.random() * YEAR / max(days, 1), first + timedelta(days=int(aside.random() * max(days, 1)))
    if days < 2:
        return FateSpec()
    if drawn < (dies := _rate(DEATHS, age)):
        return FateSpec(died=day, cause=_drawn(aside, _causes(age)), place=_drawn(aside, PLACES))
    if others and drawn < dies + (leaves := _rate(LEAVING, age)):
        return FateSpec(left=day, elsewhere=aside.choice(others))
    if others and person.birth < begin and drawn < dies + leaves + COMING:
        return FateSpec(came=day, elsewhere=aside.choice(others))
    return FateSpec()


def partly_known(aside: Random, person: PersonSpec, begin: date) -> PersonSpec:
    """The person; of a few born since ``begin`` only the year is known."""
    vague = aside.random() < YEAR_ONLY and person.birth >= begin
    return replace(person, birth_text=str(person.birth.year)) if vague else person


def _rate(rates: Sequence[tuple[int, float]], age: float) -> float:
    return next(rate for limit, rate in rates if age < limit)


def _causes(age: float) -> tuple[tuple[str, int], ...]:
    return next(causes for limit, causes in CAUSES.items() if age < limit)


def _drawn(aside: Random, weighted: Sequence[tuple[str, int]]) -> str:
    return aside.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]
