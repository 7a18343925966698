"""Published rows laid out as a store lays them out, in every engine a store or a database may stand on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import duckdb
import psycopg

from tests.support import spark
from tram.engines.query import Column, Execute, Table, Type
from tram.warehouse.api import stored, tables
from tram.warehouse.shape import duck_type

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
STORED = stored(tables())
_SQLITE = {Type.ID: "BLOB", Type.INT: "integer", Type.BOOL: "bool", Type.DATE: "date", Type.DECIMAL: "decimal"}
_POSTGRES = {Type.ID: "uuid", Type.INT: "bigint", Type.BOOL: "bool", Type.DATE: "date"}


def lines(table: Table, rows: Rows) -> Iterator[list[Any]]:
    """The table's rows as lists, with the month under which a store files them where it does."""
    for row in rows.get(table.name, ()):
        line = [_exact(column, row[column.name]) for column in table.columns]
        yield [*line, table.months.of(row[table.months.day]) or table.months.earlier] if table.months else line


def _exact(column: Column, value: Any) -> Any:
    return Decimal(str(value)) if column.type is Type.DECIMAL and value is not None else value


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns] + ([table.months.column] if table.months else [])


def _columns(table: Table, kinds: Sequence[str]) -> str:
    return ", ".join(f'"{name}" {kind}' for name, kind in zip(_names(table), (*kinds, "text"), strict=False))


def _linked(table: Table) -> list[str]:
    """The columns by which rows are looked for: an index each, so that small engines are quick too."""
    return list(
        dict.fromkeys([table.id_column, *filter(None, [table.person_column]), *(one for _n, one in table.links)])
    )


def in_duckdb(rows: Rows, folder: Path) -> duckdb.DuckDBPyConnection:
    """The rows in a new DuckDB, read from files of JSON because row by row would take minutes."""
    connection = duckdb.connect(":memory:")
    for table in STORED.values():
        file = folder / f"{table.sql_name}.json"
        with file.open("w", encoding="utf-8") as written:
            for line in lines(table, rows):
                written.write(json.dumps(dict(zip(_names(table), line, strict=True)), default=str) + "\n")
        kinds = dict(zip(_names(table), [*map(duck_type, table.columns), "VARCHAR"], strict=False))
        read = f"read_json('{file}', format = 'newline_delimited', columns = {kinds!r})"
        connection.execute(f'CREATE TABLE "{table.sql_name}" AS SELECT * FROM {read}')
    return connection


def ask_duckdb(connection: duckdb.DuckDBPyConnection) -> Execute:
    """How to run statements in it."""
    return lambda sql, values: connection.execute(sql, values).fetchall()


def in_sqlite(rows: Rows) -> Execute:
    """The rows in a new SQLite in memory."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    for table in STORED.values():
        kinds = [_SQLITE.get(column.type, "text") for column in table.columns]
        connection.execute(f'CREATE TABLE "{table.sql_name}" ({_columns(table, kinds)})')
        holes = ", ".join("?" * len(_names(table)))
        plain = ([_plain(value) for value in line] for line in lines(table, rows))
        connection.executemany(f'INSERT INTO "{table.sql_name}" VALUES ({holes})', plain)
        for column in _linked(table):
            connection.execute(f'CREATE INDEX "{table.sql_name}_{column}" ON "{table.sql_name}" ("{column}")')
    connection.execute("ANALYZE")
    return lambda sql, values: connection.execute(sql, values).fetchall()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


@contextmanager
def in_postgres(url: str, rows: Rows) -> Iterator[Execute]:
    """The rows in PostgreSQL, inside one transaction that is undone."""
    with psycopg.connect(url) as connection:
        for table in STORED.values():
            kinds = [_POSTGRES.get(column.type, _number(column)) for column in table.columns]
            connection.execute(f'CREATE TABLE "{table.sql_name}" ({_columns(table, kinds)})')
            with connection.cursor() as cursor, cursor.copy(f'COPY "{table.sql_name}" FROM STDIN') as copy:
                for line in lines(table, rows):
                    copy.write_row(line)
            for column in _linked(table):
                connection.execute(f'CREATE INDEX ON "{table.sql_name}" ("{column}")')
            connection.execute(f'ANALYZE "{table.sql_name}"')
        yield lambda sql, values: connection.execute(sql, values).fetchall()
        connection.rollback()


def _number(column: Column) -> str:
    return f"numeric(18, {column.scale})" if column.type is Type.DECIMAL else "text"


def in_spark(session: SparkSession, connection: duckdb.DuckDBPyConnection, folder: Path) -> Execute:
    """The rows of a DuckDB as Parquet, read by Spark."""
    spark.load(session, connection, STORED, folder)
    return spark.execute_in(session)
