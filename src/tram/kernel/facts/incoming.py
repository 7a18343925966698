"""A fact on its way between machines, who judges it on arrival, and what is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from tram.kernel.facts.payload import RowValues


class Incoming(msgspec.Struct, frozen=True, array_like=True):
    """One fact as it travels: its header, and its rows with their salt (or, once erased, only their digest).

    ``previous`` is the hash of the fact before it in its chain, given where the receiver does not hold that one.
    """

    id: UUID
    node: UUID
    seq: int
    stamp: int
    at: datetime
    actor: UUID
    name: str
    version: int
    person: UUID | None
    place: str
    salt: bytes | None
    rows: bytes | None
    digest: bytes | None
    previous: bytes | None = None

    @property
    def node_id(self) -> UUID:
        """The node that wrote it."""
        return self.node


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact before the judge, with the rows it would write."""

    fact: Incoming
    rows: list[RowValues]


# For each fact the reason code for which it must not be applied; '' where it may.
Judge = Callable[[Sequence[Judged]], Sequence[str]]


def trust(facts: Sequence[Judged]) -> list[str]:
    """The judge of what this machine's parent relays: it has judged already."""
    return [""] * len(facts)


@dataclass(frozen=True, slots=True)
class Kept:
    """A fact that was kept and not applied: its node, number, and why."""

    node: UUID
    seq: int
    reason: str


@dataclass(slots=True)
class Receipt:
    """What became of a batch: facts taken, facts known before, each row in one of six words, facts kept with a reason.

    ``new`` and ``updated`` rows were written; ``identical`` ones were here; ``old`` ones came after something that
    supersedes them; ``discarded`` ones were refused or are about an erased person; ``invalid`` ones wait.
    """

    facts: int = 0
    known: int = 0
    conflicts: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    held: list[Kept] = field(default_factory=list)

    def add(self, other: Receipt) -> None:
        """Counts another batch in."""
        self.facts += other.facts
        self.known += other.known
        self.conflicts += other.conflicts
        self.rows.update(other.rows)
        self.held.extend(other.held)
