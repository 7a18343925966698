"""How far the fact log has come, and what has changed since: which people, and which rows about nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import models

from tram.immunization.api import forecasts_made_by
from tram.kernel.facts import decode
from tram.kernel.models import Base, Fact, Held, Node
from tram.people.api import merged_pairs
from tram.warehouse import refusals
from tram.warehouse.manifest import Source

LENT = "person.lent"
_GOING = {LENT, "person.erased"}
NOTHING = 0


@dataclass(slots=True)
class Touched:
    """What facts since a cursor were about: people, and rows by database table.

    ``emptied`` are people whose rows may have gone without being named: erased by law, or lent for a time.
    """

    persons: set[UUID] = field(default_factory=set)
    emptied: set[UUID] = field(default_factory=set)
    rows: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))


def where_the_log_stands(before: Source | None = None) -> Source:
    """The last applied fact, and the people on loan; with ``before``, only loans since are looked for."""
    node = Node.objects.filter(here=True).values_list("pk", flat=True).first()
    last = _applied().order_by("-arrival").values_list("arrival", "hash").first()
    lent = _applied().filter(name=LENT, person__isnull=False)
    if before is not None:
        lent = lent.filter(arrival__gt=before.arrival)
    people = {*(before.lent if before else ()), *(str(one) for one in lent.values_list("person", flat=True))}
    arrival, digest = last or (NOTHING, b"")
    merged = tuple(sorted((str(row), str(into)) for row, into in merged_pairs().items()))
    return Source(
        node=str(node or ""), pieces=Base.objects.count(), arrival=arrival, hash=bytes(digest).hex(),
        lent=tuple(sorted(people)), merged=merged, schedule=forecasts_made_by(),
    )  # fmt: skip


def same_log(source: Source) -> None:
    """Refuses a store that does not follow from this log: another machine's, or older than a restored copy."""
    now = where_the_log_stands(source)
    if (source.node, source.pieces) != (now.node, now.pieces):
        raise refusals.other_record("node")
    held = Fact.objects.filter(arrival=source.arrival).values_list("hash", flat=True).first()
    if source.arrival != NOTHING and (held is None or bytes(held).hex() != source.hash):
        raise refusals.other_record("log")


def touched_since(source: Source) -> Touched:
    """What was touched since the cursor. A person's loan may have ended without a fact: they count as touched."""
    lent = {UUID(one) for one in source.lent}
    found = Touched(persons=set(lent), emptied=set(lent))
    facts = _applied().filter(arrival__gt=source.arrival).order_by("arrival")
    for name, person, payload in facts.values_list("name", "person", "payload").iterator(chunk_size=500):
        if person is not None:
            found.persons.add(person)
            if payload is None or name in _GOING:
                found.emptied.add(person)
        for table, row, _based_on, _values in decode(bytes(payload)) if payload else ():
            found.rows[table].add(row)
    found.persons |= _stood_for(found.persons, source.merged)
    return found


def _stood_for(persons: Iterable[UUID], before: Iterable[tuple[str, str]]) -> set[UUID]:
    """The records under which what is about these people stands now or stood when the store was last brought up."""
    above: dict[UUID, set[UUID]] = defaultdict(set)
    for row, into in (*((UUID(row), UUID(into)) for row, into in before), *merged_pairs().items()):
        above[row].add(into)
    found, fresh = set[UUID](), set(persons)
    while fresh := {into for person in fresh for into in above.get(person, ())} - found:
        found |= fresh
    return found


def behind(source: Source) -> int:
    """How many facts were applied since the cursor."""
    return _applied().filter(arrival__gt=source.arrival).count()


def _applied() -> models.QuerySet[Fact]:
    return Fact.objects.exclude(pk__in=Held.objects.values("pk"))
