"""New rows into their table: one prepared statement for many rows, so that bulk work costs little per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from functools import cache
from typing import Any

from django.db import connection, models

from tram.kernel.ids import IdField
from tram.kernel.records import Record

Prepare = Callable[[Any], Any]
COPY_FROM = 20


def insert(model: type[models.Model], rows: Sequence[object]) -> None:
    """Inserts the rows as they stand (no ``pre_save``): executemany, or COPY on PostgreSQL when there are many.

    A row is the model's own, or anything with an attribute for each column.
    """
    if not rows:
        return
    statement, copy, columns = _plan(model, connection.vendor)
    values = _values(rows, columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) >= COPY_FROM:
            with cursor.copy(copy) as stream:
                for line in values:
                    stream.write_row(line)
        else:
            cursor.executemany(statement, list(values))


def _values(rows: Iterable[object], columns: tuple[tuple[str, Prepare | None], ...]) -> Iterable[list[Any]]:
    for row in rows:
        held = row.__dict__
        yield [held[name] if prepare is None else prepare(held[name]) for name, prepare in columns]


@cache
def _plan(model: type[models.Model], vendor: str) -> tuple[str, str, tuple[tuple[str, Prepare | None], ...]]:
    """(INSERT statement, COPY statement, (attribute, preparation) of each column) of a table on a kind of database."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.BigAutoField)]
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    marks = ", ".join(["%s"] * len(fields))
    columns = tuple((field.attname, _preparation(field, vendor)) for field in fields)
    into = f'"{table}" ({names})'
    return f"INSERT INTO {into} VALUES ({marks})", f"COPY {into} FROM STDIN", columns  # noqa: S608 - names come from models


def _preparation(field: Any, vendor: str) -> Prepare | None:
    """How a value becomes what the driver takes; None when it is taken as it stands."""
    target = field.target_field if field.is_relation else field
    if isinstance(target, IdField):
        return _blob if vendor == "sqlite" else None
    if isinstance(target, (models.CharField, models.TextField, models.IntegerField, models.BooleanField)):
        return None
    if isinstance(target, models.BinaryField):
        return None
    if vendor == "postgresql" and isinstance(target, (models.DateField, models.DecimalField)):
        return None
    ways = _SQLITE.items() if vendor == "sqlite" else ()
    quick = next((way for kind, way in ways if isinstance(target, kind)), None)
    return quick or (lambda value: field.get_db_prep_save(value, connection))


def _blob(value: Any) -> Any:
    return None if value is None else value.bytes


def _day(value: Any) -> Any:
    return None if value is None else value.isoformat()


def _instant(value: Any) -> Any:
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _decimal(value: Any) -> Any:
    return None if value is None else str(value)


_SQLITE: dict[type[models.Field[Any, Any]], Prepare] = {
    models.DateTimeField: _instant,
    models.DateField: _day,
    models.DecimalField: _decimal,
}


def insert_all(rows: Iterable[Record]) -> None:
    """Inserts rows of several tables, table by table in order of first appearance."""
    tables: dict[type[Record], list[Record]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for model, members in tables.items():
        insert(model, members)
