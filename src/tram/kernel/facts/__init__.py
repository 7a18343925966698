"""The one log: every deed appends exactly one fact, in the transaction that writes its rows."""

from tram.kernel.facts.conflicts import Conflict, Side, open_conflicts
from tram.kernel.facts.draft import Draft, RowWrite
from tram.kernel.facts.incoming import Incoming, Judge, Judged, Kept, Receipt, trust
from tram.kernel.facts.payload import decode, encode
from tram.kernel.facts.projections import forgets, forgetting, projects
from tram.kernel.facts.receive import receive, retry
from tram.kernel.facts.upgrade import known_version, upgrades
from tram.kernel.facts.verify import Verification, verify
from tram.kernel.facts.writer import batch, deed, in_turn, local_node

__all__ = [
    "Conflict",
    "Draft",
    "Incoming",
    "Judge",
    "Judged",
    "Kept",
    "Receipt",
    "RowWrite",
    "Side",
    "Verification",
    "batch",
    "decode",
    "deed",
    "encode",
    "forgets",
    "forgetting",
    "in_turn",
    "known_version",
    "local_node",
    "open_conflicts",
    "projects",
    "receive",
    "retry",
    "trust",
    "upgrades",
    "verify",
]
