"""The centre on either database: a station exchanges with it, somebody moves in, half a line is enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from nacl.signing import SigningKey

from tests.support.nodes import NOON, PROVINCES, Node, make
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.kernel.facts import local_node, verify
from tram.kernel.models import Fact, Held
from tram.people.api import move_person, register_person
from tram.people.models import Person
from tram.places.api import load_reference
from tram.sync.actions.enrol import enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.nodes import invite_node
from tram.sync.identity import Identity
from tram.sync.models import Peer, PeerRole, Talk
from tram.sync.talk.client import exchange
from tram.sync.talk.outcome import Outcome
from tram.sync.talk.server import answer
from tram.sync.tests.machines import HERE, NEXT_DOOR, identity

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]


@dataclass
class Pair:
    """The centre is this test's database, the station a machine of its own."""

    centre: Identity
    station: Node
    default: BaseDatabaseWrapper

    def talk(self, cut: int = 0) -> Outcome:
        """One exchange; ``cut`` is the message at which the line fails."""
        count = 0

        def send(raw: bytes) -> bytes:
            nonlocal count
            count += 1
            if count == cut:
                raise ConnectionResetError
            return self.answered(raw)

        with self.station.here():
            peer, _ = Peer.objects.get_or_create(node=self.centre.node, defaults={"role": PeerRole.PARENT})
            return exchange(identity(self.station), peer, send, NOON)

    def answered(self, raw: bytes) -> bytes:
        """The centre's answer."""
        with self.outside():
            return answer(self.centre, raw, NOON)

    @contextmanager
    def outside(self) -> Iterator[None]:
        """The test's own database, also from inside the station."""
        before = connections["default"]
        connections["default"] = self.default
        try:
            yield
        finally:
            connections["default"] = before


@pytest.fixture
def pair() -> Iterator[Pair]:
    load_reference(PROVINCES)
    centre, station = Identity(local_node().id, SigningKey.generate()), make("Trạm Bản Bo")
    code = invite_node(by=SYSTEM, at=NOON, identity=centre, name=station.name, places=HERE).code
    with station.here():
        question = enrol_request(identity(station), code, station.name)
    told = enrol_answer(centre, question, NOON)
    with station.here():
        enrol_accept(identity(station), code, question, told)
    yield Pair(centre, station, connections["default"])
    station.close()


def test_both_hold_the_same_after_an_exchange(pair: Pair):
    somebody = register(HERE)
    with pair.station.here():
        other = register(HERE)
    assert pair.talk().done
    assert {somebody, other} == set(Person.objects.values_list("id", flat=True))
    with pair.station.here():
        assert {somebody, other} == set(Person.objects.values_list("id", flat=True))
        assert verify().holds
    assert verify().holds
    assert not Talk.objects.exists()


def test_somebody_who_moves_in_comes_whole_also_over_a_line_that_is_cut(pair: Pair):
    somebody = register(NEXT_DOOR)
    assert pair.talk().done
    move_person(by=SYSTEM, at=now(), person=somebody, commune=HERE, on=NOON.date())
    assert pair.talk(cut=2).reason == "line.cut"
    assert pair.talk().done
    with pair.station.here():
        assert Fact.objects.filter(person=somebody).count() == 2
        assert not Held.objects.exists()


def test_what_lies_outside_is_kept_back_and_told(pair: Pair):
    with pair.station.here():
        register(NEXT_DOOR)
    assert [kept.reason for kept in pair.talk().kept] == ["scope.place"]
    assert Held.objects.get().reason == "scope.place"
    assert not Person.objects.exists()


def register(commune: str):
    done = register_person(by=SYSTEM, at=NOON, full_name="Lò Văn Ba", commune=commune, check_duplicates=False)
    return done.id
