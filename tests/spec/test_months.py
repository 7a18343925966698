"""Tables kept in files by month: a condition on days opens only the files it needs, and changes no answer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from tests.spec.conditions import about_visits, conditions
from tests.spec.databases import duckdb_of
from tests.spec.indicators import indicator, visits
from tests.spec.world import AT, TABLES, populate
from tram.engines.query import IndicatorDefinition, Months, Params, compile_indicator, evaluate_python

ROWS = populate(7, people=150)
PERIOD = Params(AT, date(2025, 3, 1), AT)
KEPT = Months("day", first=date(2023, 1, 1))
BY_MONTH = {**TABLES, "encounters.visits": replace(TABLES["encounters.visits"], months=KEPT)}
WRITE = (
    "COPY (SELECT *, CASE WHEN day >= DATE '2023-01-01' THEN STRFTIME(day, '%Y-%m') ELSE '0000-00' END AS month "
    "FROM encounters_visit) TO '{}' (FORMAT parquet, PARTITION_BY (month))"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("months") / "visits"
    connection = duckdb_of(ROWS)
    connection.execute(WRITE.format(folder))
    connection.execute("DROP TABLE encounters_visit")
    connection.execute(f"CREATE VIEW encounters_visit AS SELECT * FROM read_parquet('{folder}/*/*.parquet')")
    assert len(list(Path(folder).glob("month=*"))) > 20
    return connection


def _agrees(store: duckdb.DuckDBPyConnection, definition: IndicatorDefinition) -> bool:
    found = compile_indicator(definition, BY_MONTH, "duckdb", by=("sex",))
    cells = found.cells(lambda sql, values: store.execute(sql, values).fetchall(), PERIOD)
    return cells == evaluate_python(definition, TABLES, ROWS, PERIOD, by=("sex",))


def _files(store: duckdb.DuckDBPyConnection, definition: IndicatorDefinition) -> int:
    statement = compile_indicator(definition, BY_MONTH, "duckdb").cells_statement(PERIOD)
    told = store.execute(f"EXPLAIN ANALYZE {statement.sql}", statement.values).fetchall()[0][1]
    return sum(int(count) for count in re.findall(r"Total Files Read: (\d+)", told))


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("exists(encounters.visits where day between :start and :end)", 13),
        ("exists(encounters.visits where day > :at - 3 months and day <= :at)", 4),
        ("exists(encounters.visits where day = 2025-02-28 and payer is known)", 1),
        ("exists(encounters.visits where 2026-01-01 <= day)", 3),
        ("exists(encounters.visits where days_between(day, :at) < 10)", 2),
        ("count(encounters.visits where day < 2023-02-01) > 0", 3),
    ],
)
def test_only_the_months_asked_for_are_opened(store: duckdb.DuckDBPyConnection, text: str, most: int) -> None:
    assert _agrees(store, indicator(text))
    assert 0 < _files(store, indicator(text)) <= most


@pytest.mark.parametrize(
    "text",
    [
        "exists(encounters.visits where day between :start and :end or payer is known)",
        "exists(encounters.visits where not day < :start)",
        "exists(encounters.visits where day != :at)",
        "exists(encounters.visits where day >= subject.birth_date)",
    ],
)
def test_nothing_is_left_out_where_days_do_not_decide(store: duckdb.DuckDBPyConnection, text: str) -> None:
    assert _agrees(store, indicator(text))
    assert _files(store, indicator(text)) > 20


def test_the_counted_table_is_narrowed_too(store: duckdb.DuckDBPyConnection) -> None:
    definition = visits('payer = "self"')
    assert _agrees(store, definition)
    assert 0 < _files(store, definition) <= 13


@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(numerator=conditions(), denominator=conditions(), about=about_visits())
def test_generated_definitions_answer_as_before(
    store: duckdb.DuckDBPyConnection, numerator: str, denominator: str, about: str
) -> None:
    assert _agrees(store, indicator(numerator, denominator))
    assert _agrees(store, visits(about))
