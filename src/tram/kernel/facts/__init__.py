"""The one log: every deed appends exactly one fact, in the transaction that writes its rows."""

from tram.kernel.facts.draft import Draft, RowWrite
from tram.kernel.facts.payload import decode, encode
from tram.kernel.facts.projections import projects
from tram.kernel.facts.verify import Verification, verify
from tram.kernel.facts.writer import batch, deed, local_node

__all__ = [
    "Draft",
    "RowWrite",
    "Verification",
    "batch",
    "decode",
    "deed",
    "encode",
    "local_node",
    "projects",
    "verify",
]
