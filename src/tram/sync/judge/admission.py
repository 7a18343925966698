"""Whose facts a machine may bring: its own and those of machines under it; whoever stands above may bring anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from tram.kernel.facts.incoming import Incoming, Judged
from tram.kernel.facts.payload import decode_raw
from tram.sync.judge.papers import CERTIFICATE_TABLE, paper_fault
from tram.sync.trust import Trust

ENROLLED = "node.enrolled"


def from_above(trust: Trust, sender: UUID) -> bool:
    """Whether the sender is this machine's parent or stands above it."""
    return sender in trust.pins and sender != trust.identity.node


def admit(trust: Trust, sender: UUID, facts: Sequence[Incoming]) -> list[Incoming]:
    """The facts the sender may speak for, in order; the others must not be taken in at all, not even to be kept.

    A machine certified by an earlier fact of the batch counts from then on.
    """
    if from_above(trust, sender):
        return list(facts)
    heard = Trust(trust.identity, trust.at)
    spoken_for: dict[UUID, bool] = {}
    taken = []
    for fact in facts:
        if fact.node not in spoken_for:
            spoken_for[fact.node] = _speaks_for(heard, sender, fact.node)
        if not spoken_for[fact.node]:
            continue
        taken.append(fact)
        if fact.name == ENROLLED and _certifies(heard, fact):
            spoken_for.clear()
    return taken


def _speaks_for(trust: Trust, sender: UUID, author: UUID) -> bool:
    return author != trust.identity.node and trust.known(author) is not None and trust.under(author, sender)


def _certifies(trust: Trust, fact: Incoming) -> bool:
    try:
        rows = decode_raw(fact.rows or b"[]")
    except ValueError:
        return False
    papers = [row for row in rows if row[0] == CERTIFICATE_TABLE]
    return bool(papers) and not paper_fault(trust, Judged(fact, papers))
