"""Rows on their way into a snapshot: a few thousand at a time, with all they point to, and their versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tram.kernel.facts import pieces
from tram.kernel.facts.pieces import Told
from tram.kernel.models import Fork
from tram.sync.snapshot.plan import Plan, Row, bare, fork_plan, read_by, record_plans, version_plan

RAW_LIMIT = 7 * 1024 * 1024


@dataclass(slots=True)
class Batch:
    """Rows by table, tables in the order of ``record_plans``."""

    rows: dict[str, dict[bytes, Row]] = field(default_factory=dict)
    count: int = 0

    def add(self, plan: Plan, rows: Iterable[Row]) -> None:
        """Takes rows in; one that is here already is not taken twice."""
        held = self.rows.setdefault(plan.table, {})
        before = len(held)
        held.update((bare(row[0]), row) for row in rows)
        self.count += len(held) - before

    def has(self, table: str, row: bytes) -> bool:
        """Whether it holds a row."""
        return row in self.rows.get(table, ())

    def pointed(self) -> Iterator[tuple[str, bytes]]:
        """(table, row) of all that its rows point to and it does not hold."""
        plans = record_plans()
        for table, rows in self.rows.items():
            for at, to in plans[table].points:
                for target in {row[at] for row in rows.values()} - {None}:
                    if not self.has(to, bare(target)):
                        yield to, bare(target)

    def halves(self) -> tuple[Batch, Batch]:
        """The same rows in two: nothing in the first points into the second."""
        first, second = Batch(), Batch()
        for plan in record_plans().values():
            rows = self.rows.get(plan.table, {})
            for row in targets_first(self._own(plan)):
                (first if first.count < self.count // 2 else second).add(plan, [rows[row]])
        return first, second

    def _own(self, plan: Plan) -> dict[bytes, list[bytes]]:
        """For every row of a table, the rows of the same table it points to."""
        own = [at for at, to in plan.points if to == plan.table]
        rows = self.rows.get(plan.table, {})
        return {key: [bare(row[at]) for at in own if row[at] is not None] for key, row in rows.items()}


@dataclass(frozen=True, slots=True)
class Written:
    """A piece: its bytes, and how many rows of each table it holds."""

    raw: bytes
    rows: dict[str, int]


class Writer:
    """Turns batches into pieces, none larger than what an envelope takes."""

    def __init__(self) -> None:
        self.forked = {row.bytes for row in Fork.objects.values_list("row", flat=True)}

    def pieces(self, batch: Batch) -> Iterator[Written]:
        """The pieces of a batch, in the order they must be taken in."""
        sheets = [*self._records(batch), *self._versions(batch)]
        raw = pieces.write(sheets)
        if len(raw) > RAW_LIMIT and batch.count > 1:
            for half in batch.halves():
                yield from self.pieces(half)
        elif batch.count:
            yield Written(raw, {table: len(rows) for table, rows in batch.rows.items() if rows})

    def _records(self, batch: Batch) -> Iterator[tuple[str, list[Told]]]:
        for plan in record_plans().values():
            rows = batch.rows.get(plan.table)
            if rows:
                yield plan.table, plan.told([rows[key] for key in sorted(rows)])

    def _versions(self, batch: Batch) -> Iterator[tuple[str, list[Told]]]:
        ids = [row for rows in batch.rows.values() for row in rows]
        for plan, wanted in ((version_plan(), ids), (fork_plan(), [row for row in ids if row in self.forked])):
            found = list(read_by(plan, "row", wanted))
            if found:
                yield plan.table, plan.told(found)


def targets_first(points: dict[bytes, list[bytes]]) -> list[bytes]:
    """Ids in order, but each after those it points to; what points in a circle is left as it comes."""
    placed: dict[bytes, None] = {}
    for start in sorted(points):
        waiting = [start]
        while waiting:
            lacking = [t for t in points[waiting[-1]] if t in points and t not in placed and t not in waiting]
            if lacking:
                waiting.append(lacking[0])
            else:
                placed[waiting.pop()] = None
    return list(placed)
