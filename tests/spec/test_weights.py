"""A row may count for more than one (doses of a delivery): the same sums on every engine, negative ones too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.spec.databases import in_duckdb, in_postgres, in_sqlite
from tests.spec.indicators import FIVE, visits
from tests.spec.test_engines_agree import PERIOD
from tests.spec.world import TABLES, Rows, populate
from tram.engines.definitions import DefinitionError
from tram.engines.query import Execute, IndicatorDefinition, compile_indicator, evaluate_python

WEIGHTS = ("first_known(systolic, 0) - 120", "count(encounters.diagnoses where day <= :at)", "2")
BY = ((), ("sex", "age_group"), ("chapter",))


def weighed(weight: str, numerator: str = "systolic >= 140") -> IndicatorDefinition:
    """Visits, each of which counts for as much as the weight says."""
    plain = visits(numerator)
    return replace(plain, population=replace(plain.population, weight=weight))


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[tuple[Rows, Execute]]:
    rows = populate(3, people=60)
    execute, undo = in_postgres(postgres_url, rows)
    yield rows, execute
    undo()


@pytest.mark.parametrize("weight", WEIGHTS)
def test_weighed_rows_add_up_alike(weight: str) -> None:
    rows = populate(3, people=60)
    for dialect, execute in (("sqlite", in_sqlite(rows)), ("duckdb", in_duckdb(rows))):
        _agree(weighed(weight), dialect, execute, rows)


@pytest.mark.needs_postgres
@pytest.mark.parametrize("weight", WEIGHTS)
def test_weighed_rows_add_up_alike_on_postgresql(weight: str, postgres: tuple[Rows, Execute]) -> None:
    rows, execute = postgres
    _agree(weighed(weight), "postgres", execute, rows)


def _agree(definition: IndicatorDefinition, dialect: str, execute: Execute, rows: Rows) -> None:
    for by in BY:
        found = compile_indicator(definition, TABLES, dialect, by=by).cells(execute, PERIOD)
        assert found == evaluate_python(definition, TABLES, rows, PERIOD, by=by)
        assert sum(abs(cell.numerator) for cell in found) > 0


def test_two_a_row_is_twice_the_plain_number() -> None:
    rows = populate(3, people=60)
    (plain,) = evaluate_python(visits("systolic >= 140"), TABLES, rows, PERIOD)
    (double,) = evaluate_python(weighed("2"), TABLES, rows, PERIOD)
    assert (double.numerator, double.denominator) == (2 * plain.numerator, 2 * (plain.denominator or 0))
    assert plain.numerator > 0


def test_nobody_at_all_weighs_nothing() -> None:
    rows: Rows = {name: [] for name in TABLES}
    for dialect, execute in (("sqlite", in_sqlite(rows)), ("duckdb", in_duckdb(rows))):
        assert compile_indicator(weighed("2"), TABLES, dialect).cells(execute, PERIOD) == evaluate_python(
            weighed("2"), TABLES, rows, PERIOD
        )


@pytest.mark.parametrize("weight", ["systolic", "day", "payer", "no_such_column"])
def test_a_weight_that_is_no_whole_number_or_may_be_missing_is_refused(weight: str) -> None:
    with pytest.raises(DefinitionError):
        compile_indicator(weighed(weight), TABLES, "sqlite")


def test_the_list_behind_a_weighed_number_has_each_row_once() -> None:
    rows = populate(3, people=60)
    listed = compile_indicator(weighed("2"), TABLES, "sqlite").people(in_sqlite(rows), PERIOD, limit=10_000)
    plain = compile_indicator(FIVE["last_pressure_high"], TABLES, "sqlite").plan
    assert plain.weight is None
    assert len({one.row for one in listed}) == len(listed) > 0
