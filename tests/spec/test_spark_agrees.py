"""Spark, with two executors reading Parquet, gives what plain Python gives: the five numbers and generated ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from tests.spec.conditions import about_visits, conditions
from tests.spec.databases import in_spark
from tests.spec.indicators import FIVE, indicator, visits
from tests.spec.test_links import DEFINITIONS
from tests.spec.world import AT, COMMUNES, TABLES, populate
from tests.support.spark import EXECUTORS, executors
from tram.engines.query import (
    Execute,
    IndicatorDefinition,
    Params,
    compile_indicator,
    evaluate_python,
    people_python,
)

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [pytest.mark.needs_java, pytest.mark.xdist_group("spark")]
ROWS = populate(0, people=120)
PERIOD = Params(at=AT, start=date(2025, 3, 1), end=AT)
GENERATED, ABOUT_VISITS = 24, 16
Asked = tuple[IndicatorDefinition, tuple[str, ...]]


@pytest.fixture(scope="module")
def execute(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Execute:
    return in_spark(spark, ROWS, tmp_path_factory.mktemp("rows"))


def _disagreements(execute: Execute, asked: list[Asked]) -> list[str]:
    """Several questions at a time: a small one costs Spark more waiting than work."""

    def differs(one: Asked) -> bool:
        definition, by = one
        found = compile_indicator(definition, TABLES, "spark", by=by).cells(execute, PERIOD)
        return found != evaluate_python(definition, TABLES, ROWS, PERIOD, by=by)

    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(differs, asked))
    return [one.numerator.condition for (one, _by), differ in zip(asked, answers, strict=True) if differ]


def test_the_work_is_done_by_two_executors(spark: SparkSession, execute: Execute) -> None:
    compile_indicator(FIVE["insured"], TABLES, "spark").cells(execute, PERIOD)
    assert executors(spark) == EXECUTORS


def test_the_five_numbers_and_every_link_agree(execute: Execute) -> None:
    asked: list[Asked] = [(one, ("age_group", "sex")) for one in FIVE.values()]
    asked += [(one, (one.splits[-1].id,)) for one in DEFINITIONS.values()]
    assert _disagreements(execute, asked) == []


def test_generated_definitions_agree(execute: Execute) -> None:
    asked: list[Asked] = []

    @settings(max_examples=GENERATED, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(numerator=conditions(), denominator=conditions())
    def about_people(numerator: str, denominator: str) -> None:
        asked.append((indicator(numerator, denominator), ("sex",)))

    @settings(max_examples=ABOUT_VISITS, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(numerator=about_visits(), denominator=about_visits())
    def of_visits(numerator: str, denominator: str) -> None:
        asked.append((visits(numerator, denominator), ("area",)))

    about_people()
    of_visits()
    assert len(asked) >= GENERATED + ABOUT_VISITS
    assert _disagreements(execute, asked) == []


def test_a_list_of_people_comes_in_pages_for_some_places(execute: Execute) -> None:
    params = Params(at=AT, start=date(2025, 3, 1), end=AT, places=COMMUNES[:2])
    compiled = compile_indicator(FIVE["insured"], TABLES, "spark")
    expected = people_python(FIVE["insured"], TABLES, ROWS, params, cell={"sex": "female"}, side="missing")
    found = compiled.people(execute, params, cell={"sex": "female"}, side="missing", limit=5, offset=3)
    assert found == expected[3:8]
    assert len(found) == 5
