"""The stream as a file on a USB stick: for one machine only, whole parts of half a file, twice is once."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from tests.support.nodes import NOON, Node, diff
from tram.kernel.actors import SYSTEM
from tram.kernel.refusals import Refusal
from tram.people.models import Person
from tram.sync import commands
from tram.sync.actions.nodes import renew_node
from tram.sync.talk import file
from tram.sync.talk.file import Imported, bring_in, export_file
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import HERE, NEXT_DOOR, identity
from tram.sync.tests.talking import facts, person, talk


def write(node: Node, to: Node, path: Path, **told) -> int:
    with node.here():
        return export_file(identity(node), to.id, path, NOON, **told)


def take(node: Node, path: Path) -> Imported:
    with node.here():
        return bring_in(identity(node), path, NOON)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "tram.dongbo"


def test_a_station_without_a_line_sends_its_work_by_stick(world: World, stick: Path):
    person(world.station, "Lò Văn Ba")
    person(world.station, "Lò Văn Hai")
    assert write(world.station, world.centre, stick) == 2
    found = take(world.centre, stick)
    assert (found.whole, found.receipt.facts, found.sender) == (True, 2, world.station.id)
    assert facts(world.station) <= facts(world.centre)


def test_the_centre_answers_by_stick_with_what_is_in_scope(world: World, stick: Path):
    person(world.centre, "Lò Thị Lan")
    person(world.centre, "Vàng A Páo", "03390")
    write(world.centre, world.station, stick)
    assert take(world.station, stick).whole
    assert diff(world.centre, world.station, HERE) == []


def test_a_stick_brought_in_twice_changes_nothing(world: World, stick: Path):
    person(world.station, "Lò Văn Ba")
    write(world.station, world.centre, stick)
    take(world.centre, stick)
    again = take(world.centre, stick)
    assert (again.receipt.facts, again.receipt.known) == (0, 1)


def test_after_a_line_the_stick_holds_only_what_is_new(world: World, stick: Path):
    person(world.station, "Lò Văn Ba")
    talk(world.station, world.centre)
    person(world.station, "Lò Văn Hai")
    assert write(world.station, world.centre, stick) == 1
    assert write(world.station, world.centre, stick, everything=True) == 2
    take(world.centre, stick)
    assert facts(world.station) <= facts(world.centre)
    assert talk(world.station, world.centre).sent == 0


def test_after_a_stick_the_line_brings_only_what_is_new(world: World, stick: Path):
    talk(world.station, world.centre)
    person(world.centre, "Lò Thị Lan")
    write(world.centre, world.station, stick)
    take(world.station, stick)
    person(world.centre, "Lò Thị Hai")
    outcome = talk(world.station, world.centre)
    assert (outcome.done, outcome.received) == (True, 1)


def test_a_station_that_was_given_another_commune_finds_all_of_it_on_the_stick(world: World, stick: Path):
    somebody = person(world.centre, "Vàng A Páo", NEXT_DOOR)
    talk(world.station, world.centre)
    talk(world.station, world.centre)
    with world.centre.here():
        renew_node(
            by=SYSTEM,
            at=NOON,
            identity=identity(world.centre),
            node=world.station.id,
            days=9,
            places=f"{HERE} {NEXT_DOOR}",
        )
    write(world.centre, world.station, stick)
    take(world.station, stick)
    with world.station.here():
        assert Person.objects.filter(pk=somebody).exists()


def test_half_a_file_brings_its_whole_parts_and_says_that_the_rest_is_missing(
    world: World, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(file, "SIZE", 600)
    for number in range(40):
        person(world.station, f"Lò Văn Ba {number}")
    write(world.station, world.centre, stick)
    raw = stick.read_bytes()
    stick.write_bytes(raw[: len(raw) * 2 // 3])
    half = take(world.centre, stick)
    assert (half.whole, 0 < half.receipt.facts < 40) == (False, True)
    stick.write_bytes(raw)
    rest = take(world.centre, stick)
    assert (rest.whole, half.receipt.facts + rest.receipt.facts) == (True, 40)


def test_a_stick_is_read_by_nobody_else(world: World, stick: Path):
    person(world.centre, "Lò Thị Lan")
    write(world.centre, world.station, stick)
    talk(world.neighbour, world.centre)
    refused("envelope.recipient", world.neighbour, stick)


def test_a_stick_that_was_altered_is_refused(world: World, stick: Path):
    person(world.station, "Lò Văn Ba")
    write(world.station, world.centre, stick)
    raw = bytearray(stick.read_bytes())
    raw[len(raw) // 2] ^= 1
    stick.write_bytes(raw)
    before = facts(world.centre)
    refused("envelope.signature", world.centre, stick)
    assert facts(world.centre) == before


def test_any_other_file_is_refused(world: World, stick: Path):
    stick.write_bytes(b"PK\x03\x04" * 100)
    refused("file.unknown", world.centre, stick)


def test_a_machine_nobody_knows_gets_no_file(world: World, stick: Path, tmp_path: Path):
    with pytest.raises(Refusal, match="chứng nhận"):
        write(world.station, world.neighbour, stick)
    assert list(tmp_path.iterdir()) == []


def refused(code: str, node: Node, path: Path) -> None:
    with pytest.raises(Refusal) as no:
        take(node, path)
    assert no.value.code == code


def command(monkeypatch: pytest.MonkeyPatch, node: Node, path: Path) -> int:
    monkeypatch.setattr(commands, "load_identity", lambda _home: identity(node))
    monkeypatch.setattr(commands, "now", lambda: NOON)
    with node.here():
        return commands.export(Namespace(node=None, file=path, all=False, snapshot=False))


def test_a_file_is_for_the_machine_above_unless_told_otherwise(
    world: World, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    talk(world.station, world.centre)
    person(world.station, "Lò Văn Ba")
    assert command(monkeypatch, world.station, stick) == 0
    assert take(world.centre, stick).receipt.facts == 1
    with pytest.raises(Refusal) as refused:
        command(monkeypatch, world.centre, stick)
    assert refused.value.code == "file.nobody"
