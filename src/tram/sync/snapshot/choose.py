"""The rows a new machine begins with, in an order in which nothing points to what has not come yet.

First what is about nobody (places, staff, households), then person by person with all that is about them, so that a
machine that is filled half way knows some people wholly rather than everybody in part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from uuid import UUID

from tram.people.api import homes
from tram.sync.snapshot.batch import Batch
from tram.sync.snapshot.nobody import Nobody
from tram.sync.snapshot.people import Merged, guests, living
from tram.sync.snapshot.plan import AT_ONCE, Plan, Row, among, bare, ids_of, read, read_by, record_plans, stored_all
from tram.sync.snapshot.within import Within

PERSON, WHO = "people_person", "people_"
PEOPLE = 100
LAST = b"\xff" * 16


class Choice:
    """The rows for a scope, and all about people lent to the machine."""

    def __init__(self, within: Within, lent: Collection[UUID] = ()) -> None:
        self.within, self.plans, self.merged = within, record_plans(), Merged()
        seen = [plan for plan in self.plans.values() if within.scope.allows_table(plan.table, plan.room)]
        self.about = [plan for plan in seen if plan.person]
        self.lent = self._elsewhere({self.merged.into(person.bytes) for person in lent})
        self.sent: dict[str, set[bytes]] = {}
        self.early: set[bytes] = set()
        self.upto = b""

    def batches(self, size: int) -> Iterator[Batch]:
        """Batches of about ``size`` rows."""
        batch = Batch()
        for part in self._parts():
            for table, rows in part.rows.items():
                batch.add(self.plans[table], rows.values())
            if batch.count >= size:
                yield batch
                batch = Batch()
        yield batch

    def _parts(self) -> Iterator[Batch]:
        nobody = Nobody(self.within)
        yield from nobody.batches()
        self.sent = nobody.sent()
        for some in _some(living(self.within)):
            self.upto = some[-1]
            yield self._complete(self._whole(some))
        self.upto = LAST
        for some in _some(iter(sorted(self.lent))):
            yield self._complete(self._whole(some))
        for some in _some(self._guests()):
            yield self._complete(self._in_part(some))
        for plan in self.plans.values():
            if plan.person and plan.person != "id":
                yield from self._about_perhaps_nobody(plan)

    def _whole(self, roots: Sequence[bytes]) -> Batch:
        """All that is about these people, and about those merged into them."""
        people = [each for root in roots for each in self.merged.group(root)]
        batch = Batch()
        for plan in self.about:
            rows = read_by(plan, plan.person or "", people)
            batch.add(plan, (row for row in rows if bare(row[0]) not in self.early))
        return batch

    def _in_part(self, people: Sequence[bytes]) -> Batch:
        """Of people who live elsewhere: who they are, and what bears a place inside."""
        batch = Batch()
        batch.add(self.plans[PERSON], read_by(self.plans[PERSON], "id", people))
        for plan in self.about:
            where, params = ("1 = 1", []) if plan.table.startswith(WHO) else self.within.rows(plan)
            mine, ids = among(f'"{plan.person}"', stored_all(people))
            batch.add(plan, read(plan, f"({where}) AND {mine}", [*params, *ids]))
        for rows in batch.rows.values():
            for row in rows.keys() & self.early:
                del rows[row]
            self.early.update(rows)
        return batch

    def _about_perhaps_nobody(self, plan: Plan) -> Iterator[Batch]:
        """Rows that may be about a person and are about none."""
        where, params = self.within.rows(plan)
        rows = ids_of(f'SELECT id FROM "{plan.table}" WHERE "{plan.person}" IS NULL AND ({where})', params)  # noqa: S608
        for start in range(0, len(rows), AT_ONCE):
            batch = Batch()
            batch.add(plan, read_by(plan, "id", rows[start : start + AT_ONCE]))
            yield self._complete(batch)

    def _guests(self) -> Iterator[bytes]:
        found = self._elsewhere(guests(self.within, self.about))
        yield from (person for person in sorted(found) if self.merged.into(person) not in self.lent)

    def _elsewhere(self, people: Collection[bytes]) -> set[bytes]:
        """Those of the people who do not live inside."""
        lives = homes(UUID(bytes=person) for person in people)
        inside = {person.bytes for person, home in lives.items() if self.within.covers(home)}
        return set(people) - inside

    def _complete(self, batch: Batch) -> Batch:
        """Adds what the rows point to and no earlier batch brought."""
        while lacking := self._lacking(batch):
            for table, ids in lacking.items():
                plan = self.plans[table]
                rows = list(read_by(plan, "id", ids))
                batch.add(plan, [row for row in rows if not self._brought(plan, row)])
                (self.early if plan.person else self.sent[table]).update(ids)
        return batch

    def _lacking(self, batch: Batch) -> dict[str, set[bytes]]:
        found: dict[str, set[bytes]] = defaultdict(set)
        for table, row in batch.pointed():
            if row not in self.early and row not in self.sent.get(table, ()):
                found[table].add(row)
        return found

    def _brought(self, plan: Plan, row: Row) -> bool:
        """Whether an earlier batch brought a row about a person: with the person it is about."""
        if not plan.person:
            return False
        person = row[plan.names.index(plan.person)]
        if person is None:
            return False
        root = self.merged.into(bare(person))
        return root in self.lent if self._elsewhere([root]) else root <= self.upto


def _some(people: Iterator[bytes]) -> Iterator[Sequence[bytes]]:
    while found := list(islice(people, PEOPLE)):
        yield found
