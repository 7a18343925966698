"""Calling another machine: greet, send what it lacks, fetch what it has, end. Cut anywhere, it goes on from there."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db import DatabaseError

from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.models.peers import Peer, PeerRole, Stage
from tram.sync.rules.pace import backoff, size_after_cut
from tram.sync.talk.line import Send, cut
from tram.sync.talk.outcome import Outcome
from tram.sync.talk.steps import Exchange


def exchange(
    identity: Identity,
    peer: Peer,
    send: Send,
    at: datetime,
    *,
    ticks: Callable[[], float] = monotonic,
    chance: Callable[[], float] = random.random,
) -> Outcome:
    """One exchange with a machine this one calls (its parent, or one of its own level), at the instant ``at``.

    ``send`` carries an envelope there and its answer back; it raises ``OSError`` or a ``Refusal`` when it cannot. Never
    raises those itself: what went wrong is in the outcome and in the peer's row, with the next try.
    """
    start = ticks()
    outcome = Outcome(peer.node)
    try:
        Exchange.begin(identity, peer, send, at, ticks=ticks, outcome=outcome).run()
    except Refusal as no:
        _failed(peer, no, outcome)
    except OSError:
        _failed(peer, cut(), outcome)
    except DatabaseError:
        _failed(peer, _busy(), outcome)
    else:
        peer.stage, peer.last_done_at, peer.failures, peer.reason, peer.sentence = Stage.DONE, at, 0, "", ""
        outcome.done = True
    outcome.seconds = ticks() - start
    peer.next_try_at = at + timedelta(seconds=outcome.seconds) + backoff(peer.failures, chance())
    peer.save()
    outcome.stage = Stage(peer.stage)
    return outcome


def _failed(peer: Peer, no: Refusal, outcome: Outcome) -> None:
    peer.failures = 1 if outcome.moved else peer.failures + 1
    peer.reason, peer.sentence = no.code[:60], no.sentence[:300]
    outcome.reason, outcome.sentence = peer.reason, peer.sentence
    if no.code.startswith("line."):
        peer.size = size_after_cut(peer.size)
    if no.code == "chain.broken" and peer.stage == Stage.PULL:
        peer.pulled_arrival, peer.pulled_mark, peer.pulled_entering, peer.pulled_within = 0, None, 0, 0


def _busy() -> Refusal:
    return Refusal("line.database", "Cơ sở dữ liệu đang bận. Máy sẽ tự thử lại.", status=503)


def role_is_called(peer: Peer) -> bool:
    """Whether this machine calls that one by itself: those below call on their own."""
    return peer.role in {PeerRole.PARENT, PeerRole.PEER} and bool(peer.address)
