"""A store of Parquet files read in the record's place: the same definitions, run by DuckDB or Spark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tram.engines.query import Execute
from tram.reports import refusals
from tram.warehouse import api as warehouse

DUCKDB, SPARK = "duckdb", "spark"


@dataclass(frozen=True, slots=True)
class Store:
    """An engine that stands on a store: the SQL it speaks, and how it runs a statement."""

    dialect: str
    execute: Execute


def open_store(folder: Path, engine: str = DUCKDB) -> Store:
    """The store in a folder on an engine. Refuses an unknown engine, a missing library, a folder without a store."""
    if engine not in _ENGINES:
        raise refusals.unknown_engine(engine, tuple(_ENGINES))
    return Store(engine, _ENGINES[engine](folder))


_ENGINES: dict[str, Callable[[Path], Execute]] = {DUCKDB: warehouse.duck, SPARK: warehouse.spark_here}
