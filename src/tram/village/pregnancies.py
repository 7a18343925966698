"""Imagining pregnancies and the tetanus doses in them. Pure and seeded."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from tram.village.specs import HouseholdSpec, PregnancySpec

LASTS, WRITTEN_DOWN = timedelta(days=280), timedelta(days=60)
YOUNGEST, OLDEST = 17, 45
WITH_CHILD = 0.045  # of the women who run a home and have no infant
FIRST_SHOT, SECOND_SHOT = timedelta(days=120), timedelta(days=151)
BOTH, ONE = 0.86, 0.09


def pregnancies(
    rng: Random, household: HouseholdSpec, begin: date, end: date, days: Sequence[date]
) -> dict[int, tuple[PregnancySpec, ...]]:
    """The pregnancies of a household's women by their place in it: those of its children born since ``begin``, and one
    that lasts. ``days``: the days of vaccination, in order."""
    mother = _mother(household, end)
    if mother is None:
        return {}
    births = sorted(one.birth for one in household.members if one.relation == "child" and one.birth > begin)
    found = [_of(rng, born - LASTS, born, born, days) for born in births]
    no_infant = not births or births[-1] < end - timedelta(days=400)
    if no_infant and rng.random() < WITH_CHILD:
        start = end - timedelta(days=rng.randint(70, 265))
        found.append(_of(rng, start, None, start + LASTS, days))
    return {mother: tuple(found)} if found else {}


def _mother(household: HouseholdSpec, end: date) -> int | None:
    """The place of the woman who runs the home and may bear children, or None."""
    for place, one in enumerate(household.members):
        age = (end - one.birth).days / 365.25
        if one.sex == "female" and one.relation in {"head", "spouse"} and YOUNGEST <= age <= OLDEST:
            return place
    return None


def _of(rng: Random, start: date, end: date | None, due: date, days: Sequence[date]) -> PregnancySpec:
    drawn = rng.random()
    wanted = 2 if drawn < BOTH else 1 if drawn < BOTH + ONE else 0
    shots: list[date] = []
    for after in (FIRST_SHOT, SECOND_SHOT)[:wanted]:
        at = bisect_left(days, max(start + after, shots[-1] + timedelta(days=28) if shots else start))
        if at < len(days) and (end is None or days[at] < end):
            shots.append(days[at])
    return PregnancySpec(start, end, due, tuple(shots))
