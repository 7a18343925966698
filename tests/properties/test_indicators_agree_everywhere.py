"""Every shipped indicator gives what plain Python gives on SQLite, PostgreSQL, DuckDB and Spark.

One world is asked: 300 odd communes, a small village with its station's visits, and every indicator's examples, whose
answers were worked out by hand; each at the days its own examples are asked for.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.properties.examples import Placed, Rows, lay_into, placed
from tests.properties.populations import populations
from tests.properties.reference import Answers, answers, compiled_for
from tests.support import stored
from tests.support.readings import published
from tram.engines.query import Cell, Execute, Params
from tram.places.api import load_reference
from tram.reports.api import Indicator, every_indicator
from tram.village.build import build
from tram.village.plan import Plan
from tram.warehouse.api import tables

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.django_db
POPULATIONS, SEED = 300, 20260725
VILLAGE = Plan((("03424", 160), ("03390", 40)), date(2026, 10, 31), begin=date(2026, 5, 1))
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One indicator at the moment of its first example, and what plain Python says then."""

    indicator: Indicator
    params: Params
    answers: Answers
    examples: tuple[Placed, ...]

    def by(self) -> tuple[str, ...]:
        """By commune, and by one other split: a different one for each indicator."""
        others = [split for split in self.indicator.split_ids() if split != "commune"]
        turn = sum(map(ord, self.indicator.id))
        return ("commune", *others[turn % len(others) :][:1]) if others else ("commune",)

    def differs(self, dialect: str, execute: Execute) -> str:
        """Which indicator an engine answers otherwise than plain Python; empty when it does not."""
        by = self.by()
        found = compiled_for(self.indicator, stored.STORED, dialect, by).cells(execute, self.params)
        return "" if found == self.answers.by(*by) else f"{self.indicator.id} by {by}"


@dataclass(frozen=True, slots=True)
class World:
    """Rows, and every question asked of them."""

    rows: Rows
    asked: tuple[Asked, ...]

    def differing(self, dialect: str, execute: Execute, at_once: int = 1) -> list[str]:
        """The questions an engine answers otherwise."""
        with ThreadPoolExecutor(at_once) as together:
            return [one for one in together.map(lambda asked: asked.differs(dialect, execute), self.asked) if one]


def _read_from_the_database() -> Rows:
    load_reference(frozenset({"12"}))
    populations(POPULATIONS, SEED)
    build(VILLAGE, lambda _done, _total: None)
    return {name: published(table) for name, table in tables().items()}


def _asked(one: Indicator, rows: Rows, examples: tuple[Placed, ...]) -> Asked:
    mine = [placed for placed in examples if placed.indicator is one]
    params = mine[0].params
    same = tuple(placed for placed in mine if placed.params == params)
    return Asked(one, params, answers(one, stored.STORED, rows, params), same)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> World:
    """Everything in one set of rows, read off the database, which is left as it was."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        rows = _read_from_the_database()
        transaction.set_rollback(True)
    lay_into(rows)
    examples = placed()
    return World(rows, tuple(_asked(one, rows, examples) for one in every_indicator()))


@pytest.fixture(scope="module")
def on_duckdb(world: World, tmp_path_factory: pytest.TempPathFactory) -> DuckDBPyConnection:
    return stored.in_duckdb(world.rows, tmp_path_factory.mktemp("duckdb"))


def test_the_world_holds_the_communes_the_village_and_the_examples(world: World) -> None:
    communes = {row["commune"] for row in world.rows["people.residents"]}
    assert len([code for code in communes if code.startswith("90")]) > POPULATIONS * 0.8
    assert {"03424", "03390"} <= communes
    assert len(world.rows["encounters.visits"]) > 2000
    assert len([example for asked in world.asked for example in asked.examples]) >= len(every_indicator())


def test_plain_python_gives_the_examples_answers_among_everything_else(world: World) -> None:
    for asked in world.asked:
        cells = asked.answers.by("commune")
        for example in asked.examples:
            assert _of(cells, example) == example.expected, (asked.indicator.id, example.example.title_vi)


def _of(cells: list[Cell], example: Placed) -> tuple[int, int | None]:
    mine = [cell for cell in cells if example.covers(str(cell.keys["commune"]))]
    is_count = example.indicator.definition.kind == "count"
    return sum(cell.numerator for cell in mine), None if is_count else sum(cell.denominator or 0 for cell in mine)


def test_sqlite_agrees(world: World) -> None:
    assert world.differing("sqlite", stored.in_sqlite(world.rows)) == []


@pytest.mark.needs_postgres
def test_postgresql_agrees(world: World, postgres_url: str) -> None:
    with stored.in_postgres(postgres_url, world.rows) as execute:
        assert world.differing("postgres", execute) == []


def test_duckdb_agrees_for_every_split(world: World, on_duckdb: DuckDBPyConnection) -> None:
    execute = stored.ask_duckdb(on_duckdb)
    assert world.differing("duckdb", execute) == []
    for asked in world.asked:
        for split in asked.indicator.split_ids():
            found = compiled_for(asked.indicator, stored.STORED, "duckdb", (split,)).cells(execute, asked.params)
            assert found == asked.answers.by(split), (asked.indicator.id, split)


@pytest.fixture(scope="module")
def on_spark(spark: SparkSession, on_duckdb: DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Execute:
    return stored.in_spark(spark, on_duckdb, Path(tmp_path_factory.mktemp("parquet")))


@pytest.mark.needs_java
@pytest.mark.xdist_group("spark")
def test_spark_on_two_executors_agrees(world: World, on_spark: Execute) -> None:
    assert world.differing("spark", on_spark, AT_ONCE) == []
