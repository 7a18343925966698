"""A store of any size for stopwatches: a small synthetic village, published as columns, then copied as columns.

The *pool* is a village of eight communes with five years of visits, built by the deeds and read into a store as a
province's is. The nation is made of copies of its communes: each copy has its own ids, a commune somewhere in the
country and its days moved back by up to three weeks, so that no two are alike. Only Parquet is read and written.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import duckdb

from tram.engines.query import Table, Type
from tram.kernel.refusals import Refusal
from tram.warehouse.manifest import PSEUDONYMOUS, Manifest, Part, commit, path_of, read
from tram.warehouse.shape import dated, month, names, order, quoted
from tram.warehouse.sources import signatures, tables

POOL = ("03424", "03390", "03430", "03403", "03406", "03421", "03394", "03399")
A_COMMUNE = 2_500
BEGIN, FOUNDED, END = date(2021, 11, 1), date(2025, 7, 1), date(2026, 10, 31)
FILE = "part-000001.parquet"
OF_THE_COMMUNE = {"facility", "facility_id", "parent", "parent_id", "examiner_id", "doctor"}  # ids shared by a commune
SHARED = {"places.communes", "encounters.icd10"}  # the same rows for everybody
MOVED_BACK = 21


def build_pool(folder: Path) -> None:
    """Writes the pool's store from the database of TRAM_HOME, which it fills first (minutes). Needs Django set up."""
    from tram.warehouse.api import rebuild

    _fill()
    rebuild(folder, datetime(END.year, END.month, END.day, tzinfo=UTC))


def stands(folder: Path) -> bool:
    """Whether a store is there and has the tables this program publishes."""
    try:
        return bool(read(folder))
    except Refusal:
        return False


def _fill() -> None:
    from django.core.management import call_command

    from tram.encounters.api import load_icd_categories
    from tram.people.api import search_paused
    from tram.people.models import Person
    from tram.places.api import communes, load_reference
    from tram.village.build import build
    from tram.village.plan import PROVINCE, Plan

    call_command("migrate", verbosity=0)
    if Person.objects.exists():
        return
    load_reference()
    load_icd_categories()
    here = [row.code for row in communes(PROVINCE, END)][: len(POOL)]
    with search_paused():
        build(Plan(tuple((code, A_COMMUNE) for code in here), end=END, begin=BEGIN, founded=FOUNDED), lambda *_: None)


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of pool communes that make a nation: (number, pool commune, commune, province) each."""

    rows: tuple[tuple[int, str, str, str], ...]

    @property
    def provinces(self) -> tuple[str, ...]:
        """Province codes, in order."""
        return tuple(sorted({row[3] for row in self.rows}))


def copies(people: int, pool: Path, provinces: int = 34) -> Copies:
    """Copies for about ``people`` people, spread over the communes of so many provinces by their size."""
    from tram.places.api import communes
    from tram.places.api import provinces as known

    db = duckdb.connect()
    residents = f"{pool}/people.residents/*/*.parquet"
    size = db.execute(f"SELECT commune, count(*) FROM '{residents}' GROUP BY 1 ORDER BY 1").fetchall()
    homes = [
        (row.code, one.code, row.population or 20_000)
        for one in known(END)[:provinces]
        for row in communes(one.code, END)
    ]
    total, source, owed = sum(row[2] for row in homes), cycle(size), 0.0
    made: list[tuple[int, str, str, str]] = []
    for code, province, population in homes:
        owed += people * population / total
        while owed > 0:
            template, count = next(source)
            made.append((len(made), template, code, province))
            owed -= count
    return Copies(tuple(made))


def multiply(pool: Path, folder: Path, wanted: Copies) -> Manifest:
    """Writes the store of a nation from the pool's."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    db = duckdb.connect(config={"memory_limit": "6GB", "temp_directory": str(folder / ".work")})
    db.execute("CREATE TABLE copy (number INT, template VARCHAR, commune VARCHAR, province VARCHAR)")
    values = ", ".join(str(row) for row in wanted.rows)
    db.execute(f"INSERT INTO copy VALUES {values}")
    held = read(pool)
    parts: dict[str, dict[str, Part]] = {}
    for table in tables().values():
        files = held.files(pool, table.name)
        parts[table.name] = dict(_table(db, table, files, folder, wanted)) if files else {}
    shutil.rmtree(folder / ".work", ignore_errors=True)
    made = Manifest(PSEUDONYMOUS, datetime.now(UTC), signatures(), parts)
    commit(folder, made)
    return made


def _table(db: Any, table: Table, files: list[str], folder: Path, wanted: Copies) -> Iterator[tuple[str, Part]]:
    listed = ", ".join(f"'{file}'" for file in files)
    db.execute(f"CREATE OR REPLACE TABLE pool AS SELECT * FROM read_parquet([{listed}], hive_partitioning = false)")
    if table.name in SHARED or not table.place_column:
        yield from _write(db, table, folder, "00", "SELECT * FROM pool")
        return
    for province in wanted.provinces:
        yield from _write(db, table, folder, province, _copied(table, province))


def _copied(table: Table, province: str) -> str:
    """SQL for the rows of a province: each column as the copy has it."""
    columns = ", ".join(
        f"{_column(table, column.name, column.type)} AS {quoted(column.name)}" for column in table.columns
    )
    place = quoted(table.place_column)
    once = "DISTINCT" if table.name == "places.facilities" else ""
    joined = f"pool AS t JOIN copy AS c ON t.{place} = c.template"
    return f"SELECT {once} {columns} FROM {joined} WHERE c.province = '{province}'"


def _column(table: Table, name: str, kind: Type) -> str:
    column = f"t.{quoted(name)}"
    if name == table.place_column:
        return "c.commune"
    if kind is Type.ID:
        shared = name in OF_THE_COMMUNE or table.name == "places.facilities"
        whose = "c.commune" if shared else "c.number"
        return f"md5_number({column}::VARCHAR || {whose})::UUID"
    if kind is Type.DATE and not table.name.startswith("places."):
        return f"{column} - (c.number % {MOVED_BACK})::INTEGER"
    return column


def _write(db: Any, table: Table, folder: Path, province: str, rows: str) -> Iterator[tuple[str, Part]]:
    filed = month("day") if dated(table) else "''"
    db.execute(f"CREATE OR REPLACE TABLE held AS SELECT *, {filed} AS filed FROM ({rows})")
    for (label,) in db.execute("SELECT DISTINCT filed FROM held ORDER BY 1").fetchall():
        key = f"province={province}" + (f"/month={label}" if label else "")
        path = path_of(folder, table.name, key, Part(FILE, 0))
        path.parent.mkdir(parents=True)
        query = f"SELECT {names(table)} FROM held WHERE filed = '{label}' ORDER BY {order(table)}"
        (count,) = db.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)").fetchone()
        yield key, Part(FILE, count)
