"""Writing a snapshot for a machine below: one consistent view of what lies in its scope, chunk by chunk into files."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from tram.kernel.clock import millis
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact, Held, Node
from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.snapshot import store
from tram.sync.snapshot.batch import Writer
from tram.sync.snapshot.choose import Choice
from tram.sync.snapshot.manifest import FACTS, LAYOUT, ROWS, Chunk, Manifest, seal_manifest, seal_part
from tram.sync.snapshot.needed import needed_facts
from tram.sync.snapshot.view import one_view
from tram.sync.snapshot.within import Within
from tram.sync.talk.concern import lent_to
from tram.sync.talk.messages import Named
from tram.sync.trust import Trust

AT_ONCE = 8_000  # rows a chunk: about 0.1 MB sealed, 15 MB of memory on the way at either end


@dataclass(slots=True)
class _Writing:
    """A snapshot being written."""

    identity: Identity
    child: UUID
    to: bytes
    home: Path
    id: UUID = field(default_factory=uuid7)
    chunks: list[Chunk] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, body: bytes, rows: int) -> None:
        number = len(self.chunks) + 1
        sealed = seal_part(self.identity, self.to, self.id, number, body)
        store.put(store.chunk_path(self.home, self.child, self.id, number), sealed)
        self.chunks.append(Chunk(hashlib.sha256(sealed).digest(), len(sealed), rows))


def write_snapshot(trust: Trust, child: UUID, *, at: datetime, home: Path) -> Manifest:
    """Writes a snapshot for a machine below this one into files under ``home``; other ones for it, and old ones, go.

    Reads in one view of the database, in memory that does not grow with the number of rows. Refuses
    ``snapshot.stranger`` for a machine that is not trusted, or not below this one.
    """
    to, scope = trust.key_of(child), trust.scope(child)
    if to is None or scope is None or child == trust.identity.node or not trust.under(child, trust.identity.node):
        raise _stranger()
    writing = _Writing(trust.identity, child, to, home)
    store.remove_old(home, child)
    store.begin(home, child, writing.id)
    with one_view():
        arrival, mark = _place()
        _write_rows(writing, Choice(Within.of(scope), lent_to(child, at)))
        _write_facts(writing, Within.of(scope))
        nodes = [Named(node.pk, node.name, node.place) for node in Node.objects.order_by("pk")]
    manifest = Manifest(
        LAYOUT, writing.id, trust.identity.node, child, millis(at), scope.places_text, scope.kinds_text,
        arrival, mark, nodes, dict(writing.counts), writing.chunks,
    )  # fmt: skip
    store.put(store.manifest_path(home, child, writing.id), seal_manifest(trust.identity, to, manifest))
    return manifest


def _place() -> tuple[int, UUID | None]:
    """The end of the log: the last fact that is not kept back (one that is gets another number when it is applied)."""
    found = Fact.objects.exclude(pk__in=Held.objects.values("pk")).order_by("-arrival").values_list("arrival", "id")
    return found.first() or (0, None)


def _write_rows(writing: _Writing, choice: Choice) -> None:
    writer = Writer()
    for batch in choice.batches(AT_ONCE):
        for written in writer.pieces(batch):
            writing.add(ROWS + written.raw, sum(written.rows.values()))
            writing.counts.update(written.rows)


def _write_facts(writing: _Writing, within: Within) -> None:
    for body, facts in needed_facts(within):
        writing.add(FACTS + body, facts)


def _stranger() -> Refusal:
    return Refusal(
        "snapshot.stranger",
        "Chỉ lập bản chụp cho máy tuyến dưới đã kết nạp và còn hiệu lực. Xem: tram sync nodes",
        status=403,
    )
