"""What a row that is nobody is called in a list: a reading of a fridge, a delivery, told by its published columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.formats import localize
from django.utils.translation import get_language
from sqlglot import exp

from tram.engines.query import Column, Counted, Params, Table, Type
from tram.engines.query.build import source
from tram.engines.query.dialects import DIALECTS as ENGINES
from tram.engines.query.values import for_driver
from tram.reports.catalogue import Indicator
from tram.reports.reads.labels import labels
from tram.reports.reads.run import DIALECTS, compiled, execute, execute_for
from tram.reports.sources import tables

MOST = 20_000


def things(found: Indicator, rows: Sequence[Counted], day: date) -> list[tuple[Counted, tuple[str, str]]]:
    """Each row with its words (``31/10/2026, Sáng, nhiệt độ 9,1``) and the commune it belongs to."""
    table = tables()[found.definition.population.table]
    columns = [column for column in table.columns if _told(column, found)]
    told = {values[0]: values[1:] for values in _read(table, columns, [_uuid(row.row) for row in rows])}
    nothing: tuple[Any, ...] = ("", *(None for _column in columns))
    return [(row, _words(found, columns, told.get(_uuid(row.row), nothing), day)) for row in rows]


def rows_counted(found: Indicator, params: Params) -> tuple[int, int]:
    """How many rows are in the numerator and in all, where a row counts for more than one."""
    rows = compiled(found).people(execute_for(params), params, side="all", limit=MOST)
    return sum(row.counted for row in rows), len(rows)


def _told(column: Column, found: Indicator) -> bool:
    """Days, numbers, names, and codes that have words."""
    if column.name in {"id", "commune"} or column.type in {Type.ID, Type.BOOL}:
        return False
    return column.type is not Type.CODE or column.name in found.split_ids()


def _read(table: Table, columns: Sequence[Column], ids: Sequence[UUID]) -> list[tuple[Any, ...]]:
    """The rows of those ids: id, commune, then the columns."""
    if not ids:
        return []
    dialect = DIALECTS[connection.vendor]
    names = [f"row_{number}" for number in range(len(ids))]
    wanted = [exp.column(name, table="t", quoted=True) for name in _physical(table, columns)]
    among = exp.In(this=wanted[0].copy(), expressions=[exp.Placeholder(this=name) for name in names])
    sql = exp.select(*wanted).from_(source(table, "t")).where(among).sql(dialect=dialect)
    values = {name: for_driver(one, ENGINES[dialect]) for name, one in zip(names, ids, strict=True)}
    return [(_uuid(row[0]), row[1] or "", *row[2:]) for row in execute(sql, values)]


def _physical(table: Table, columns: Sequence[Column]) -> list[str]:
    ends = (table.column(table.id_column), table.column(table.place_column))
    return [column.physical for column in (*ends, *columns) if column is not None]


def _words(found: Indicator, columns: Sequence[Column], row: Sequence[Any], day: date) -> tuple[str, str]:
    said = [_said(found, column, value, day) for column, value in zip(columns, row[1:], strict=True) if value]
    return ", ".join(said), str(row[0])


def _said(found: Indicator, column: Column, value: Any, day: date) -> str:
    if column.type is Type.CODE:
        return labels(found, column.name, [value], day)[value]
    if column.type is Type.DATE:
        told = value if isinstance(value, date) else date.fromisoformat(str(value))
        return f"{told:%d/%m/%Y}"
    if column.type is Type.TEXT:
        return str(value)
    name = column.description_en if get_language() == "en" else column.description_vi
    return f"{name.partition(',')[0]} {localize(Decimal(str(value)).normalize())}"


def _uuid(value: Any) -> UUID:
    if isinstance(value, (UUID, str)):
        return UUID(str(value))
    return UUID(bytes=bytes(value))
