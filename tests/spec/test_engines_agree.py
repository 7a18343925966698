"""One definition, the same numbers and the same people on every engine; the plain-Python reference decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.spec.conditions import about_visits, conditions
from tests.spec.databases import in_duckdb, in_postgres, in_sqlite
from tests.spec.indicators import FIVE, LIVING, indicator, visits
from tests.spec.world import AT, COMMUNES, TABLES, Rows, populate
from tram.engines.query import (
    Execute,
    IndicatorDefinition,
    Params,
    compile_indicator,
    evaluate_python,
    people_python,
)
from tram.engines.query.dialects import DIALECTS

PERIOD = Params(at=AT, start=date(2025, 3, 1), end=AT)
DIVISIONS = ((), ("sex",), ("age_group", "sex"), ("ethnicity",), ("village", "poor"), ("commune", "visits"))
OF_VISITS = ((), ("sex", "age_group"), ("area",), ("chapter",))
SEEDS = range(6)
GENERATED = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@cache
def _world(seed: int) -> tuple[Rows, Execute, Execute]:
    rows = populate(seed, people=60)
    return rows, in_sqlite(rows), in_duckdb(rows)


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[tuple[Rows, Execute]]:
    rows = populate(0, people=60)
    execute, undo = in_postgres(postgres_url, rows)
    yield rows, execute
    undo()


def _agree(
    definition: IndicatorDefinition,
    dialect: str,
    execute: Execute,
    rows: Rows,
    by: tuple[str, ...],
    *,
    params: Params = PERIOD,
) -> None:
    compiled = compile_indicator(definition, TABLES, dialect, by=by)
    cells = compiled.cells(execute, params)
    assert cells == evaluate_python(definition, TABLES, rows, params, by=by)
    if params.places is None:  # everywhere gathers related tables once, a few places ask person by person
        assert compiled.cells(execute, replace(params, places=COMMUNES)) == cells
    for cell in cells[:1]:
        for side in ("in", "missing"):
            people = compiled.people(execute, params, cell=cell.keys, side=side, limit=1000)
            assert people == people_python(definition, TABLES, rows, params, cell=cell.keys, side=side)
            assert len(people) == (cell.numerator if side == "in" else cell.missing)


def test_the_five_numbers_are_equal_on_two_hundred_populations() -> None:
    by = ("age_group", "sex")
    compiled = {
        dialect: [compile_indicator(one, TABLES, dialect, by=by) for one in FIVE.values()]
        for dialect in ("sqlite", "duckdb")
    }
    for seed in range(200):
        rows = populate(seed, people=12)
        params = replace(PERIOD, places=None if seed % 3 else COMMUNES[: seed % 4])
        expected = [evaluate_python(one, TABLES, rows, params, by=by) for one in FIVE.values()]
        sqlite = in_sqlite(rows)
        assert [one.cells(sqlite, params) for one in compiled["sqlite"]] == expected
        if seed % 20 == 0:  # opening a DuckDB takes longer than all else here
            duckdb = in_duckdb(rows)
            assert [one.cells(duckdb, params) for one in compiled["duckdb"]] == expected


@pytest.mark.parametrize("by", DIVISIONS, ids=" and ".join)
@pytest.mark.parametrize("name", FIVE)
def test_the_five_numbers_and_their_people_are_equal_for_every_division(name: str, by: tuple[str, ...]) -> None:
    for seed in SEEDS:
        rows, sqlite, duckdb = _world(seed)
        for dialect, execute in (("sqlite", sqlite), ("duckdb", duckdb)):
            _agree(FIVE[name], dialect, execute, rows, by)


@GENERATED
@given(numerator=conditions(), denominator=conditions(), seed=st.sampled_from(SEEDS), by=st.sampled_from(DIVISIONS))
def test_generated_definitions_are_equal_on_sqlite(
    numerator: str, denominator: str, seed: int, by: tuple[str, ...]
) -> None:
    rows, sqlite, _duckdb = _world(seed)
    _agree(indicator(numerator, denominator), "sqlite", sqlite, rows, by)


@settings(GENERATED, max_examples=60)
@given(numerator=conditions(), denominator=conditions(), seed=st.sampled_from(SEEDS), by=st.sampled_from(DIVISIONS))
def test_gathering_related_tables_once_changes_no_answer(
    numerator: str, denominator: str, seed: int, by: tuple[str, ...]
) -> None:
    rows, sqlite, _duckdb = _world(seed)
    with mock.patch.dict(DIALECTS, sqlite=replace(DIALECTS["sqlite"], gathers="wide")):
        _agree(indicator(numerator, denominator), "sqlite", sqlite, rows, by)


@settings(GENERATED, max_examples=60)
@given(numerator=conditions(), denominator=conditions(), seed=st.sampled_from(SEEDS), by=st.sampled_from(DIVISIONS))
def test_generated_definitions_are_equal_on_duckdb(
    numerator: str, denominator: str, seed: int, by: tuple[str, ...]
) -> None:
    rows, _sqlite, duckdb = _world(seed)
    _agree(indicator(numerator, denominator), "duckdb", duckdb, rows, by)


@pytest.mark.needs_postgres
@pytest.mark.parametrize("name", FIVE)
def test_the_five_numbers_are_equal_on_postgresql(name: str, postgres: tuple[Rows, Execute]) -> None:
    rows, execute = postgres
    for by in DIVISIONS:
        for places in (None, COMMUNES[:1], ()):
            _agree(FIVE[name], "postgres", execute, rows, by, params=replace(PERIOD, places=places))


@pytest.mark.needs_postgres
@settings(GENERATED, max_examples=100)
@given(numerator=conditions(), denominator=conditions(), by=st.sampled_from(DIVISIONS))
def test_generated_definitions_are_equal_on_postgresql(
    numerator: str, denominator: str, by: tuple[str, ...], postgres: tuple[Rows, Execute]
) -> None:
    rows, execute = postgres
    _agree(indicator(numerator, denominator), "postgres", execute, rows, by)


@settings(GENERATED, max_examples=80)
@given(numerator=about_visits(), denominator=about_visits(), seed=st.sampled_from(SEEDS), by=st.sampled_from(OF_VISITS))
def test_generated_definitions_about_visits_are_equal(
    numerator: str, denominator: str, seed: int, by: tuple[str, ...]
) -> None:
    rows, sqlite, duckdb = _world(seed)
    for dialect, execute in (("sqlite", sqlite), ("duckdb", duckdb)):
        _agree(visits(numerator, denominator), dialect, execute, rows, by)


@pytest.mark.needs_postgres
@settings(GENERATED, max_examples=60)
@given(numerator=about_visits(), denominator=about_visits(), by=st.sampled_from(OF_VISITS))
def test_generated_definitions_about_visits_are_equal_on_postgresql(
    numerator: str, denominator: str, by: tuple[str, ...], postgres: tuple[Rows, Execute]
) -> None:
    rows, execute = postgres
    _agree(visits(numerator, denominator), "postgres", execute, rows, by)


def test_a_plain_count_of_visits_is_equal_and_opens_to_its_rows() -> None:
    definition = indicator(
        'payer = "insurance" and day between :start and :end',
        condition="true",
        kind="count",
        splits={"payer": {"title_vi": "Chi trả", "title_en": "Payer", "value": "payer"}},
    )
    definition = replace(
        definition, population=replace(definition.population, table="encounters.visits", order=("day",))
    )
    for seed in SEEDS:
        rows, sqlite, duckdb = _world(seed)
        for dialect, execute in (("sqlite", sqlite), ("duckdb", duckdb)):
            compiled = compile_indicator(definition, TABLES, dialect)
            (cell,) = compiled.cells(execute, PERIOD)
            assert cell.denominator is None
            people = compiled.people(execute, PERIOD, side="in", limit=1000)
            assert people == people_python(definition, TABLES, rows, PERIOD, side="in")
            assert len(people) == cell.numerator > 0


def test_the_list_of_people_comes_in_pages_without_gaps_or_doubles() -> None:
    rows, sqlite, _duckdb = _world(1)
    compiled = compile_indicator(FIVE["under_management"], TABLES, "sqlite")
    pages = [compiled.people(sqlite, PERIOD, limit=7, offset=offset) for offset in range(0, 70, 7)]
    whole = compiled.people(sqlite, PERIOD, limit=1000)
    assert [one for page in pages for one in page] == whole
    assert len(whole) == sum(1 for row in rows["people.residents"] if not row["died_on"] or row["died_on"] > AT)


def test_lists_are_ordered_by_letters_codes_on_every_engine() -> None:
    by_name = replace(
        FIVE["insured"], population=replace(FIVE["insured"].population, order=("ethnicity", "birth_date"))
    )
    assert 'COLLATE "C" AS order_0' in compile_indicator(by_name, TABLES, "postgres").people_statement(PERIOD).sql
    for seed in SEEDS:
        rows, sqlite, duckdb = _world(seed)
        expected = people_python(by_name, TABLES, rows, PERIOD)
        for dialect, execute in (("sqlite", sqlite), ("duckdb", duckdb)):
            assert compile_indicator(by_name, TABLES, dialect).people(execute, PERIOD, limit=1000) == expected


def test_a_health_worker_sees_only_the_own_villages() -> None:
    rows, sqlite, _duckdb = _world(2)
    village = next(row["village"] for row in rows["people.residents"] if row["village"])
    mine = replace(PERIOD, only={"village": (village,)})
    compiled = compile_indicator(FIVE["insured"], TABLES, "sqlite", by=("village",))
    assert {cell.keys["village"] for cell in compiled.cells(sqlite, mine)} == {village}
    nobody = replace(PERIOD, only={"village": ()})
    assert compile_indicator(FIVE["insured"], TABLES, "sqlite").cells(sqlite, nobody)[0].denominator == 0


def test_no_value_is_written_into_the_sql() -> None:
    definition = indicator('ethnicity = "\'; DROP TABLE people_resident; --"', condition=LIVING)
    for dialect in DIALECTS:
        statement = compile_indicator(definition, TABLES, dialect).people_statement(
            replace(PERIOD, places=("'; DROP",)), cell={"ethnicity": "x' OR 1=1"}
        )
        assert "DROP" not in statement.sql
        assert "OR 1=1" not in statement.sql
        assert {"'; DROP", "x' OR 1=1"} <= set(statement.values.values())


def _nested(pattern: str, times: int, inside: str) -> str:
    for _ in range(times):
        inside = pattern.replace("X", inside)
    return inside


DEEP = (
    " or ".join(["poor"] * 490),
    _nested("not X", 17, 'sex = "male"'),
    _nested("1 - (X)", 16, "1") + " > 0",
    "1" + " + 1" * 17 + " > 3",
    _nested("case when poor then 1 else X end", 8, "2") + " > 1",
    _nested("(X) = (poor)", 16, "poor"),
    _nested("1 - (X)", 13, "count(encounters.visits where day > subject.birth_date + 3 months)") + " > 0",
)


@pytest.mark.parametrize("text", DEEP, ids=lambda text: text[:30])
def test_the_deepest_conditions_allowed_are_read_by_every_engine(text: str) -> None:
    rows, sqlite, duckdb = _world(3)
    _agree(indicator(text), "sqlite", sqlite, rows, ("age_group",))
    _agree(indicator(text), "duckdb", duckdb, rows, ("age_group",))
