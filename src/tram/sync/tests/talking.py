"""Two machines that talk in one process: a line between them that can be cut, and what they then hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from tests.support.nodes import NOON, Node
from tram.kernel.actors import SYSTEM
from tram.kernel.models import Fact, Held
from tram.people.api import register_person
from tram.sync.models import Peer, PeerRole
from tram.sync.talk.client import exchange
from tram.sync.talk.outcome import Outcome
from tram.sync.talk.server import answer
from tram.sync.tests.machines import HERE, identity

Send = Callable[[bytes], bytes]


def line(to: Node, at: datetime = NOON) -> Send:
    """The way to a machine: it answers at once."""

    def send(raw: bytes) -> bytes:
        with to.here():
            return answer(identity(to), raw, at)

    return send


class Cut:
    """A line that fails at one message: before it arrives (``asked``) or before its answer does."""

    def __init__(self, way: Send, at: int, *, asked: bool) -> None:
        self.way, self.at, self.asked, self.count = way, at, asked, 0

    def __call__(self, raw: bytes) -> bytes:
        """Carries, or fails."""
        self.count += 1
        if self.count == self.at and self.asked:
            raise ConnectionResetError
        back = self.way(raw)
        if self.count == self.at:
            raise ConnectionResetError
        return back


def talk(caller: Node, to: Node, send: Send | None = None, at: datetime = NOON, **told: Any) -> Outcome:
    """The caller exchanges with the other once; a machine it has not called is its parent."""
    with caller.here():
        values = {"role": PeerRole.PARENT, "address": "test"} | told
        peer, _ = Peer.objects.get_or_create(node=to.id, defaults=values)
        return exchange(
            identity(caller), peer, send or line(to, at), at, chance=lambda: 0.5, ticks=count(step=4).__next__
        )


def person(node: Node, name: str, commune: str = HERE) -> UUID:
    """Somebody is registered at a machine."""
    with node.here():
        done = register_person(
            by=SYSTEM, at=node.clock(), full_name=name, birth="02/01/1980", commune=commune, sex="female"
        )
    return done.id


def facts(node: Node) -> set[UUID]:
    """Ids of the facts a machine holds."""
    with node.here():
        return set(Fact.objects.values_list("id", flat=True))


def held(node: Node) -> dict[str, int]:
    """How many facts a machine keeps back, by reason."""
    with node.here():
        found: dict[str, int] = {}
        for reason in Held.objects.values_list("reason", flat=True):
            found[reason] = found.get(reason, 0) + 1
        return found


def peer(node: Node, other: Node) -> Peer:
    """What a machine knows of another."""
    with node.here():
        return Peer.objects.get(node=other.id)
