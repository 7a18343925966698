"""A store read by DuckDB on one machine or by Spark on many: each gives what the query engine runs statements with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tram.engines.query import Table
from tram.warehouse.manifest import FILE, Manifest, read
from tram.warehouse.shape import MONTHS, dated, duck_type, names, quoted
from tram.warehouse.sources import tables, view_of
from tram.warehouse.workshop import duckdb_needed, text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Duck:
    """A store in DuckDB: one view a table. Looks before each statement whether the store was written anew."""

    def __init__(self, folder: Path, db: DuckDBPyConnection) -> None:
        self.folder, self.db = folder, db
        self._seen: object = None

    def __call__(self, sql: str, values: dict[str, Any]) -> Sequence[Sequence[Any]]:
        """Runs a statement with named values (``$name``) and returns its rows."""
        self.look()
        rows: Sequence[Sequence[Any]] = self.db.execute(sql, values).fetchall()
        return rows

    def look(self) -> None:
        """Points the views at the store's files as they are now. Refuses a store of other tables."""
        held = self._stand()
        if held is not None and held == self._seen:
            return
        manifest = read(self.folder)
        for table in tables().values():
            self.db.execute(
                f"CREATE OR REPLACE VIEW {quoted(view_of(table))} AS {selected(self.folder, table, manifest)}"
            )
        self._seen = held

    def _stand(self) -> object:
        try:
            told = (self.folder / FILE).stat()
        except FileNotFoundError:
            return None
        return told.st_mtime_ns, told.st_ino


def duck(folder: Path, *, memory: str = "", threads: int = 0) -> Duck:
    """How DuckDB runs statements on the store; ``memory`` ("2GB") and ``threads`` bound it. Refuses without DuckDB."""
    config: dict[str, str | int] = {"memory_limit": memory} if memory else {}
    if threads:
        config["threads"] = threads
    made = Duck(folder, duckdb_needed().connect(":memory:", config=config))
    made.look()
    return made


def selected(folder: Path, table: Table, manifest: Manifest) -> str:
    """SQL that reads the table's files in DuckDB; an empty table when there are none.

    A dated table also shows the ``month`` its files are kept under, so that a condition on it skips whole files.
    """
    files = manifest.files(folder, table.name)
    if not files:
        empty = [f"CAST(NULL AS {duck_type(column)}) AS {quoted(column.name)}" for column in table.columns]
        return f"SELECT {', '.join([*empty, *_month(table, f'CAST(NULL AS VARCHAR) AS {MONTHS.column}')])} WHERE false"
    listed = ", ".join(f"'{text(Path(file))}'" for file in files)
    partitioned = "true, hive_types_autocast = false" if dated(table) else "false"
    rows = f"read_parquet([{listed}], hive_partitioning = {partitioned})"
    return f"SELECT {', '.join([names(table), *_month(table, MONTHS.column)])} FROM {rows}"


def _month(table: Table, word: str) -> list[str]:
    return [word] if dated(table) else []
