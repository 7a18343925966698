"""How published tables lie in Parquet: column types, partitions, and a signature that tells a changed table."""

from __future__ import annotations

import hashlib

from tram.engines.query import Column, Table, Type
from tram.engines.query.tables import Months

TYPES = {
    Type.ID: "UUID",
    Type.TEXT: "VARCHAR",
    Type.CODE: "VARCHAR",
    Type.DATE: "DATE",
    Type.INT: "BIGINT",
    Type.BOOL: "BOOLEAN",
}
MONTHS = Months("day")
NATION = "00"


def duck_type(column: Column) -> str:
    """The column's type in DuckDB, and so in Parquet: ids are 16 bytes, decimals exact."""
    return f"DECIMAL(18, {column.scale})" if column.type is Type.DECIMAL else TYPES[column.type]


def quoted(name: str) -> str:
    """A column or table name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def names(table: Table) -> str:
    """The table's columns, for a SELECT."""
    return ", ".join(quoted(column.name) for column in table.columns)


def declared(table: Table) -> str:
    """The table's columns with their types, for a CREATE TABLE."""
    return ", ".join(f"{quoted(column.name)} {duck_type(column)}" for column in table.columns)


def order(table: Table) -> str:
    """How rows lie in a file: by place, then person, then id, so that a commune's rows are found together."""
    wanted = (table.place_column, table.person_column, table.id_column)
    return ", ".join(dict.fromkeys(quoted(name) for name in wanted if name))


def dated(table: Table) -> bool:
    """Whether the table is also divided by month: it has the column ``MONTHS.day``."""
    column = table.column(MONTHS.day)
    return column is not None and column.type is Type.DATE


def partition(table: Table, province: str, day: str = "day") -> str:
    """SQL that says in which partition a row belongs, given SQL for its province and its day.

    Days before ``MONTHS.first`` (births, mostly) and missing days share one month: else a store is all tiny files.
    """
    place = f"'province=' || COALESCE({province}, '{NATION}')"
    return f"{place} || '/{MONTHS.column}=' || {month(day)}" if dated(table) else place


def month(day: str) -> str:
    """SQL for the month a day is filed under."""
    return f"CASE WHEN {day} >= DATE '{MONTHS.first}' THEN STRFTIME({day}, '%Y-%m') ELSE '{MONTHS.earlier}' END"


def signature(table: Table) -> str:
    """Changes when the table's columns or what stands behind them change; then a store must be built anew."""
    columns = [(c.name, duck_type(c), c.nullable) for c in table.columns]
    told = repr((columns, table.id_column, table.person_column, table.place_column, table.select or table.sql_name))
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()
