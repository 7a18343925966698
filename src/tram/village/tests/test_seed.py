"""The same seed makes the same village; what was imagined later has draws of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction

from tram.places.api import load_reference
from tram.village.fates import fate, statuses
from tram.village.illness import visits
from tram.village.people import ground, households
from tram.village.plan import HOME, Plan
from tram.village.specs import FateSpec, PersonSpec
from tram.village.tests.test_village import END, built

pytestmark = [pytest.mark.django_db]
IDS = {
    "id",
    "person",
    "person_id",
    "household",
    "village",
    "visit_id",
    "facility_id",
    "examiner_id",
    "entered_day",
    "facility",
    "village_id",
    "dose_id",
    "session_id",
    "fridge_id",
}


def test_the_same_seed_makes_the_same_village_and_another_seed_another() -> None:
    small = Plan(((HOME, 120),), end=END)
    assert _told(small) == _told(small)
    assert _told(small) != _told(replace(small, seed=26))


def _told(plan: Plan) -> dict[str, Counter[str]]:
    """What is published of a village but ids, which are drawn by the clock; nothing stays in the database."""
    with transaction.atomic():
        load_reference(frozenset({"12"}))
        found = built(plan)
        transaction.set_rollback(True)
    return {
        name: Counter(str([row[key] for key in row if key not in IDS]) for row in told) for name, told in found.items()
    }


def test_villages_may_be_founded_after_the_first_visits() -> None:
    with transaction.atomic():
        load_reference(frozenset({"12"}))
        found = built(Plan(((HOME, 60),), end=END, begin=date(2024, 1, 1), founded=date(2025, 7, 1)))
        transaction.set_rollback(True)
    assert {row["start"] for row in found["places.villages"]} == {date(2025, 7, 1)}
    assert min(row["day"] for row in found["encounters.visits"]) < date(2025, 1, 1)


def test_what_was_imagined_later_leaves_names_and_days_as_they_were() -> None:
    plain, told = _days(aside=None), _days(aside=Random("aside"))
    assert plain == told
    assert plain


def _days(*, aside: Random | None) -> list[Any]:
    rng = Random("25")
    people = [one for home in households(rng, ground(rng, END), 80) for one in home.members]
    seen = [visits(rng, one, date(2025, 7, 1), END, aside=aside) for one in people]
    return [(one.name, [(visit.at, visit.vitals) for visit in each]) for one, each in zip(people, seen, strict=True)]


def test_at_most_one_thing_befalls_a_person_and_only_in_their_time() -> None:
    aside, begin = Random("fates"), date(2025, 7, 1)
    old = PersonSpec("A", "male", date(1930, 1, 1), "1930", "03", "6", "head", "", "", ())
    born = PersonSpec("B", "male", END - timedelta(days=3), "", "03", "", "child", "", "", ())
    drawn = [fate(aside, one, begin, END, ["03430"]) for one in (old, born) for _ in range(3000)]
    happened = [one for one in drawn if one != FateSpec()]
    assert {"died", "left", "came"} == {
        name for one in happened for name in ("died", "left", "came") if getattr(one, name)
    }
    for one in happened:
        days = [day for day in (one.died, one.left, one.came) if day]
        assert len(days) == 1
        assert begin < days[0] <= END
    assert not any(one.came for one in drawn[3000:])


def test_poverty_is_told_year_by_year_and_mostly_stays() -> None:
    told = [statuses(Random(str(number)), date(2025, 7, 1), END) for number in range(2000)]
    years = Counter(one.start.year for each in told for one in each)
    assert set(years) == {2025, 2026}
    assert 0.28 < years[2025] / 2000 < 0.40
    both = sum(len({one.kind for one in each}) == 1 and len(each) == 2 for each in told)
    assert both / years[2025] > 0.8
