"""Where a store is written: a DuckDB of its own that holds rows on their way into Parquet, in bounded memory."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tram.engines.query import Table
from tram.places.tables import COMMUNES
from tram.warehouse import refusals
from tram.warehouse.manifest import Part, path_of, settle
from tram.warehouse.shape import declared, duck_type, names, order, partition, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1GB"
PIECE = 32 * 1024 * 1024
WAITING = 2
HELD = "held"


def duckdb_needed() -> Any:
    """DuckDB. Refuses where it is not installed, saying how to get it."""
    try:
        import duckdb
    except ImportError:
        raise refusals.needs("DuckDB", "analytics") from None
    return duckdb


@dataclass(slots=True)
class Workshop:
    """One writer at work on a store; ``generation`` names the files it writes."""

    folder: Path
    work: Path
    db: DuckDBPyConnection
    generation: int

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """Runs a statement and returns its rows."""
        return self.db.execute(sql, list(values)).fetchall()

    def load(self, table: Table, lines: Iterable[str], into: str = HELD) -> None:
        """Takes lines of CSV into a new work table with the table's columns and each row's partition.

        A piece is written while the one before it is read in, so that both take the time of one.
        """
        self.rows(f"CREATE OR REPLACE TABLE {into} ({declared(table)}, partition VARCHAR)")
        with ThreadPoolExecutor(max_workers=1) as reader:
            waiting: deque[Future[None]] = deque()
            for number, piece in enumerate(_pieces(lines)):
                path = self.work / f"{into}-{number}.csv"
                path.write_text(piece, encoding="utf-8", newline="")
                waiting.append(reader.submit(self._take, table, path, into))
                if len(waiting) > WAITING:
                    waiting.popleft().result()
            for each in waiting:
                each.result()

    def hold_ids(self, name: str, ids: Iterable[UUID]) -> None:
        """Puts ids into a work table with one column ``id``."""
        self.rows(
            f"CREATE OR REPLACE TABLE {name} AS SELECT CAST(unnest(?) AS UUID) AS id", [[str(one) for one in ids]]
        )

    def write(self, table: Table, key: str, rows: str) -> Part | None:
        """Writes the rows a SELECT gives as the partition's file; None when it gives none."""
        part = Part(f"part-{self.generation:06d}.parquet", 0)
        path = path_of(self.folder, table.name, key, part)
        path.parent.mkdir(parents=True, exist_ok=True)
        query = f"SELECT {names(table)} FROM ({rows}) ORDER BY {order(table)}"
        told = self.db.execute(f"COPY ({query}) TO '{text(path)}' (FORMAT parquet, COMPRESSION zstd)").fetchone()
        count = int(told[0]) if told else 0
        if not count:
            path.unlink()
            return None
        settle(path)
        return Part(part.file, count)

    def write_all(self, table: Table, held: str = HELD) -> dict[str, Part]:
        """Writes every partition of a work table."""
        keys = [row[0] for row in self.rows(f"SELECT DISTINCT partition FROM {held} ORDER BY 1")]
        found = {key: self.write(table, key, f"SELECT * FROM {held} WHERE partition = '{key}'") for key in keys}
        return {key: part for key, part in found.items() if part}

    def _take(self, table: Table, path: Path, into: str) -> None:
        types = ", ".join(f"'{column.name}': '{duck_type(column)}'" for column in table.columns)
        rows = (
            f"SELECT * FROM read_csv('{text(path)}', auto_detect = false, header = false, delim = ',', quote = '\"', "
            f"escape = '\"', nullstr = '', allow_quoted_nulls = false, columns = {{{types}}})"
        )
        with self.db.cursor() as cursor:
            cursor.execute(f"INSERT INTO {into} {_filed(table, rows)}")
        path.unlink()

    def know_provinces(self, lines: Iterable[str]) -> None:
        """Learns from the published communes which province a commune code belongs to: the one it had last."""
        self.rows("CREATE OR REPLACE TABLE provinces (commune VARCHAR, province VARCHAR)")
        self.load(COMMUNES, lines)
        self.rows(f"INSERT INTO provinces SELECT commune, ARG_MAX(province, start) FROM {HELD} GROUP BY commune")


@contextmanager
def workshop(folder: Path, generation: int) -> Iterator[Workshop]:
    """Opens the folder for writing: one writer at a time. What a killed one left behind goes."""
    duckdb = duckdb_needed()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise refusals.no_folder(folder) from None
    try:
        lock = duckdb.connect(str(folder / "lock.duckdb"))
    except duckdb.IOException:
        raise refusals.busy(folder) from None
    work = folder / ".work"
    with closing(lock):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        config = {"memory_limit": MEMORY, "temp_directory": str(work), "preserve_insertion_order": False}
        try:
            with closing(duckdb.connect(str(work / "work.duckdb"), config=config)) as db:
                yield Workshop(folder, work, db, generation)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _filed(table: Table, rows: str) -> str:
    """Rows with the partition each belongs in."""
    if not table.place_column:
        return f"SELECT *, {partition(table, 'NULL')} FROM ({rows})"
    places = f"LEFT JOIN provinces AS p ON p.commune = r.{quoted(table.place_column)}"
    return f"SELECT r.*, {partition(table, 'p.province', 'r.day')} FROM ({rows}) AS r {places}"


def read_files(files: Iterable[str]) -> str:
    """SQL that reads Parquet files as they are, with the column ``filename``; folders' names are no columns."""
    listed = ", ".join(f"'{text(Path(file))}'" for file in files)
    return f"read_parquet([{listed}], hive_partitioning = false, filename = true)"


def text(path: Path) -> str:
    """A path inside quotes of SQL."""
    return str(path).replace("'", "''")


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    """The lines gathered into pieces of about ``PIECE`` characters."""
    held: list[str] = []
    size = 0
    for some in lines:
        held.append(some)
        size += len(some)
        if size >= PIECE:
            yield "".join(held)
            held, size = [], 0
    if size:
        yield "".join(held)
