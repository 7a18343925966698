"""Running a compiled indicator on the database Trạm stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tram.engines.query import Compiled, compile_indicator
from tram.reports.catalogue import Indicator
from tram.reports.sources import tables

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
_COMPILED: dict[tuple[str, int, str, tuple[str, ...]], Compiled] = {}


def compiled(indicator: Indicator, by: Sequence[str] = ()) -> Compiled:
    """The indicator for the database in use, divided by splits; compiled once."""
    dialect = DIALECTS[connection.vendor]
    key = (indicator.id, indicator.definition.head.version, dialect, tuple(by))
    if key not in _COMPILED:
        _COMPILED[key] = compile_indicator(indicator.definition, tables(), dialect, by=by)
    return _COMPILED[key]


def execute(sql: str, values: dict[str, Any]) -> Sequence[Sequence[Any]]:
    """The rows of a statement with named values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return rows
