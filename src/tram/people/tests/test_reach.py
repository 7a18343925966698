"""Whom to ring about a child, and where they live: the mother where the household shows her, else its head."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tram.people.api import Reach, hits, join_household, open_household, ways_to_reach
from tram.people.tests.support import AT, HANH, HERE, register

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("communes")]
DAY = date(2026, 11, 22)


def home(*members: tuple[UUID, str]) -> None:
    household = open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1), code="H1").id
    for person, relation in members:
        join_household(by=HANH, at=AT, person=person, household=household, relation=relation, on=date(2026, 6, 1))


def reach(person: UUID) -> Reach:
    return ways_to_reach(hits([person]), DAY)[person]


def family(relation: str, phone: str = "") -> UUID:
    father = register("Lò Văn Ba", sex="male", birth="1980", phone="0912345678")
    mother = register("Lò Thị Lan", sex="female", birth="1985", phone="0987654321")
    na = register("Lò Thị Na", sex="female", birth="01/02/2026", phone=phone)
    home((father, "head"), (mother, "spouse"), (na, relation))
    return na


def test_the_heads_wife_answers_for_the_heads_child() -> None:
    assert reach(family("child")) == Reach("Lò Thị Lan", mother=True, phone="0987654321")


def test_a_grandchild_is_answered_for_by_the_head_since_nobody_can_say_whose_child_it_is() -> None:
    assert reach(family("grandchild")) == Reach("Lò Văn Ba", mother=False, phone="0912345678")


def test_a_childs_own_phone_comes_first() -> None:
    assert reach(family("child", phone="0911111111")).phone == "0911111111"


def test_an_adult_answers_for_themselves_and_borrows_the_heads_phone() -> None:
    father = register("Lò Văn Ba", sex="male", birth="1960", phone="0912345678")
    son = register("Lò Văn Tư", sex="male", birth="1990")
    home((father, "head"), (son, "child"))
    assert reach(son) == Reach(phone="0912345678")


def test_without_a_household_only_the_house_is_known() -> None:
    assert reach(register("Lò Thị Na", birth="01/02/2026", address="Nhà 5")) == Reach(house="Nhà 5")


def test_many_people_cost_two_queries() -> None:
    people = hits([family("child"), *(register(f"Lò Thị {name}", birth="01/02/2026") for name in "ABCDE")])
    with CaptureQueriesContext(connection) as asked:
        assert len(ways_to_reach(people, DAY)) == 6
    assert len(asked) == 2
