"""Whether the rows a fact points to are here: asked for a whole batch at once, table by table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import connection

from tram.kernel.facts.arriving import Arriving, Key
from tram.kernel.facts.columns import table_of

AT_ONCE = 500


def hold_what_lacks(facts: Sequence[Arriving], *, twice: bool = False) -> None:
    """Keeps back every fact that points to, or changes, a row that neither is here nor comes before it in the batch.

    Two facts cannot both make a row. That is asked only with ``twice``: the database says it sooner, for all at once.
    """
    here = _present(facts, twice=twice)
    for arriving in facts:
        if arriving.reason:
            continue
        made = {row.key for row in arriving.rows if row.parameters is not None}
        needed = (key for row in arriving.rows for key in row.points_to)
        lacking = next((key for key in needed if key not in here and key not in made), None)
        if lacking is not None:
            arriving.keep("reference.missing", lacking[0], (lacking[0], UUID(hex=lacking[1])))
        elif twice and not made.isdisjoint(here):
            arriving.keep("row.twice", next(iter(made & here))[0])
        else:
            here |= made


def _present(facts: Iterable[Arriving], *, twice: bool) -> set[Key]:
    asked: dict[str, set[str]] = defaultdict(set)
    for arriving in facts:
        for row in () if arriving.reason else arriving.rows:
            if twice:
                asked[row.key[0]].add(row.key[1])
            for name, key in row.points_to:
                asked[name].add(key)
    return {(name, key) for name, keys in asked.items() for key in _held(name, list(keys))}


def _held(name: str, keys: list[str]) -> Iterator[str]:
    stored = table_of(name).stored
    with connection.cursor() as cursor:
        for start in range(0, len(keys), AT_ONCE):
            ids = [stored(UUID(bytes=bytes.fromhex(key))) for key in keys[start : start + AT_ONCE]]
            marks = ", ".join(["%s"] * len(ids))
            cursor.execute(f'SELECT id FROM "{name}" WHERE id IN ({marks})', ids)  # noqa: S608 - a table of ours
            yield from (row.hex if isinstance(row, UUID) else bytes(row).hex() for (row,) in cursor.fetchall())
