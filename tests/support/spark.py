"""A Spark of its own for one test run: a driver here and two executors, each a process, as on a real cluster."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tram.engines.query import Column, Execute, Table, Type

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import SparkSession

EXECUTORS = 2
MASTER = f"local-cluster[{EXECUTORS},1,1024]"
QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": str(EXECUTORS),
    "spark.sql.adaptive.enabled": "false",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
}
_TYPES = {Type.ID: "BINARY", Type.INT: "BIGINT", Type.BOOL: "BOOLEAN", Type.DATE: "DATE"}


@contextmanager
def started(folder: Path) -> Iterator[SparkSession]:
    """A session whose work is done by two executors; everything it writes down lies in the folder."""
    import pyspark
    from pyspark.sql import SparkSession

    where = {
        "SPARK_HOME": Path(pyspark.__file__).parent,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    os.environ.update({name: str(value) for name, value in where.items()})
    os.environ.update(SPARK_LOCAL_DIRS=str(folder), SPARK_WORKER_DIR=str(folder))
    builder = SparkSession.builder.master(MASTER).appName("tram-test")
    for name, value in QUIET.items():
        builder = builder.config(name, value)
    session = builder.config("spark.sql.warehouse.dir", str(folder)).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        yield session
    finally:
        session.stop()


def executors(session: SparkSession) -> int:
    """How many executors the session has; the driver does not count."""
    context = session.sparkContext
    return int(context._jsc.sc().getExecutorMemoryStatus().size()) - 1


def execute_in(session: SparkSession) -> Execute:
    """How to run statements with named values."""

    def execute(sql: str, values: dict[str, Any]) -> Iterable[tuple[Any, ...]]:
        return [tuple(row) for row in session.sql(sql, args=values).collect()]

    return execute


def load(session: SparkSession, rows_in: DuckDBPyConnection, tables: Mapping[str, Table], folder: Path) -> None:
    """The tables of a DuckDB written as Parquet and read by Spark as views of the same names: ids are 16 bytes."""
    for table in tables.values():
        file = folder / f"{table.sql_name}.parquet"
        rows_in.execute(f"COPY \"{table.sql_name}\" TO '{file}' (FORMAT parquet)")
        schema = ", ".join(f"`{column.physical}` {_type(column)}" for column in table.columns)
        session.read.schema(schema).parquet(str(file)).createOrReplaceTempView(table.sql_name)


def _type(column: Column) -> str:
    return f"DECIMAL(18, {column.scale})" if column.type is Type.DECIMAL else _TYPES.get(column.type, "STRING")
