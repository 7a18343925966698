"""What the record publishes, read by a way of its own: Django's cursor and Python values, no CSV and no DuckDB."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from tram.engines.query import Table, Type
from tram.engines.query.build import source
from tram.warehouse.api import Duck, duck, tables, view_of

Rows = list[tuple[Any, ...]]


def _id(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=bytes(value))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


READ: dict[Type, Callable[[Any], Any]] = {
    Type.ID: _id,
    Type.DATE: _day,
    Type.DECIMAL: lambda value: Decimal(str(value)),
    Type.BOOL: bool,
}


def live_rows(table: Table) -> Rows:
    """The table's rows in the database at hand, sorted."""
    dialect = {"sqlite": "sqlite", "postgresql": "postgres"}[connection.vendor]
    names = ", ".join(f't."{column.physical}"' for column in table.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {source(table, 't').sql(dialect=dialect)}")
        return _sorted([_typed(table, row) for row in cursor.fetchall()])


def everything_live() -> dict[str, Rows]:
    """All tables of the record."""
    return {name: live_rows(table) for name, table in tables().items()}


def everything_stored(folder: Path) -> dict[str, Rows]:
    """All tables of a store."""
    store = duck(folder)
    return {name: _stored_rows(store, table) for name, table in tables().items()}


def _stored_rows(store: Duck, table: Table) -> Rows:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    return _sorted([_typed(table, row) for row in store(f"SELECT {names} FROM {view_of(table)}", {})])


def _typed(table: Table, row: Sequence[Any]) -> tuple[Any, ...]:
    pairs = zip(table.columns, row, strict=True)
    return tuple(None if value is None else READ.get(column.type, lambda v: v)(value) for column, value in pairs)


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=repr)
