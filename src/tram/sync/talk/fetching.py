"""Fetching somebody's record from the machine above while they stand at the desk: asked for, lent, brought."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from uuid import UUID

import msgspec

from tram.kernel.actors import Actor, require
from tram.kernel.read_log import note
from tram.sync import refusals
from tram.sync.actions.lending import Lent, lend_on_request
from tram.sync.identity import Identity
from tram.sync.models.peers import Peer, PeerRole
from tram.sync.talk import messages
from tram.sync.talk.call import Call
from tram.sync.talk.line import Send
from tram.sync.talk.outcome import Outcome
from tram.sync.talk.steps import Exchange

FETCH = "fetch"
NAME = 160


class Wanted(msgspec.Struct, frozen=True, array_like=True):
    """Whose record is wanted (by id, or by one exact number), by whom, and why."""

    asker: UUID
    name: str
    reason: str
    person: UUID | None = None
    system: str = ""
    value: str = ""


class Given(msgspec.Struct, frozen=True, array_like=True):
    """Whose record may be fetched now, and until when it stays; None when it belongs there anyway."""

    person: UUID
    until: datetime | None


def fetch(call: Call) -> bytes:
    """Answers a machine below: lends it the record, which it then pulls."""
    if call.role != PeerRole.CHILD:
        raise refusals.nobody_found()
    said = messages.read(call.body, Wanted)
    by = Actor(id=said.asker, name=said.name[:NAME], roles=frozenset())
    lent = lend_on_request(
        by=by, at=call.at, trust=call.trust, node=call.sender, reason=said.reason, person=said.person,
        system=said.system, value=said.value,
    )  # fmt: skip
    return messages.write(Given(lent.person, lent.until))


def fetch_person(
    *,
    by: Actor,
    at: datetime,
    identity: Identity,
    send: Send,
    reason: str,
    person: UUID | None = None,
    system: str = "",
    value: str = "",
    ticks: Callable[[], float] = monotonic,
) -> Lent:
    """Brings the record of somebody from elsewhere here, for some days; needs the line. Logged here and above.

    Refuses who may not write persons, a machine without a parent, and what the parent refuses (``fetch.not_found`` …).
    """
    require(by, "person.write")
    peer = Peer.objects.filter(role=PeerRole.PARENT).first()
    if peer is None:
        raise refusals.no_parent()
    talk = Exchange.begin(identity, peer, send, at, ticks=ticks, outcome=Outcome(peer.node))
    talk.hello()
    given = talk.line.ask(FETCH, Wanted(by.id, by.name, reason, person, system, value), Given)
    talk.pull()
    note(by, at, "sync.fetch", person=given.person)
    return Lent(given.person, given.until)
