"""A nation, a centre and a station: what one writes reaches the others through the middle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

import pytest

from tests.support.nodes import NOON, Node, diff
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import deed
from tram.kernel.facts.erasure import erase_person
from tram.people.api import join_household, move_person, open_household
from tram.sync.models import Loan
from tram.sync.tests.machines import HERE, NEXT_DOOR, PROVINCE, join, machine
from tram.sync.tests.talking import facts, held, person, talk


@dataclass
class Tower:
    """Three machines, one above the other, and a second station beside the lowest."""

    nation: Node
    centre: Node
    station: Node
    neighbour: Node


@pytest.fixture
def tower() -> Iterator[Tower]:
    with ExitStack() as stack:
        names = ("Bộ", "Trung tâm", "Trạm Bản Bo", "Trạm Bình Lư")
        nation, centre, station, neighbour = (stack.enter_context(machine(name)) for name in names)
        join(nation, centre, PROVINCE)
        join(centre, station, HERE)
        join(centre, neighbour, NEXT_DOOR)
        yield Tower(nation, centre, station, neighbour)


def test_a_stations_work_reaches_the_nation_through_the_centre(tower: Tower):
    person(tower.station, "Lò Văn Ba")
    assert talk(tower.station, tower.centre).done
    outcome = talk(tower.centre, tower.nation)
    assert (outcome.done, outcome.kept) == (True, [])
    assert facts(tower.station) <= facts(tower.nation)
    assert diff(tower.nation, tower.centre, PROVINCE) == []


def test_what_the_nation_writes_reaches_the_station_it_concerns_and_no_other(tower: Tower):
    somebody = person(tower.nation, "Lò Thị Lan")
    talk(tower.centre, tower.nation)
    talk(tower.station, tower.centre)
    talk(tower.neighbour, tower.centre)
    assert somebody in people(tower.station)
    assert somebody not in people(tower.neighbour)
    assert diff(tower.nation, tower.station, HERE) == []


def test_facts_that_come_in_any_order_of_exchanges_end_alike(tower: Tower):
    moving = person(tower.neighbour, "Lò Thị Lan", NEXT_DOOR)
    for lower, upper in ((tower.neighbour, tower.centre), (tower.centre, tower.nation)):
        talk(lower, upper)
    with tower.nation.here():
        move_person(by=SYSTEM, at=tower.nation.clock(), person=moving, commune=HERE, on=NOON.date())
    person(tower.station, "Lò Văn Ba")
    for _ in range(2):
        talk(tower.station, tower.centre)
        talk(tower.neighbour, tower.centre)
        talk(tower.centre, tower.nation)
    assert diff(tower.nation, tower.centre, PROVINCE) == []
    assert diff(tower.nation, tower.station, HERE) == []
    assert diff(tower.nation, tower.neighbour, NEXT_DOOR) == []


def test_the_household_somebody_left_behind_comes_with_them(tower: Tower):
    moving = person(tower.centre, "Lò Thị Lan", NEXT_DOOR)
    with tower.centre.here():
        at = tower.centre.clock()
        home = open_household(by=SYSTEM, at=at, commune=NEXT_DOOR, since=NOON.date()).id
        join_household(by=SYSTEM, at=at, person=moving, household=home, relation="head", on=NOON.date())
    talk(tower.station, tower.centre)
    with tower.centre.here():
        move_person(by=SYSTEM, at=tower.centre.clock(), person=moving, commune=HERE, on=NOON.date())
    assert talk(tower.station, tower.centre).done
    assert held(tower.station) == {}
    assert moving in people(tower.station)
    assert diff(tower.centre, tower.station, HERE) == []


def test_who_takes_somebody_back_by_its_own_deed_is_given_what_was_written_meanwhile(tower: Tower):
    back = person(tower.centre, "Lò Thị Lan")
    talk(tower.station, tower.centre)
    with tower.centre.here():
        move_person(by=SYSTEM, at=tower.centre.clock(), person=back, commune=NEXT_DOOR, on=NOON.date())
    talk(tower.station, tower.centre)
    with tower.centre.here(), deed("person.lent", by=SYSTEM, at=NOON, person=back, place=NEXT_DOOR) as fact:
        fact.add(Loan(person=back, commune=NEXT_DOOR, node=tower.nation.id, valid_from=NOON, valid_to=NOON))
    talk(tower.station, tower.centre)
    with tower.station.here():
        move_person(by=SYSTEM, at=tower.station.clock(), person=back, commune=HERE, on=NOON.date())
    outcome = talk(tower.station, tower.centre)
    assert (outcome.done, outcome.kept) == (True, [])
    assert diff(tower.centre, tower.station, HERE) == []


def test_whoever_once_held_somebody_hears_that_they_were_erased(tower: Tower):
    gone = person(tower.centre, "Lò Thị Lan", NEXT_DOOR)
    talk(tower.neighbour, tower.centre)
    with tower.centre.here():
        move_person(by=SYSTEM, at=tower.centre.clock(), person=gone, commune=HERE, on=NOON.date())
    talk(tower.neighbour, tower.centre)
    with tower.centre.here():
        erase_person(by=SYSTEM, at=tower.centre.clock(), person=gone, commune=HERE)
    talk(tower.neighbour, tower.centre)
    assert gone not in people(tower.neighbour)
    assert diff(tower.centre, tower.neighbour, NEXT_DOOR) == []


def people(node: Node) -> set[UUID]:
    return {UUID(bytes=row[0]) for row in node.raw.execute("SELECT id FROM people_person")}
