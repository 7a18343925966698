"""A store read by Spark, on the executors of one machine or of many. Spark is asked for: ``tram extra nation``."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tram.engines.query import Column, Execute, Table, Type
from tram.warehouse import refusals
from tram.warehouse.manifest import Manifest, read
from tram.warehouse.shape import MONTHS, dated
from tram.warehouse.sources import tables, view_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

HERE = "local[*]"
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
}
OF_ONE_MACHINE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
_TYPES = {Type.ID: "BINARY", Type.INT: "BIGINT", Type.BOOL: "BOOLEAN", Type.DATE: "DATE"}


@contextmanager
def session(master: str = HERE, *, work: Path, **settings: str) -> Iterator[SparkSession]:
    """A Spark session that ends with the block: ``local[*]``, ``local-cluster[2,1,1024]`` or a cluster's address.

    What it writes down lies in ``work``. Refuses where Spark or Java is missing, saying how to get it.
    """
    spark_sql, home = _spark_needed()
    own = {"SPARK_HOME": home, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_DIRS": work, "SPARK_WORKER_DIR": work}
    if master.startswith("local"):
        own["SPARK_LOCAL_IP"] = "127.0.0.1"
        settings = OF_ONE_MACHINE | settings
    os.environ.update({name: str(value) for name, value in own.items()})
    builder = spark_sql.SparkSession.builder.master(master).appName("tram")
    for name, value in {**SETTINGS, "spark.sql.warehouse.dir": str(work), **settings}.items():
        builder = builder.config(name, value)
    started: SparkSession = builder.getOrCreate()
    started.sparkContext.setLogLevel("OFF")
    try:
        yield started
    finally:
        started.stop()


def spark(folder: Path, session: SparkSession) -> Execute:
    """How Spark runs statements (named values ``:name``) on the store as it is now. Refuses a store of other tables."""
    manifest = read(folder)
    for table in tables().values():
        _rows(folder, table, manifest, session).createOrReplaceTempView(view_of(table))
    return run_in(session)


def spark_here(folder: Path) -> Execute:
    """How Spark on this machine alone runs statements on the store; it is started now and ends with the program."""
    work = tempfile.TemporaryDirectory(prefix="tram-spark-")
    started = session(HERE, work=Path(work.name))
    opened = started.__enter__()
    atexit.register(work.cleanup)
    atexit.register(started.__exit__, None, None, None)
    return spark(folder, opened)


def run_in(session: SparkSession) -> Execute:
    """How to run statements with named values in a session."""

    def execute(sql: str, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return [tuple(row) for row in session.sql(sql, args=dict(values)).collect()]

    return execute


def spark_type(column: Column) -> str:
    """The column's type in Spark; an id is its 16 bytes."""
    return f"DECIMAL(18, {column.scale})" if column.type is Type.DECIMAL else _TYPES.get(column.type, "STRING")


def _rows(folder: Path, table: Table, manifest: Manifest, session: SparkSession) -> DataFrame:
    """The table's rows; the schema is told, because Spark by itself does not take the ids of DuckDB's Parquet."""
    schema = ", ".join(f"`{column.name}` {spark_type(column)}" for column in table.columns)
    files = manifest.files(folder, table.name)
    if not dated(table):
        return session.read.schema(schema).parquet(*files) if files else session.createDataFrame([], schema)
    schema += f", `{MONTHS.column}` STRING"
    if not files:
        return session.createDataFrame([], schema)
    kept = session.read.schema(schema).option("basePath", str(folder / table.name)).parquet(*files)
    return kept.select(*(column.name for column in table.columns), MONTHS.column)


def _spark_needed() -> tuple[Any, Path]:
    try:
        import pyspark
        from pyspark import sql
    except ImportError:
        raise refusals.needs("PySpark", "nation") from None
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise refusals.needs_java()
    return sql, Path(pyspark.__file__).parent
