"""Exchanging by itself: every few minutes while a line is there, seldom while it is not, soon after somebody wrote."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.core.files import locks
from django.db import close_old_connections

from tram.kernel.clock import now
from tram.kernel.facts import local_node
from tram.kernel.refusals import Refusal
from tram.kernel.sqlite import checkpoint
from tram.sync.actions.leaving import leave
from tram.sync.definitions import settle_definitions
from tram.sync.identity import Identity, load_identity
from tram.sync.models import Peer, PeerRole, Route
from tram.sync.outbox.sending import send_due
from tram.sync.rules.pace import is_due
from tram.sync.talk.client import exchange
from tram.sync.talk.http import Http
from tram.sync.talk.outcome import Outcome

TICK = 3.0
KINDLY = 10
LOCK = "sync.lock"
TELL_EVERY = timedelta(minutes=1)
_LOG = logging.getLogger("tram.sync")


def called() -> list[Peer]:
    """The machines this one calls by itself: the one above and those beside it, where it knows their address."""
    roles = [PeerRole.PARENT, PeerRole.PEER]
    return list(Peer.objects.filter(role__in=roles).exclude(address="").order_by("role", "node"))


def run_once(home: Path, at: datetime) -> list[Outcome]:
    """One exchange with each of them, now. Refuses ``sync.running`` while another process is at it."""
    with alone(home):
        return [_exchange(load_identity(home), peer, at) for peer in called()]


class Runner:
    """The loop of the process beside the servers."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.seen: dict[UUID, int] = {}
        self.told = now()

    def run(self, stopped: Callable[[float], bool]) -> None:
        """Runs until ``stopped`` (which waits so many seconds) says so."""
        while not stopped(TICK):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - one bad exchange must not end all later ones
                _LOG.exception("exchange failed: %s", type(error).__name__)
            close_old_connections()

    def look(self) -> list[Outcome]:
        """Exchanges with whoever is due, and tells outside systems what they must be told."""
        at = now()
        if at - self.told >= TELL_EVERY or at < self.told:
            self.told = at
            settle_definitions(at)
            send_due(at)
        return [outcome for peer in called() if (outcome := self._turn(peer)) is not None]

    def _turn(self, peer: Peer) -> Outcome | None:
        held = local_node().arrivals
        wrote = held > self.seen.setdefault(peer.node, held)
        at = now()
        if not is_due(peer.next_try_at, at, wrote=wrote, failures=peer.failures, latency=peer.latency):
            return None
        with suppress(Refusal), alone(self.home):
            outcome = _exchange(load_identity(self.home), peer, at)
            self.seen[peer.node] = local_node().arrivals if outcome.done else held
            return outcome
        return None


def anybody_to_call() -> bool:
    """Whether there is a machine above or beside this one that it calls, or an outside system that it tells."""
    return bool(called()) or Route.objects.filter(on=True).exclude(address="").exists()


def run_beside(home: Path, *, follow_input: bool) -> None:
    """The runner as a process of its own: modest; with ``follow_input`` gone when its standard input closes.

    The servers hold the other end of that: whatever way they end, it closes.
    """
    if hasattr(os, "nice"):
        os.nice(KINDLY)
    if follow_input:
        threading.Thread(target=_end_with_input, name="tram-parent", daemon=True).start()
    Runner(home).run(threading.Event().wait)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Only one process of a machine exchanges at a time. Refuses ``sync.running``."""
    with (home / LOCK).open("a") as lock:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            raise Refusal("sync.running", "Máy đang đồng bộ. Hãy xem tiến độ: tram sync status", status=409)
        try:
            yield
        finally:
            locks.unlock(lock)


def _exchange(identity: Identity, peer: Peer, at: datetime) -> Outcome:
    with Http(peer.address) as send:
        outcome = exchange(identity, peer, send, at)
    leave(at=at, identity=identity)
    checkpoint()
    return outcome


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)
