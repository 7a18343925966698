"""Two stations on one Wi-Fi: each is told once who is there and where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.nodes import NOON, Node
from tram.kernel.actors import NOBODY, SYSTEM, Actor
from tram.kernel.refusals import Refusal
from tram.sync.actions.nodes import revoke_node
from tram.sync.enrolment.beside import call_beside
from tram.sync.models import Peer
from tram.sync.runner import called
from tram.sync.talk.client import exchange
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import identity
from tram.sync.tests.talking import line, talk

ADDRESS = "http://192.168.1.20:8000"


def call(node: Node, name: str, address: str = ADDRESS, by: Actor = SYSTEM) -> Peer:
    with node.here():
        return call_beside(by=by, at=NOON, identity=identity(node), name=name, address=address)


def refused(node: Node, name: str, **told: Any) -> str:
    with pytest.raises(Refusal) as found:
        call(node, name, **told)
    return found.value.code


@pytest.fixture
def met(world: World) -> World:
    """Both stations have heard of all machines by the centre."""
    for station in (world.station, world.neighbour, world.station):
        talk(station, world.centre)
    return world


@pytest.mark.parametrize("name", ["Trạm Bình Lư", "tram binh lu"])
def test_a_station_calls_its_neighbour_by_name(met: World, name: str):
    peer = call(met.station, name)
    assert (peer.node, peer.role, peer.address) == (met.neighbour.id, "peer", ADDRESS)
    with met.station.here():
        assert peer in called()
        assert exchange(identity(met.station), peer, line(met.neighbour), NOON).done


def test_a_station_calls_its_neighbour_by_number(met: World):
    assert call(met.station, str(met.neighbour.id)).node == met.neighbour.id


def test_it_stops_calling_where_no_address_is_told(met: World):
    call(met.station, "Trạm Bình Lư")
    peer = call(met.station, "Trạm Bình Lư", "")
    with met.station.here():
        assert peer not in called()


@pytest.mark.parametrize("name", ["Trạm Khun Há", "Trung tâm", "Trạm Bản Bo", ""])
def test_only_a_machine_of_the_same_level_is_beside(met: World, name: str):
    assert refused(met.station, name) == "beside.unknown"


def test_a_revoked_neighbour_is_not_called(met: World):
    with met.centre.here():
        revoke_node(by=SYSTEM, at=NOON, identity=identity(met.centre), node=met.neighbour.id, reason="Máy bị mất")
    talk(met.station, met.centre)
    assert refused(met.station, "Trạm Bình Lư") == "beside.unknown"


def test_an_address_that_is_none_is_refused(met: World):
    assert refused(met.station, "Trạm Bình Lư", address="ftp://x") == "line.address"


def test_who_may_not_manage_machines_may_not(met: World):
    assert refused(met.station, "Trạm Bình Lư", by=NOBODY) == "access.role"
