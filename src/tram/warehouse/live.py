"""Published rows out of the database Trạm stands on, as lines of CSV: read once from start to end, never all held.

SQLite writes each line itself, PostgreSQL copies; a row never becomes Python values, which would take longer than
everything else together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tram.engines.query import Column, Table, Type
from tram.engines.query.build import source

KEYS_AT_ONCE = 500
ROWS_AT_ONCE = 5_000
_DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
_TEXTS = (Type.TEXT, Type.CODE)
Narrowing = tuple[str, Collection[UUID]]


@contextmanager
def one_moment() -> Iterator[None]:
    """All reading inside sees the record as it is now, whatever others write meanwhile, and keeps nobody from it."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        connection.ensure_connection()
        raw: Any = connection.connection
        raw.execute("BEGIN")  # not Django's own: that would be IMMEDIATE and lock others out
        try:
            yield
        finally:
            raw.execute("ROLLBACK")


def lines(table: Table) -> Iterator[str]:
    """Every row of the table, in pieces of text holding whole lines."""
    return _run(table, "")


def lines_among(table: Table, narrowings: Iterable[Narrowing]) -> Iterator[str]:
    """The rows whose column holds one of these ids, for each of the narrowings; a row may come more than once."""
    for name, ids in narrowings:
        column = table.column(name)
        assert column is not None, (table.name, name)
        ordered = sorted(ids)
        for start in range(0, len(ordered), KEYS_AT_ONCE):
            some = ", ".join(map(_literal, ordered[start : start + KEYS_AT_ONCE]))
            yield from _run(table, f" WHERE {_held(column)} IN ({some})")


def _run(table: Table, where: str) -> Iterator[str]:
    rest = f"FROM {source(table, 't').sql(dialect=_DIALECTS[connection.vendor])}{where}"
    return _sqlite(table, rest) if connection.vendor == "sqlite" else _postgres(table, rest)


def _held(column: Column) -> str:
    return f't."{column.physical}"'


def _literal(one: UUID) -> str:
    return f"x'{one.hex}'" if connection.vendor == "sqlite" else f"'{one}'::uuid"


def _postgres(table: Table, rest: str) -> Iterator[str]:
    names = ", ".join(map(_held, table.columns))
    with connection.cursor() as cursor, cursor.copy(f"COPY (SELECT {names} {rest}) TO STDOUT (FORMAT csv)") as stream:
        yield from _joined(bytes(row).decode() for row in stream)


def _sqlite(table: Table, rest: str) -> Iterator[str]:
    shapes, values = zip(*map(_written, table.columns), strict=True)
    connection.ensure_connection()
    raw: Any = connection.connection
    rows = raw.execute(f"SELECT printf('{','.join(shapes)}', {', '.join(values)}) {rest}")
    while some := rows.fetchmany(ROWS_AT_ONCE):
        yield "\n".join([row[0] for row in some]) + "\n"


def _written(column: Column) -> tuple[str, str]:
    """How SQLite writes the column into a line: its place in the pattern and its value. Missing is nothing."""
    held = _held(column)
    if column.type is Type.ID:
        return "%s", f"hex({held})"
    if column.type not in _TEXTS:
        return "%s", held
    if not column.nullable:
        return '"%w"', held
    return "%s", f"""CASE WHEN {held} IS NOT NULL THEN printf('"%w"', {held}) END"""


def _joined(rows: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for row in rows:
        held.append(row)
        if len(held) >= ROWS_AT_ONCE:
            yield "".join(held)
            held = []
    yield "".join(held)
