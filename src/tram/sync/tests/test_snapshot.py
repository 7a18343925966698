"""A new machine begins with its parent's record as it stands, and then exchanges like any other."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from tests.support import deeds
from tests.support.nodes import Node, crash, diff
from tram.encounters.models import Observation
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import deed, open_conflicts, verify
from tram.kernel.facts.base import base_rows
from tram.kernel.facts.erasure import erase_person
from tram.kernel.refusals import Refusal
from tram.people.api import move_person
from tram.people.models import Person, Residence
from tram.sync.models import Peer, Provisioning
from tram.sync.snapshot import choose, store, write
from tram.sync.snapshot.carry import export_snapshot, import_snapshot
from tram.sync.snapshot.load import accept, ask_for_snapshot, begin_if_new
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import HERE, NEXT_DOOR, identity, join, machine, push, trust
from tram.sync.tests.talking import Cut, held, line, person, talk

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of a few rows."""
    monkeypatch.setattr(write, "AT_ONCE", 4)
    monkeypatch.setattr(choose, "PEOPLE", 1)


def begin(node: Node, parent: Node) -> None:
    with node.here():
        ask_for_snapshot(parent.id, AT)


def provisioned(node: Node, parent: Node) -> None:
    begin(node, parent)
    outcome = talk(node, parent)
    assert (outcome.done, outcome.reason) == (True, "")


def work(node: Node, commune: str, times: int, first: int = 1) -> None:
    """Random deeds of every room at a machine."""
    random = Random(first)
    with node.here():
        for _ in range(times):
            deeds.do(deeds.Hands(random, node.clock(), (commune,), (HERE, NEXT_DOOR)))


def whole(node: Node) -> None:
    with node.here():
        assert verify(rows=True).faults == []


def state(node: Node) -> tuple[str, int, int]:
    with node.here():
        found = Provisioning.objects.get()
        return found.state, found.chunk, found.total


def phone(node: Node, who: UUID, number: str) -> None:
    with node.here():
        row = Person.objects.get(pk=who)
        with deed("person.corrected", by=SYSTEM, at=AT, person=who, place=row.commune) as draft:
            draft.change(row, phone=number)


def people_of(node: Node) -> set[UUID]:
    with node.here():
        return set(Person.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("seed", [1, 1000, 2000])
def test_a_new_machine_holds_what_its_parent_holds_of_its_scope(world: World, seed: int):
    work(world.centre, HERE, 50, seed)
    work(world.centre, NEXT_DOOR, 25, seed + 500)
    provisioned(world.station, world.centre)
    assert diff(world.centre, world.station, HERE) == []
    whole(world.station)
    assert held(world.station) == {}
    assert state(world.station)[0] == "done"


def test_nobody_from_elsewhere_comes_along(world: World):
    mine, other = person(world.centre, "Lò Thị Lan", HERE), person(world.centre, "Vàng A Páo", NEXT_DOOR)
    provisioned(world.station, world.centre)
    assert people_of(world.station) == {mine}
    provisioned(world.neighbour, world.centre)
    assert people_of(world.neighbour) == {other}


def test_what_is_written_later_comes_by_ordinary_exchange(world: World):
    work(world.centre, HERE, 30)
    provisioned(world.station, world.centre)
    work(world.centre, HERE, 30, 100)
    person(world.station, "Lò Văn Ba")
    outcome = talk(world.station, world.centre)
    assert (outcome.done, outcome.snapshot) == (True, 0)
    assert outcome.received < 60
    assert diff(world.centre, world.station, HERE) == []
    whole(world.station)
    whole(world.centre)


def test_a_machine_that_holds_facts_of_others_refuses_a_snapshot(world: World):
    person(world.centre, "Lò Thị Lan", HERE)
    talk(world.station, world.centre)
    with world.station.here(), pytest.raises(Refusal) as no:
        ask_for_snapshot(world.centre.id, AT)
    assert no.value.code == "snapshot.not_fresh"


def test_what_the_new_machine_wrote_before_stays(world: World):
    who = person(world.station, "Lò Văn Ba")
    push(world.station, world.centre)
    phone(world.centre, who, "0912345678")
    person(world.centre, "Lò Thị Lan", HERE)
    provisioned(world.station, world.centre)
    assert diff(world.centre, world.station, HERE) == []
    whole(world.station)


@pytest.mark.usefixtures("small")
def test_killed_at_any_moment_it_goes_on_with_the_next_chunk(world: World):
    work(world.centre, HERE, 60)
    begin(world.station, world.centre)
    chunks, crashes = [0], 0
    while crash(world.station, lambda: talk(world.station, world.centre), after=40 + 12 * crashes):
        crashes += 1
        chunks.append(state(world.station)[1])
        assert crashes < 60
    assert chunks == sorted(chunks)
    assert len(set(chunks)) > 3
    assert diff(world.centre, world.station, HERE) == []
    whole(world.station)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("asked", [True, False], ids=["question lost", "answer lost"])
def test_a_line_cut_at_any_message_goes_on_where_it_was(world: World, asked: bool):
    work(world.centre, HERE, 40)
    begin(world.station, world.centre)
    for at in range(1, 12):
        talk(world.station, world.centre, Cut(line(world.centre), at, asked=asked))
    assert talk(world.station, world.centre).done
    assert diff(world.centre, world.station, HERE) == []
    whole(world.station)


@pytest.mark.usefixtures("small")
def test_an_altered_chunk_is_refused_and_asked_for_again(world: World, home: Path):
    work(world.centre, HERE, 40)
    begin(world.station, world.centre)
    talk(world.station, world.centre, Cut(line(world.centre), 4, asked=True))
    [path] = store.root(home).glob(f"{world.station.id}/*/000002")
    good = path.read_bytes()
    path.write_bytes(good[:-1] + bytes((good[-1] ^ 1,)))
    refused = talk(world.station, world.centre)
    assert (refused.done, refused.reason, state(world.station)[1]) == (False, "snapshot.damaged", 1)
    path.write_bytes(good)
    assert talk(world.station, world.centre).done
    assert diff(world.centre, world.station, HERE) == []


def test_a_snapshot_for_another_machine_cannot_be_read(world: World, home: Path):
    person(world.centre, "Vàng A Páo", NEXT_DOOR)
    provisioned(world.neighbour, world.centre)
    [theirs] = store.root(home).glob(f"{world.neighbour.id}/*/manifest")
    begin(world.station, world.centre)
    with world.station.here(), pytest.raises(Refusal) as no:
        accept(trust(world.station), theirs.read_bytes(), AT)
    assert no.value.code == "envelope.recipient"


def test_only_a_machine_below_is_given_a_snapshot(world: World):
    begin(world.station, world.neighbour)
    outcome = talk(world.station, world.neighbour)
    assert not outcome.done
    assert state(world.station)[0] == "asked"


def test_edits_that_did_not_know_of_the_snapshot_merge_alike_everywhere(world: World):
    with machine("Máy cũ") as old:
        join(world.centre, old, HERE)
        who = person(world.centre, "Lò Thị Lan", HERE)
        other = person(world.centre, "Giàng A Ba", HERE)
        talk(old, world.centre)
        phone(old, who, "0912000001")
        phone(old, other, "0912000009")
        phone(world.centre, who, "0912000002")
        provisioned(world.station, world.centre)
        for _ in range(2):
            talk(old, world.centre)
            talk(world.station, world.centre)
        assert diff(world.centre, world.station, HERE) == []
        assert diff(world.centre, old, HERE) == []
        with world.station.here():
            [conflict] = open_conflicts()
            assert {side.values["phone"] for side in conflict.sides} == {"0912000001", "0912000002"}
            assert Person.objects.get(pk=other).phone == "0912000009"
        whole(world.station)


def test_what_waited_for_a_decision_waits_on_the_new_machine_too(world: World):
    with machine("Máy cũ") as old:
        join(world.centre, old, HERE)
        who = person(world.centre, "Lò Thị Lan", HERE)
        talk(old, world.centre)
        phone(old, who, "0912000001")
        phone(world.centre, who, "0912000002")
        talk(old, world.centre)
    provisioned(world.station, world.centre)
    assert diff(world.centre, world.station, HERE) == []
    with world.centre.here():
        wanted = open_conflicts()
    with world.station.here():
        assert open_conflicts() == wanted
    whole(world.station)


def test_somebody_who_left_and_comes_back_is_not_written_twice(world: World):
    who = person(world.centre, "Lò Thị Lan", HERE)
    provisioned(world.station, world.centre)
    for commune in (NEXT_DOOR, HERE):
        with world.centre.here():
            move_person(by=SYSTEM, at=world.centre.clock(), person=who, commune=commune, on=AT.date())
        talk(world.station, world.centre)
    assert held(world.station) == {}
    assert diff(world.centre, world.station, HERE) == []
    whole(world.station)


def test_a_parent_that_was_restored_tells_everything_again_and_nothing_doubles(world: World):
    work(world.centre, HERE, 30)
    provisioned(world.station, world.centre)
    with world.station.here():
        Peer.objects.filter(node=world.centre.id).update(pulled_arrival=0, pulled_mark=None)
    talk(world.station, world.centre)
    assert held(world.station) == {}
    assert diff(world.centre, world.station, HERE) == []
    whole(world.station)


def test_who_was_erased_is_not_in_it_and_stays_erased(world: World):
    with machine("Máy cũ") as old:
        join(world.centre, old, HERE)
        gone = person(world.centre, "Lò Thị Lan", HERE)
        talk(old, world.centre)
        phone(old, gone, "0912000001")
        with world.centre.here():
            erase_person(by=SYSTEM, at=AT, person=gone, commune=HERE)
        provisioned(world.station, world.centre)
        assert people_of(world.station) == set()
        talk(world.station, old, role="peer")
        assert people_of(world.station) == set()


def test_an_erasure_reaches_into_the_snapshot(world: World):
    gone = person(world.centre, "Lò Thị Lan", HERE)
    stays = person(world.centre, "Giàng A Ba", HERE)
    provisioned(world.station, world.centre)
    with world.centre.here():
        erase_person(by=SYSTEM, at=AT, person=gone, commune=HERE)
    talk(world.station, world.centre)
    assert people_of(world.station) == {stays}
    with world.station.here():
        told = {values.get("full_name") for _, _, values, _ in base_rows()}
    assert "Giàng A Ba" in told
    assert "Lò Thị Lan" not in told
    whole(world.station)


@pytest.mark.parametrize(
    ("places", "asked"), [(HERE, True), (f"{HERE} {NEXT_DOOR}", False), ("12", False), ("", False)]
)
def test_only_a_machine_of_one_commune_begins_with_a_snapshot(world: World, places: str, asked: bool):
    with world.station.here():
        begin_if_new(world.centre.id, places, AT)
        assert Provisioning.objects.exists() == asked


def test_a_station_that_worked_before_it_joined_does_not_fetch_its_own_record_back(world: World):
    person(world.station, "Lò Văn Ba")
    with world.station.here():
        begin_if_new(world.centre.id, HERE, AT)
        assert not Provisioning.objects.exists()


def test_joining_again_does_not_begin_anew(world: World):
    person(world.centre, "Lò Thị Lan", HERE)
    provisioned(world.station, world.centre)
    with world.station.here():
        begin_if_new(world.centre.id, HERE, AT)
    assert state(world.station)[0] == "done"


def test_of_a_visitor_it_holds_who_they_are_and_what_was_done_here(world: World):
    visitor = person(world.centre, "Vàng A Páo", NEXT_DOOR)
    with world.centre.here():
        note(visitor, HERE)
        note(visitor, NEXT_DOOR)
    provisioned(world.station, world.centre)
    with world.station.here():
        assert set(Residence.objects.values_list("person", "commune")) == {(visitor, NEXT_DOOR)}
        assert set(Observation.objects.values_list("person", "commune")) == {(visitor, HERE)}
    phone(world.centre, visitor, "0912345678")
    talk(world.station, world.centre)
    assert held(world.station) == {}
    with world.station.here():
        assert Person.objects.get().phone == "0912345678"
    whole(world.station)


def note(who: UUID, commune: str) -> None:
    """A measurement at a commune."""
    with deed("observation.recorded", by=SYSTEM, at=AT, person=who, place=commune) as draft:
        draft.add(Observation(person_id=who, commune=commune, day=AT.date(), at=AT, code="8480-6", number=Decimal(120)))


@pytest.mark.usefixtures("small")
def test_a_snapshot_goes_by_stick_half_of_it_at_a_time(world: World, tmp_path: Path):
    work(world.centre, HERE, 60)
    stick, half = tmp_path / "stick", tmp_path / "half"
    with world.centre.here():
        rows = export_snapshot(identity(world.centre), world.station.id, stick, at=AT, home=tmp_path)
    with world.station.here(), pytest.raises(Refusal) as no:
        export_snapshot(identity(world.station), world.centre.id, half, at=AT, home=tmp_path)
    assert no.value.code == "snapshot.stranger"
    half.write_bytes(stick.read_bytes()[: stick.stat().st_size // 2])
    with world.station.here():
        begun, whole_ = import_snapshot(identity(world.station), half, AT)
        assert (0 < begun < rows, whole_) == (True, False)
        assert import_snapshot(identity(world.station), stick, AT) == (rows, True)
    assert diff(world.centre, world.station, HERE) == []
    assert talk(world.station, world.centre).snapshot == 0
    with world.neighbour.here(), pytest.raises(Refusal) as no:
        import_snapshot(identity(world.neighbour), stick, AT)
    assert no.value.code == "envelope.recipient"
