"""The rows about nobody that a machine begins with: places, staff, households, certificates, and all they point to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tram.sync.snapshot.batch import Batch, targets_first
from tram.sync.snapshot.plan import AT_ONCE, Plan, among, read_by, read_points, record_plans, stored_all
from tram.sync.snapshot.within import Within

Points = dict[bytes, list[tuple[str, bytes]]]


class Nobody:
    """Which rows; ``sent`` names them by table."""

    def __init__(self, within: Within) -> None:
        self.plans = {name: plan for name, plan in record_plans().items() if not plan.person}
        self.found: dict[str, Points] = {name: {} for name in self.plans}
        for plan in self.plans.values():
            self._take(read_points(plan, *within.rows(plan)), plan)

    def sent(self) -> dict[str, set[bytes]]:
        """The rows by table."""
        return {name: set(rows) for name, rows in self.found.items()}

    def batches(self) -> Iterator[Batch]:
        """The rows, a few at a time, none before what it points to."""
        for plan in self.plans.values():
            order = self._in_order(plan)
            for start in range(0, len(order), AT_ONCE):
                batch = Batch()
                batch.add(plan, read_by(plan, "id", order[start : start + AT_ONCE]))
                yield batch

    def _take(self, rows: Points, plan: Plan) -> None:
        """Takes rows with all they point to."""
        waiting = [(plan.table, rows)]
        while waiting:
            table, some = waiting.pop()
            self.found[table] |= some
            lacking: dict[str, set[bytes]] = defaultdict(set)
            for points in some.values():
                for to, row in points:
                    if row not in self.found[to]:
                        lacking[to].add(row)
            waiting.extend((to, self._read(self.plans[to], rows)) for to, rows in lacking.items())

    @staticmethod
    def _read(plan: Plan, rows: set[bytes]) -> Points:
        wanted, found = stored_all(sorted(rows)), Points()
        for start in range(0, len(wanted), AT_ONCE):
            found |= read_points(plan, *among("id", wanted[start : start + AT_ONCE]))
        return found

    def _in_order(self, plan: Plan) -> list[bytes]:
        rows = self.found[plan.table]
        own = {row: [each for to, each in points if to == plan.table] for row, points in rows.items()}
        return targets_first(own)
