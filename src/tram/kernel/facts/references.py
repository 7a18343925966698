"""Whether the rows a fact points to are here: asked for a whole batch at once, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import models

from tram.kernel.facts.arriving import Arriving, Key
from tram.kernel.facts.columns import table_of
from tram.kernel.records import Record

AT_ONCE = 500


def hold_what_lacks(facts: Sequence[Arriving]) -> None:
    """Keeps back every fact that points to, or changes, a row that neither is here nor comes before it in the batch.

    A row written anew that is here already keeps its fact back too: two facts cannot both have made it.
    """
    here = _present(facts)
    for arriving in facts:
        if arriving.reason:
            continue
        made = {row.key for row in arriving.rows if row.parameters is not None}
        needed = (key for row in arriving.rows for key in row.points_to)
        lacking = next((key for key in needed if key not in here and key not in made), None)
        if lacking is not None:
            arriving.keep("reference.missing", lacking[0], (lacking[0], UUID(hex=lacking[1])))
        elif not made.isdisjoint(here):
            arriving.keep("row.twice", next(iter(made & here))[0])
        else:
            here |= made


def _present(facts: Iterable[Arriving]) -> set[Key]:
    asked: dict[str, set[str]] = defaultdict(set)
    for arriving in facts:
        for row in () if arriving.reason else arriving.rows:
            asked[row.key[0]].add(row.key[1])
            for name, key in row.points_to:
                asked[name].add(key)
    return {(name, key) for name, keys in asked.items() for key in _held(name, list(keys))}


def _held(name: str, keys: list[str]) -> Iterator[str]:
    model = table_of(name).model
    for start in range(0, len(keys), AT_ONCE):
        ids = [UUID(bytes=bytes.fromhex(key)) for key in keys[start : start + AT_ONCE]]
        rows: models.QuerySet[Record] = models.QuerySet(model).filter(pk__in=ids)
        yield from (row.hex for row in rows.values_list("pk", flat=True))
