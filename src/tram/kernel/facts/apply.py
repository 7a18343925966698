"""Writing the rows of facts that came: new rows, plain steps forward, and what several machines changed at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models

from tram.kernel.facts.arriving import Arriving, RowIn
from tram.kernel.facts.columns import Table, change
from tram.kernel.facts.erasure import ERASED, erase_rows
from tram.kernel.facts.insert import COPY_FROM
from tram.kernel.facts.merge import Resolved
from tram.kernel.facts.projections import follow, followed
from tram.kernel.facts.versions import forks_of, keep, settle, version_of
from tram.kernel.records import Record

AT_ONCE = 500


def write_rows(facts: Sequence[Arriving]) -> tuple[Counter[str], int]:
    """Writes the rows of these facts, inside an open window; returns the rows by word and the conflicts made."""
    told: Counter[str] = Counter()
    _insert([row for arriving in facts for row in arriving.rows if row.parameters is not None], told)
    tangled = _step_forward(facts, told)
    keep(_versions(facts))
    settled = settle(tangled)
    told.update(_words(facts, settled))
    _follow(facts)
    return told, sum(len(made.conflicts) for made in settled.values())


def _insert(rows: list[RowIn], told: Counter[str]) -> None:
    tables: dict[str, list[RowIn]] = defaultdict(list)
    for row in rows:
        tables[row.kind.name].append(row)
    with connection.cursor() as cursor:
        for members in tables.values():
            kind, parameters = members[0].kind, [row.parameters for row in members]
            if connection.vendor == "postgresql" and len(members) >= COPY_FROM:
                with cursor.copy(kind.copy) as stream:
                    for line in parameters:
                        stream.write_row(line)
            else:
                cursor.executemany(kind.insert, parameters)
    told["new"] += len(rows)


def _step_forward(facts: Sequence[Arriving], told: Counter[str]) -> dict[UUID, Table]:
    """Makes the plain steps; returns the rows that need all their versions to say what they are."""
    changed = [row for arriving in facts for row in arriving.rows if row.parameters is None]
    if not changed:
        return {}
    forks = forks_of({row.row for row in changed})
    tangled = {row.row: row.kind for row in changed if row.row in forks}
    stamps = _stamps(changed)
    made = {row.row: a.fact.stamp for a in facts for row in a.rows if row.parameters is not None}
    for arriving in facts:
        for row in arriving.rows:
            if row.parameters is not None:
                continue
            now = stamps.get(row.row, made.get(row.row))
            if row.row not in tangled and row.based_on == (now,):
                change(row.kind, row.row, row.values, arriving.fact.stamp)
                stamps[row.row] = arriving.fact.stamp
                told["updated"] += 1
            else:
                tangled[row.row] = row.kind
    return tangled


def _stamps(rows: Sequence[RowIn]) -> dict[UUID, int]:
    """The stamps these rows bear now."""
    tables: dict[str, dict[UUID, RowIn]] = defaultdict(dict)
    for row in rows:
        tables[row.kind.name][row.row] = row
    found: dict[UUID, int] = {}
    for members in tables.values():
        ids, model = list(members), next(iter(members.values())).kind.model
        for start in range(0, len(ids), AT_ONCE):
            some: models.QuerySet[Record] = models.QuerySet(model).filter(pk__in=ids[start : start + AT_ONCE])
            found.update(some.values_list("pk", "stamp"))
    return found


def _versions(facts: Sequence[Arriving]) -> list[Any]:
    return [
        version_of(
            row.kind.name,
            row.row,
            stamp=arriving.fact.stamp,
            based_on=row.based_on,
            values=row.values,
            node=arriving.fact.node,
            seq=arriving.fact.seq,
        )
        for arriving in facts
        for row in arriving.rows
        if row.parameters is None
    ]


def _words(facts: Sequence[Arriving], settled: dict[UUID, Resolved]) -> Counter[str]:
    """What became of the changes of rows that several machines had changed: seen in the row now, or superseded."""
    told: Counter[str] = Counter()
    for arriving in facts:
        for row in arriving.rows:
            made = settled.get(row.row) if row.parameters is None else None
            if made is not None:
                shown = any(made.values.get(name) == value for name, value in row.values.items())
                told["updated" if shown or arriving.fact.stamp in made.heads else "old"] += 1
    return told


def _follow(facts: Sequence[Arriving]) -> None:
    """Tells the projections which rows were written; they read what they need by id and person."""
    written = [
        _shadow(row, arriving.fact.person) for arriving in facts for row in arriving.rows if followed(row.kind.model)
    ]
    if written:
        follow(written)


def _shadow(row: RowIn, person: UUID | None) -> Record:
    """A row's identity and whom it is about; making whole rows would cost more than writing them."""
    shadow = row.kind.model.__new__(row.kind.model)
    shadow.__dict__.update({row.kind.model.PERSON_COLUMN or "id": person, "id": row.row})
    return shadow


def erase(facts: Sequence[Arriving]) -> None:
    """Facts that erase a person, and may, take that person's rows and the contents of other facts with them."""
    for person in erased_by(facts):
        erase_rows(person)


def erased_by(facts: Sequence[Arriving]) -> set[UUID]:
    """The persons these facts erase; one that is kept back erases nobody."""
    erasing = [a.fact.person for a in facts if a.fact.name == ERASED and not a.reason]
    return {person for person in erasing if person is not None}


def leave_out(facts: Sequence[Arriving], gone: Collection[UUID]) -> None:
    """Facts about people who have been erased are kept without their contents."""
    for arriving in facts:
        if arriving.fact.person in gone and arriving.fact.name != ERASED:
            arriving.keep(ERASED)
