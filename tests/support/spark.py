"""Spark as a cluster has it: a driver here and two executors, each a process of its own, reading Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tram.engines.query import Execute, Table
from tram.warehouse.nation import run_in, spark_type

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import SparkSession

EXECUTORS = 2
MASTER = f"local-cluster[{EXECUTORS},1,1024]"
SMALL = {
    "spark.sql.shuffle.partitions": str(EXECUTORS),
    "spark.sql.adaptive.enabled": "false",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
}


@contextmanager
def started(folder: Path) -> Iterator[SparkSession]:
    """A session whose work is done by two executors; everything it writes down lies in the folder."""
    from tram.warehouse.nation import session

    with session(MASTER, work=folder, **SMALL) as running:
        yield running


def executors(session: SparkSession) -> int:
    """How many executors the session has; the driver does not count."""
    context = session.sparkContext
    return int(context._jsc.sc().getExecutorMemoryStatus().size()) - 1


def execute_in(session: SparkSession) -> Execute:
    """How to run statements with named values."""
    return run_in(session)


def load(session: SparkSession, rows_in: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path) -> None:
    """The tables of a DuckDB written as Parquet and read by Spark as views of the same names: ids are 16 bytes."""
    for table in tables.values():
        file = folder / f"{table.sql_name}.parquet"
        rows_in.execute(f"COPY \"{table.sql_name}\" TO '{file}' (FORMAT parquet)")
        columns = {column.physical: spark_type(column) for column in table.columns}
        columns |= {table.months.column: "STRING"} if table.months else {}
        schema = ", ".join(f"`{name}` {kind}" for name, kind in columns.items())
        session.read.schema(schema).parquet(str(file)).createOrReplaceTempView(table.sql_name)
