"""The village: what befalls its people is told by every published reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.support.readings import published
from tram.encounters.tables import TABLES as ENCOUNTERS
from tram.immunization.tables import TABLES as IMMUNIZATION
from tram.kernel.facts import verify
from tram.people.tables import TABLES as PEOPLE
from tram.places.api import load_reference
from tram.places.tables import VILLAGES
from tram.village.build import build
from tram.village.plan import HOME, NEXT, Plan

pytestmark = [pytest.mark.django_db]
END = date(2026, 10, 31)
PLAN = Plan(((HOME, 500), (NEXT, 100)), end=END)
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield built(PLAN)
        transaction.set_rollback(True)


def built(plan: Plan) -> Rows:
    build(plan, lambda _done, _total: None)
    tables = (*PEOPLE, *ENCOUNTERS[:3], VILLAGES, *IMMUNIZATION)
    return {table.name: published(table) for table in tables}


def test_every_reading_has_something_to_tell(rows: Rows) -> None:
    assert {name for name, told in rows.items() if not told} == {"immunization.adverse_events"}
    told = rows["encounters.visits"]
    assert {row["outcome"] for row in told} >= {"home", "referred"}
    assert {row["purpose"] for row in told} >= {"illness", "followup", "checkup", "prevention", "counselling"}
    assert {row["traditional"] for row in told} == {True, False}
    assert {row["kind"] for row in rows["people.household_statuses"]} == {"poor", "near_poor"}
    assert {row["area"] for row in rows["people.residents"]} >= {"K1", "K2"}
    assert all(row["cause3"] for row in rows["people.deaths"])
    assert any(row["onset"] for row in rows["encounters.diagnoses"])


def test_nobody_is_seen_after_they_died_or_left_or_before_they_came(rows: Rows) -> None:
    gone = {row["person"]: row["day"] for row in (*rows["people.deaths"], *rows["people.departures"])}
    here = {HOME, NEXT}
    came = {row["person"]: row["day"] for row in rows["people.arrivals"] if row["commune"] in here}
    for visit in rows["encounters.visits"]:
        if visit["person_id"] in came:
            assert visit["day"] >= came[visit["person_id"]]
        else:
            assert visit["day"] < gone.get(visit["person_id"], END)


def test_nobody_is_vaccinated_after_they_died_or_left(rows: Rows) -> None:
    gone = {row["person"]: row["day"] for row in (*rows["people.deaths"], *rows["people.departures"])}
    assert all(dose["day"] < gone.get(dose["person_id"], END) for dose in rows["immunization.doses"])


def test_most_doses_count_and_those_that_do_not_are_there(rows: Rows) -> None:
    counted = Counter(dose["valid"] for dose in rows["immunization.doses"])
    assert 0 < counted[False] < counted[True] / 20
    assert {dose["source"] for dose in rows["immunization.doses"]} >= {"here", "elsewhere", "imported"}


def test_the_vaccine_of_every_session_came_first(rows: Rows) -> None:
    left: Counter[tuple[str, str]] = Counter()
    for row in rows["immunization.stock"]:
        left[row["commune"], row["vaccine"]] += row["doses"]
    assert left
    assert min(left.values()) >= 0
    given = {(dose["commune"], dose["vaccine"]) for dose in rows["immunization.doses"] if dose["session_id"]}
    assert given <= set(left)


def test_sessions_are_closed_and_who_was_invited_mostly_came(rows: Rows) -> None:
    sessions = rows["immunization.sessions"]
    assert {row["state"] for row in sessions} == {"closed"}
    assert sum(row["came"] for row in sessions) > 0.7 * sum(row["invited"] for row in sessions)


def test_the_fridge_of_the_demos_station_is_read_twice_a_day_and_was_warm_once(rows: Rows) -> None:
    here = [row for row in rows["immunization.fridge_readings"] if row["commune"] == HOME]
    assert len(here) == 2 * (END - PLAN.begin).days == len({(row["day"], row["half"]) for row in here})
    assert sum(row["alarm"] for row in here) == 1


def test_the_facts_hold_and_rows_follow_from_them(rows: Rows) -> None:
    assert verify(rows=True).holds
