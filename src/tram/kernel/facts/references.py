"""Whether the rows a fact points to are here: asked for a whole batch at once, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import models

from tram.kernel.facts.arriving import Arriving, RowIn
from tram.kernel.facts.columns import table_of

AT_ONCE = 500


def hold_what_lacks(facts: Sequence[Arriving]) -> None:
    """Keeps back every fact that points to, or changes, a row that neither is here nor comes before it in the batch.

    A row written anew that is here already keeps its fact back too: two facts cannot both have made it.
    """
    here = _present(facts)
    for arriving in facts:
        if arriving.reason:
            continue
        made = {(row.kind.name, row.row) for row in arriving.rows if row.parameters is not None}
        lacking = next((need for need in _needs(arriving) if need not in here and need not in made), None)
        if lacking is not None:
            arriving.keep("reference.missing", lacking[0], lacking)
        elif not made.isdisjoint(here):
            arriving.keep("row.twice", next(iter(made & here))[0])
        else:
            here |= made


def _needs(arriving: Arriving) -> Iterator[tuple[str, UUID]]:
    for row in arriving.rows:
        if row.parameters is None:
            yield (row.kind.name, row.row)
        yield from references(row)


def references(row: RowIn) -> Iterator[tuple[str, UUID]]:
    """(table, row) of everything a row points to."""
    for name, target in row.kind.references:
        told = row.values.get(name)
        if told:
            yield (target, UUID(hex=told))


def _present(facts: Iterable[Arriving]) -> set[tuple[str, UUID]]:
    asked: dict[str, set[UUID]] = defaultdict(set)
    for arriving in facts:
        if arriving.reason:
            continue
        for name, row in _needs(arriving):
            asked[name].add(row)
        for entry in arriving.rows:
            if entry.parameters is not None:
                asked[entry.kind.name].add(entry.row)
    return {(name, row) for name, rows in asked.items() for row in _held(name, list(rows))}


def _held(name: str, rows: list[UUID]) -> Iterator[UUID]:
    model = table_of(name).model
    for start in range(0, len(rows), AT_ONCE):
        yield from models.QuerySet(model).filter(pk__in=rows[start : start + AT_ONCE]).values_list("pk", flat=True)
