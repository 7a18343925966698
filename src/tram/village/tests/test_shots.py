"""What the village's children were vaccinated with: nothing before birth or after leaving, most on time, some not."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from tram.immunization.api import vaccines
from tram.village.morning import Usual
from tram.village.people import ground, households
from tram.village.pregnancies import LASTS, pregnancies
from tram.village.shots import card, schedule, session_days, until
from tram.village.specs import CardSpec, ShotSpec

END, BEGIN = date(2026, 10, 31), date(2025, 7, 1)
DAYS = session_days(date(2008, 1, 1), END, 1)


def since(birth: date) -> list[date]:
    return DAYS[bisect_left(DAYS, birth) :]


def cards(count: int = 1500) -> list[tuple[date, CardSpec]]:
    rng = Random("cards")
    born = [END - timedelta(days=rng.randrange(8 * 365)) for _ in range(count)]
    return [(birth, card(rng, birth, rng.choice(("male", "female")), since(birth))) for birth in born]


def test_the_same_draws_make_the_same_cards() -> None:
    assert cards(40) == cards(40)


def test_doses_come_in_order_after_birth_on_days_of_vaccination_and_of_known_vaccines() -> None:
    for birth, told in cards():
        days = [shot.day for shot in told.shots]
        assert days == sorted(days)
        assert all(birth <= day <= END for day in days)
        assert {shot.vaccine for shot in told.shots} <= set(vaccines())
        here = {shot.day for shot in told.shots if shot.source == "here"}
        assert here <= set(DAYS)


def test_a_village_has_every_kind_of_child() -> None:
    told = [one for birth, one in cards() if (END - birth).days > 700]
    pauses = Counter(pause.kind for one in told for pause in one.pauses)
    sources = Counter(shot.source for one in told for shot in one.shots)
    assert {"refused", "deferred", "absent"} == set(pauses)
    assert {"here", "elsewhere", "campaign"} == set(sources)
    nothing = sum(not one.shots for one in told) / len(told)
    assert 0.01 < nothing < 0.05
    full = sum({"bcg", "measles", "mr", "je"} <= {shot.vaccine for shot in one.shots} for one in told) / len(told)
    assert 0.75 < full < 0.97


def test_a_child_to_whom_nothing_unusual_happens_has_it_all_in_time() -> None:
    birth = date(2024, 1, 5)
    told = card(Usual(), birth, "female", since(birth))
    assert not told.pauses
    given = Counter(shot.vaccine for shot in told.shots)
    assert given["dpt-vgb-hib"] == given["opv"] == given["je"] == 3
    assert given["bcg"] == given["measles"] == given["mr"] == given["dpt"] == given["hepb"] == 1
    first = next(shot.day for shot in told.shots if shot.vaccine == "dpt-vgb-hib")
    assert timedelta(days=59) <= first - birth <= timedelta(days=95)


def test_doses_before_somebody_came_are_of_elsewhere_and_there_are_none_after_they_left() -> None:
    shots = tuple(ShotSpec("opv", date(2026, month, 8), "here") for month in (1, 3, 5))
    told = until(CardSpec(shots), date(2026, 2, 1), date(2026, 5, 1))
    assert [(one.day.month, one.source) for one in told.shots] == [(1, "imported"), (3, "here")]
    assert until(CardSpec(shots), None, None) == CardSpec(shots)


@pytest.mark.parametrize("number", [1, 3])
def test_so_many_working_days_of_each_month_are_days_of_vaccination(number: int) -> None:
    days = session_days(date(2026, 1, 1), date(2027, 1, 1), number)
    assert len(days) == 12 * number
    assert all(day.weekday() < 5 and day.day >= 8 for day in days)
    assert session_days(date(2026, 1, 1), date(2026, 1, 8), number) == []


def test_pregnancies_end_with_the_births_of_the_house_and_tetanus_comes_before() -> None:
    rng, found = Random("with child"), []
    for home in households(rng, ground(rng, END), 4000):
        for place, known in pregnancies(rng, home, BEGIN, END, DAYS).items():
            mother = home.members[place]
            assert mother.sex == "female"
            births = {one.birth for one in home.members if one.relation == "child"}
            for one in known:
                assert one.end is None or one.end in births
                assert all(one.start < day < (one.end or END + timedelta(days=1)) for day in one.shots)
                assert one.due - one.start == LASTS
                found.append(one)
    assert {one.end is None for one in found} == {True, False}
    assert {len(one.shots) for one in found} == {0, 1, 2}


def test_the_schedule_names_each_dose_once_and_never_ends_before_it_begins() -> None:
    keys = [(due.group, due.number) for due in schedule()]
    assert len(set(keys)) == len(keys)
    assert all(due.months < due.latest for due in schedule())
