"""The places two machines have reached in each other's logs, as the peer's row keeps them."""

from __future__ import annotations

from tram.sync.models.peers import Peer
from tram.sync.rules.scope import Scope
from tram.sync.talk.messages import Cursor

PARTS = ("arrival", "mark", "entering", "within")


def pulled(peer: Peer) -> Cursor:
    """How far this machine has read the other's log."""
    return Cursor(*(getattr(peer, f"pulled_{part}") for part in PARTS))


def pushed(peer: Peer, scope: Scope) -> Cursor:
    """How far the other, with this scope now, has come in this machine's log.

    The beginning, when it had another scope while it came so far: what was passed over may concern it now.
    """
    if peer.pushed_scope is not None and peer.pushed_scope != scope.text:
        return Cursor()
    return Cursor(*(getattr(peer, f"pushed_{part}") for part in PARTS))


def columns(way: str, place: Cursor) -> dict[str, object]:
    """A place as columns; ``way`` is ``pulled`` or ``pushed``."""
    return {f"{way}_{part}": getattr(place, part) for part in PARTS}


def put(peer: Peer, way: str, place: Cursor) -> None:
    """Sets a place, without saving the row."""
    for name, value in columns(way, place).items():
        setattr(peer, name, value)
