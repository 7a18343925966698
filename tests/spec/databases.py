"""The same rows in SQLite, DuckDB, PostgreSQL and Spark, each with a function that runs SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import duckdb
import psycopg

from tests.spec.world import TABLES, Rows
from tests.support import spark
from tram.engines.query import Column, Execute, Table, Type

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_TYPES = {
    "sqlite": {Type.ID: "BLOB", Type.BOOL: "bool", Type.INT: "integer", Type.DECIMAL: "decimal", Type.DATE: "date"},
    "postgres": {Type.ID: "uuid", Type.BOOL: "bool", Type.INT: "integer", Type.DATE: "date"},
    "duckdb": {Type.ID: "uuid", Type.BOOL: "bool", Type.INT: "integer", Type.DATE: "date"},
}


def _create(dialect: str, table: Table) -> str:
    columns = ", ".join(f'"{column.physical}" {_sql_type(dialect, column)}' for column in table.columns)
    return f'CREATE TABLE "{table.sql_name}" ({columns})'


def _sql_type(dialect: str, column: Column) -> str:
    if column.type is Type.DECIMAL and dialect != "sqlite":
        return f"decimal(12, {column.scale})"
    return _TYPES[dialect].get(column.type, "varchar(200)" if dialect != "duckdb" else "varchar")


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _load(
    dialect: str,
    rows: Rows,
    run: Callable[[str, Sequence[Any]], Any],
    mark: str,
    change: Callable[[Any], Any] = lambda v: v,
) -> None:
    for name, table in TABLES.items():
        run(_create(dialect, table), ())
        holes = ", ".join([mark] * len(table.columns))
        for row in rows.get(name, []):
            values = [change(row[column.name]) for column in table.columns]
            run(f'INSERT INTO "{table.sql_name}" VALUES ({holes})', values)


def in_sqlite(rows: Rows) -> Execute:
    """The rows in a new SQLite database in memory, shaped as Django shapes them."""
    connection = sqlite3.connect(":memory:")
    _load("sqlite", rows, connection.execute, "?", _for_sqlite)
    return lambda sql, values: connection.execute(sql, values).fetchall()


def in_duckdb(rows: Rows) -> Execute:
    """The rows in a new DuckDB in memory."""
    connection = duckdb_of(rows)
    return lambda sql, values: connection.execute(sql, values).fetchall()


def duckdb_of(rows: Rows) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    _load("duckdb", rows, lambda sql, values: connection.execute(sql, list(values)), "?")
    return connection


def in_spark(session: SparkSession, rows: Rows, folder: Path) -> Execute:
    """The rows as Parquet, read by Spark."""
    spark.load(session, duckdb_of(rows), TABLES, folder)
    return spark.execute_in(session)


def in_postgres(url: str, rows: Rows) -> tuple[Execute, Callable[[], None]]:
    """The rows in PostgreSQL inside one transaction, and how to undo it."""
    connection = psycopg.connect(url)
    _load("postgres", rows, connection.execute, "%s")

    def execute(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return connection.execute(sql, values).fetchall()

    def undo() -> None:
        connection.rollback()
        connection.close()

    return execute, undo
