"""Two machines exchange: everything once, whole, in order, whatever happens to the line."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock
from uuid import UUID

import pytest

from tests.support import nodes
from tests.support.nodes import NOON, Node, diff
from tram.kernel.actors import SYSTEM
from tram.people.api import move_person
from tram.sync.models import Peer, Stage, Turned
from tram.sync.rules import pace
from tram.sync.talk import handlers
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import HERE, NEXT_DOOR
from tram.sync.tests.talking import Cut, facts, held, line, peer, person, talk

MESSAGES = 10


def test_what_a_station_wrote_reaches_the_centre_and_the_other_way(world: World):
    person(world.station, "Lò Văn Ba")
    person(world.centre, "Lò Thị Lan", HERE)
    outcome = talk(world.station, world.centre)
    assert (outcome.done, outcome.reason, outcome.sent) == (True, "", 1)
    assert facts(world.station) == facts(world.centre)
    assert diff(world.centre, world.station, HERE) == []


def test_a_second_exchange_carries_nothing_twice(world: World):
    person(world.station, "Lò Văn Ba")
    talk(world.station, world.centre)
    again = talk(world.station, world.centre)
    assert (again.done, again.sent, again.received) == (True, 0, 0)


def test_a_station_is_given_only_what_lies_in_its_scope(world: World):
    mine, other = person(world.centre, "Lò Thị Lan", HERE), person(world.centre, "Vàng A Páo", NEXT_DOOR)
    talk(world.station, world.centre)
    with world.station.here():
        assert nodes_of(world.station, "people_person") == {mine}
    talk(world.neighbour, world.centre)
    assert nodes_of(world.neighbour, "people_person") == {other}


@pytest.fixture
def poor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of a few facts, as on the poorest line."""
    for module in (pace, handlers):
        monkeypatch.setattr(module, "SMALLEST", 600)


@pytest.mark.usefixtures("poor")
@pytest.mark.parametrize("asked", [True, False], ids=["question lost", "answer lost"])
@pytest.mark.parametrize("at", range(1, MESSAGES))
def test_a_line_cut_at_any_message_loses_nothing_and_doubles_nothing(world: World, at: int, asked: bool):
    for number in range(30):
        person(world.station, f"Lò Văn Ba {number}")
        person(world.centre, f"Lò Thị Lan {number}", HERE)
    small(world.station, world.centre)
    first = talk(world.station, world.centre, Cut(line(world.centre), at, asked=asked))
    assert (first.done, first.reason) == (False, "line.cut")
    second = talk(world.station, world.centre)
    assert second.done
    assert facts(world.station) == facts(world.centre)
    assert diff(world.centre, world.station, HERE) == []
    assert talk(world.station, world.centre).sent == 0


@pytest.mark.usefixtures("poor")
def test_after_a_cut_the_exchange_goes_on_where_it_was(world: World):
    for number in range(60):
        person(world.station, f"Lò Văn Ba {number}")
    small(world.station, world.centre)
    first = talk(world.station, world.centre, Cut(line(world.centre), 4, asked=True))
    second = talk(world.station, world.centre)
    assert first.sent > 0
    assert first.sent + second.sent == 60


def test_a_failure_leaves_its_reason_its_stage_and_the_next_try(world: World):
    talk(world.station, world.centre, Cut(line(world.centre), 1, asked=True))
    row = peer(world.station, world.centre)
    assert (row.reason, row.stage, row.failures) == ("line.cut", Stage.HELLO, 1)
    assert row.sentence.startswith("Không liên lạc được")
    assert row.next_try_at is not None
    assert NOON < row.next_try_at < NOON + timedelta(minutes=1)


def test_waits_grow_to_half_an_hour_and_end_with_the_first_success(world: World):
    for _ in range(20):
        talk(world.station, world.centre, Cut(line(world.centre), 1, asked=True))
    late = peer(world.station, world.centre).next_try_at
    assert late is not None
    assert late - NOON <= timedelta(seconds=pace.LONGEST * 1.2 + 1)
    talk(world.station, world.centre)
    row = peer(world.station, world.centre)
    assert (row.failures, row.reason, row.stage) == (0, "", Stage.DONE)


def test_somebody_who_moves_in_comes_with_all_that_was_written_before(world: World):
    moving = person(world.centre, "Lò Thị Lan", NEXT_DOOR)
    talk(world.station, world.centre)
    assert moving not in nodes_of(world.station, "people_person")
    with world.centre.here():
        move_person(by=SYSTEM, at=world.centre.clock(), person=moving, commune=HERE, on=NOON.date())
    assert talk(world.station, world.centre).done
    assert moving in nodes_of(world.station, "people_person")
    assert held(world.station) == {}
    assert diff(world.centre, world.station, HERE) == []


@pytest.mark.usefixtures("poor")
def test_somebody_with_a_long_record_moves_in_over_many_small_batches(world: World):
    moving = person(world.centre, "Lò Thị Lan", NEXT_DOOR)
    talk(world.station, world.centre)
    places = [HERE, NEXT_DOOR]
    with world.centre.here():
        for number in range(31):
            at = world.centre.clock() + timedelta(days=number)
            with mock.patch("tram.people.actions.residence.today_vn", lambda at: at.date()):
                move_person(by=SYSTEM, at=at, person=moving, commune=places[number % 2 == 1], on=at.date())
    small(world.station, world.centre)
    for cut in range(3, 8):
        talk(world.station, world.centre, Cut(line(world.centre), cut, asked=cut % 2 == 0))
    assert talk(world.station, world.centre).done
    assert diff(world.centre, world.station, HERE) == []


def test_the_old_station_learns_that_somebody_moved_away(world: World):
    moving = person(world.centre, "Lò Thị Lan", NEXT_DOOR)
    talk(world.neighbour, world.centre)
    with world.centre.here():
        move_person(by=SYSTEM, at=world.centre.clock(), person=moving, commune=HERE, on=NOON.date())
    talk(world.neighbour, world.centre)
    assert column(world.neighbour, moving, "commune") == HERE


def test_what_the_centre_keeps_back_is_told_to_the_station(world: World):
    stranger = person(world.station, "Vàng A Páo", NEXT_DOOR)
    outcome = talk(world.station, world.centre)
    assert [kept.reason for kept in outcome.kept] == ["scope.place"]
    assert held(world.centre)
    with world.station.here():
        assert Turned.objects.count() == 1
    assert stranger not in nodes_of(world.centre, "people_person")


def test_a_parent_restored_from_an_old_backup_is_given_everything_again(world: World):
    old = nodes.copy(world.centre)
    person(world.station, "Lò Văn Ba")
    talk(world.station, world.centre)
    nodes.restore(world.centre, old)
    person(world.station, "Lò Văn Hai")
    assert talk(world.station, world.centre).done
    assert facts(world.station) == facts(world.centre)


def test_a_station_restored_from_an_old_backup_gets_its_own_work_back(world: World):
    person(world.station, "Lò Văn Ba")
    talk(world.station, world.centre)
    old = nodes.copy(world.station)
    person(world.station, "Lò Văn Hai")
    talk(world.station, world.centre)
    nodes.restore(world.station, old)
    assert talk(world.station, world.centre).done
    assert facts(world.station) == facts(world.centre)
    person(world.station, "Lò Văn Bốn")
    assert talk(world.station, world.centre).done
    assert facts(world.station) == facts(world.centre)


def test_a_station_that_wrote_on_after_it_was_restored_is_told(world: World):
    old = nodes.copy(world.station)
    person(world.station, "Lò Văn Hai")
    talk(world.station, world.centre)
    nodes.restore(world.station, old)
    person(world.station, "Lò Văn Bốn")
    assert talk(world.station, world.centre).reason == "chain.forked"


def test_a_station_that_wrote_less_than_it_had_sent_is_told_too_and_takes_nothing_in(world: World):
    old = nodes.copy(world.station)
    for name in ("Lò Văn Hai", "Lò Văn Ba"):
        person(world.station, name)
    talk(world.station, world.centre)
    nodes.restore(world.station, old)
    person(world.station, "Lò Văn Bốn")
    before = facts(world.station)
    assert talk(world.station, world.centre).reason == "chain.forked"
    assert facts(world.station) == before


def test_a_clock_that_is_wrong_is_noticed(world: World):
    talk(world.station, world.centre, line(world.centre, NOON + timedelta(minutes=10)))
    assert peer(world.station, world.centre).clock_offset == 600


def test_two_stations_of_one_centre_give_each_other_what_is_the_others(world: World):
    talk(world.station, world.centre)
    talk(world.neighbour, world.centre)
    talk(world.station, world.centre)
    mine = person(world.station, "Lò Thị Lan")
    for_you = person(world.neighbour, "Lò Văn Ba", NEXT_DOOR)
    with world.neighbour.here():
        move_person(by=SYSTEM, at=world.neighbour.clock(), person=for_you, commune=HERE, on=NOON.date())
    outcome = talk(world.station, world.neighbour, role="peer")
    assert (outcome.done, outcome.reason) == (True, "")
    assert for_you in nodes_of(world.station, "people_person")
    assert mine not in nodes_of(world.neighbour, "people_person")
    assert talk(world.station, world.centre).done
    assert talk(world.neighbour, world.centre).done
    assert talk(world.station, world.centre).done
    assert diff(world.centre, world.station, HERE) == []


def small(node: Node, other: Node) -> None:
    """The line is so poor that a batch holds few facts."""
    with node.here():
        Peer.objects.update_or_create(node=other.id, defaults={"role": "parent", "address": "test", "size": 800})


def nodes_of(node: Node, table: str) -> set[UUID]:
    return {UUID(bytes=row[0]) for row in node.raw.execute(f"SELECT id FROM {table}")}


def column(node: Node, row, name: str):
    return node.raw.execute(f"SELECT {name} FROM people_person WHERE id = ?", [row.bytes]).fetchone()[0]
