"""Trying again: the facts that are kept, and the exchange itself."""

from __future__ import annotations

from datetime import datetime

from tram.kernel.actors import Actor, require
from tram.kernel.facts.incoming import Receipt
from tram.kernel.facts.receive import retry
from tram.sync.identity import Identity
from tram.sync.judge import judge_held
from tram.sync.models import Peer, PeerRole
from tram.sync.trust import Trust

READ = "sync.read"


def retry_held(*, by: Actor, at: datetime, identity: Identity) -> Receipt:
    """Tries every kept fact again; ``facts`` of the answer came in, ``held`` stay with their reasons. Writes no fact of
    its own. Refuses who may not see how exchange goes."""
    require(by, READ)
    return retry(at=at, judge=judge_held(Trust(identity, at)))


def exchange_soon(*, by: Actor) -> int:
    """The process beside the servers exchanges at its next look; returns with how many machines. Refuses as above."""
    require(by, READ)
    return Peer.objects.filter(role__in=[PeerRole.PARENT, PeerRole.PEER]).update(next_try_at=None)
