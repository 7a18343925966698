"""The machine exchanges by itself: when it is time, at once after a write on a good line, one process at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.nodes import NOON
from tram.cli import companion
from tram.kernel.refusals import Refusal
from tram.sync import runner
from tram.sync.models import Peer
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import identity
from tram.sync.tests.talking import line, peer, person


class Clock:
    """A wall clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> Any:
        """The time."""
        return self.at


@pytest.fixture
def clock(world: World, monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(runner, "now", found)
    monkeypatch.setattr(runner, "checkpoint", lambda: None)
    monkeypatch.setattr(runner, "load_identity", lambda _: identity(world.station))

    class Way:
        def __init__(self, address: str) -> None:
            self.send = line(world.centre, found.at)

        def __enter__(self) -> Any:
            return self.send

        def __exit__(self, *_: object) -> None:
            """Nothing to close."""

    monkeypatch.setattr(runner, "Http", Way)
    return found


@pytest.fixture
def station(world: World, clock: Clock) -> Iterator[World]:
    with world.station.here():
        Peer.objects.create(node=world.centre.id, role="parent", address="http://centre")
        yield world


def test_a_machine_that_belongs_nowhere_calls_nobody(world: World, clock: Clock, tmp_path: Path):
    with world.station.here():
        assert not runner.anybody_to_call()
        assert runner.run_once(tmp_path, NOON) == []


def test_it_calls_the_machine_above_and_then_waits_five_minutes(station: World, clock: Clock, tmp_path: Path):
    loop = runner.Runner(tmp_path)
    assert [outcome.done for outcome in loop.look()] == [True]
    clock.at += timedelta(minutes=3)
    assert loop.look() == []
    clock.at += timedelta(minutes=4)
    assert [outcome.done for outcome in loop.look()] == [True]


def test_what_somebody_writes_goes_out_at_once_on_a_good_line(station: World, clock: Clock, tmp_path: Path):
    loop = runner.Runner(tmp_path)
    loop.look()
    clock.at += timedelta(seconds=10)
    assert loop.look() == []
    person(station.station, "Lò Văn Ba")
    assert [outcome.sent for outcome in loop.look()] == [1]
    clock.at += timedelta(seconds=10)
    assert loop.look() == []


def test_on_a_slow_line_it_waits_for_its_time(station: World, clock: Clock, tmp_path: Path):
    loop = runner.Runner(tmp_path)
    loop.look()
    Peer.objects.update(latency=3.0)
    person(station.station, "Lò Văn Ba")
    assert loop.look() == []


def test_only_one_process_exchanges_at_a_time(station: World, clock: Clock, tmp_path: Path):
    with runner.alone(tmp_path):
        with pytest.raises(Refusal) as no:
            runner.run_once(tmp_path, NOON)
        assert no.value.code == "sync.running"
        assert runner.Runner(tmp_path).look() == []
    assert runner.run_once(tmp_path, NOON)[0].done


def test_the_loop_survives_an_exchange_that_breaks(
    station: World, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(runner, "_exchange", broken)
    monkeypatch.setattr(runner, "close_old_connections", lambda: None)
    turns = iter([False, False, True])
    runner.Runner(tmp_path).run(lambda _: next(turns))
    assert peer(station.station, station.centre).stage == ""


def test_the_servers_start_the_companion_only_when_there_is_somebody_to_call(monkeypatch: pytest.MonkeyPatch):
    started: list[list[str]] = []
    turns = iter([False, False, True])
    anybody = iter([False, True])

    class Process:
        def __init__(self, program: list[str], **_: object) -> None:
            started.append(program)

        def poll(self) -> None:
            """Still running."""

    found = companion.Companion()
    monkeypatch.setattr("subprocess.Popen", Process)
    monkeypatch.setattr(companion, "anybody_to_call", lambda: next(anybody))
    monkeypatch.setattr(companion, "connection", type("None_", (), {"close": staticmethod(lambda: None)}))
    monkeypatch.setattr(found.stopped, "wait", lambda _: next(turns))
    found.run()
    assert [program[1:] for program in started] == [["-m", "tram", "sync", "run", "--beside"]]
