"""What a room publishes, read from this database as the engine reads it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tram.engines.query import Table, Type
from tram.engines.query.build import source


def published(table: Table) -> list[dict[str, Any]]:
    """The rows of a published table by column name; ids, dates and truths as Python has them."""
    dialect = "postgres" if connection.vendor == "postgresql" else "sqlite"
    names = ", ".join(f'"{column.physical}"' for column in table.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {source(table, 't').sql(dialect=dialect)}")
        found = cursor.fetchall()
    return [
        {column.name: _plain(column.type, value) for column, value in zip(table.columns, row, strict=True)}
        for row in found
    ]


def _plain(kind: Type, value: Any) -> Any:
    if value is None:
        return None
    if kind is Type.ID and isinstance(value, bytes):
        return UUID(bytes=value)
    if kind is Type.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    return bool(value) if kind is Type.BOOL else value
