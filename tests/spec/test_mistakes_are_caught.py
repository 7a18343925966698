"""A mistake made in one engine alone, the reference included, does not go unseen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.spec.databases import in_duckdb, in_postgres, in_spark, in_sqlite
from tests.spec.indicators import indicator
from tests.spec.world import AT, TABLES, populate
from tram.engines.expression import calendar
from tram.engines.query import Execute, Params, compile_indicator, evaluate_python
from tram.engines.query.dialects import DIALECTS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROWS = populate(5, people=150)
PERIOD = Params(at=AT, start=date(2025, 3, 1), end=AT)
USES = {
    "years_between": "exists(encounters.visits where years_between(subject.birth_date, day) >= 26)",
    "months_between": "exists(encounters.visits where months_between(subject.birth_date, day) >= 24)",
    "days_between": "exists(encounters.visits where days_between(subject.birth_date, day) >= 9131)",
    "starts_with": 'exists(encounters.diagnoses where starts_with(code, "I10"))',
}
ROUGHLY = {
    "sqlite": "CAST((JULIANDAY(__b__) - JULIANDAY(__a__)) / {days} AS INTEGER)",
    "postgres": "CAST((__b__ - __a__) / {days}.0 - 0.5 AS INT)",
    "duckdb": "CAST(FLOOR(DATE_DIFF('DAY', __a__, __b__) / {days}.0) AS INT)",
    "spark": "CAST(DATEDIFF(__b__, __a__) / {days}.0 AS INT)",
}
"""Years of 365 days, months of 30, every other day."""
DAYS = {"years_between": 365, "months_between": 30, "days_between": 2}


def _mistake(dialect: str, function: str) -> str:
    if function == "starts_with":
        return "SUBSTRING(__a__, 2, __n__) = __b__"
    return ROUGHLY[dialect].format(days=DAYS[function])


def _differs(dialect: str, execute: Execute, function: str) -> bool:
    definition = indicator(USES[function])
    found = compile_indicator(definition, TABLES, dialect, by=("age_group",)).cells(execute, PERIOD)
    return found != evaluate_python(definition, TABLES, ROWS, PERIOD, by=("age_group",))


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Execute]:
    execute, undo = in_postgres(postgres_url, ROWS)
    yield execute
    undo()


@pytest.fixture(scope="module")
def on_spark(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Execute:
    return in_spark(spark, ROWS, tmp_path_factory.mktemp("mistakes"))


def _caught(dialect: str, execute: Execute, function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _differs(dialect, execute, function)
    monkeypatch.setitem(DIALECTS[dialect].functions, function, _mistake(dialect, function))
    assert _differs(dialect, execute, function)


@pytest.mark.parametrize("function", USES)
@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
def test_a_mistake_in_a_database_of_one_machine_is_caught(
    dialect: str, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _caught(dialect, in_sqlite(ROWS) if dialect == "sqlite" else in_duckdb(ROWS), function, monkeypatch)


@pytest.mark.needs_postgres
@pytest.mark.parametrize("function", USES)
def test_a_mistake_in_postgresql_is_caught(function: str, postgres: Execute, monkeypatch: pytest.MonkeyPatch) -> None:
    _caught("postgres", postgres, function, monkeypatch)


@pytest.mark.needs_java
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize("function", USES)
def test_a_mistake_in_spark_is_caught(function: str, on_spark: Execute, monkeypatch: pytest.MonkeyPatch) -> None:
    _caught("spark", on_spark, function, monkeypatch)


@pytest.mark.parametrize("function", ["years_between", "months_between", "days_between"])
def test_a_mistake_in_plain_python_is_caught(function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    execute, days = in_sqlite(ROWS), DAYS[function]
    assert not _differs("sqlite", execute, function)
    wrong: Callable[[date, date], int] = lambda start, end: (end - start).days // days  # noqa: E731
    monkeypatch.setattr(calendar, function, wrong)
    assert _differs("sqlite", execute, function)


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_every_engine_has_its_mistakes(dialect: str) -> None:
    assert set(DIALECTS[dialect].functions) - {"year", "month"} == set(USES)
    assert dialect in ROUGHLY
