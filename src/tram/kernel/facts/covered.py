"""Facts that tell what the snapshot a machine began with told already.

They come when somebody moves back into its places, from a neighbour, or from the beginning after a machine above was
restored. What of them is in the snapshot is not written again: a row made by just this fact, a version of just its
number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models

from tram.kernel.facts.arriving import Arriving, RowIn
from tram.kernel.models import Base, Version
from tram.kernel.records import Record

AT_ONCE = 500


@dataclass(slots=True)
class _Here:
    """What this machine holds: stamps a row bears or its versions were based on, and the authors of versions."""

    stamps: dict[UUID, set[int]] = field(default_factory=lambda: defaultdict(set))
    versions: set[tuple[UUID, UUID, int]] = field(default_factory=set)

    def has(self, row: RowIn, arriving: Arriving) -> bool:
        if row.parameters is None:
            return (row.row, arriving.fact.node, arriving.fact.seq) in self.versions
        return arriving.fact.stamp in self.stamps.get(row.row, ())


def leave_covered(facts: Sequence[Arriving]) -> int:
    """Takes out of the facts the rows that the snapshot holds as they made them; returns how many."""
    rows = [row for arriving in facts if not arriving.reason for row in arriving.rows]
    if not rows or not Base.objects.exists():
        return 0
    here, left = _here(rows), 0
    for arriving in facts:
        if not arriving.reason:
            arriving.rows = [row for row in arriving.rows if not here.has(row, arriving)]
            left += len(arriving.rows)
    return len(rows) - left


def _here(rows: Iterable[RowIn]) -> _Here:
    found, tables = _Here(), defaultdict[type[Record], set[UUID]](set)
    for row in rows:
        tables[row.kind.model].add(row.row)
    for model, ids in tables.items():
        for some in _slices(ids):
            stamps: models.QuerySet[Record] = models.QuerySet(model).filter(pk__in=some)
            for row_id, stamp in stamps.values_list("pk", "stamp"):
                found.stamps[row_id].add(stamp)
            versions = Version.objects.filter(row__in=some)
            for row_id, node, seq, seen in versions.values_list("row", "node", "seq", "based_on"):
                found.versions.add((row_id, node, seq))
                found.stamps[row_id].update(map(int, seen.split()))
    return found


def _slices(ids: Collection[UUID]) -> Iterator[list[UUID]]:
    wanted = list(ids)
    return (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))
