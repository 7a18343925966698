"""Who wrote a row first: which account, at which machine, when by that machine's clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tram.kernel.facts import decode
from tram.kernel.facts.outgoing import of_person
from tram.kernel.models import Fact
from tram.sync.identity import Identity
from tram.sync.reads.nodes import name_of
from tram.sync.trust import Trust
from tram.workforce.api import account_names


@dataclass(frozen=True, slots=True)
class Written:
    """The account's name ('' when nobody told it), the machine's, and the time."""

    who: str
    node: str
    at: datetime


def first_written(identity: Identity, at: datetime, person: UUID, rows: Iterable[UUID]) -> dict[UUID, Written]:
    """By row, of rows about one person. Rows that came by snapshot have no fact here and are left out."""
    wanted = set(rows)
    found: dict[UUID, Fact] = {}
    for fact in of_person(person):
        made = {row for _, row, based_on, _ in decode(bytes(fact.payload or b"\x01[]")) if based_on is None}
        found |= dict.fromkeys(made & wanted, fact)
    names, trust = account_names(fact.actor for fact in found.values()), Trust(identity, at)
    return {
        row: Written(names.get(fact.actor, ""), name_of(trust, fact.node_id), fact.at) for row, fact in found.items()
    }
