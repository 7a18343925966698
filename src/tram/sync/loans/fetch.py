"""Fetching a record over the line that is there now."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.sqlite import checkpoint
from tram.sync import refusals
from tram.sync.actions.lending import Lent
from tram.sync.identity import load_identity
from tram.sync.models import Peer, PeerRole
from tram.sync.runner import alone
from tram.sync.talk.fetching import fetch_person
from tram.sync.talk.http import Http


def fetch_now(
    *,
    by: Actor,
    at: datetime,
    home: Path,
    reason: str,
    person: UUID | None = None,
    system: str = "",
    value: str = "",
) -> Lent:
    """Brings the record of one person from elsewhere here, by exact number or id; waits for the line.

    Refuses as ``fetch_person``, ``line.cut`` without a line, ``sync.running`` while an exchange is going on.
    """
    parent = Peer.objects.filter(role=PeerRole.PARENT).exclude(address="").first()
    if parent is None:
        raise refusals.no_parent()
    with alone(home), Http(parent.address) as send:
        lent = fetch_person(
            by=by,
            at=at,
            identity=load_identity(home),
            send=send,
            reason=reason,
            person=person,
            system=system,
            value=value,
        )
    checkpoint()
    return lent
