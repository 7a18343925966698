"""A store read in the record's place gives the same numbers, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tram.kernel.actors import Actor
from tram.kernel.refusals import Refusal
from tram.reports import api
from tram.reports.tests.world import AT, HERE, NEXT, ON_DAY, World, add_visit
from tram.warehouse.api import rebuild

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(world: World, tmp_path: Path) -> Path:
    """The small world as a store."""
    rebuild(tmp_path / "store", AT)
    return tmp_path / "store"


def test_every_indicator_gives_the_same_from_the_store(store: Path, oanh: Actor) -> None:
    live = api.divided_values(oanh, **ON_DAY, by=("commune", "sex"))
    assert api.divided_values(oanh, **ON_DAY, by=("commune", "sex"), store=store) == live
    assert {len(one.by) for one in live} >= {0, 2}


@pytest.mark.needs_java
@pytest.mark.slow
@pytest.mark.xdist_group("spark")
@pytest.mark.usefixtures("spark")  # a process has one Spark: the one its other tests need
def test_spark_gives_the_same_from_the_store(store: Path, oanh: Actor) -> None:
    asked: dict[str, Any] = {**ON_DAY, "by": ("commune", "sex"), "ids": ["ct25-insured", "ct25-managed"]}
    assert api.divided_values(oanh, **asked, store=store, engine="spark") == api.divided_values(oanh, **asked)


def test_a_store_stays_as_it_was_written(store: Path, world: World, hanh: Actor) -> None:
    add_visit(world, "lan", "2026-10-31")
    asked: dict[str, Any] = {"which": "ct25-managed", **ON_DAY, "communes": [HERE]}
    assert [one.numerator for one in api.indicator_cells(hanh, **asked)] == [2]
    assert [one.numerator for one in api.indicator_cells(hanh, **asked, store=store)] == [1]


def test_places_out_of_scope_are_refused_before_the_store_is_opened(tmp_path: Path, tuan: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        api.indicator_cells(tuan, "ct25-managed", **ON_DAY, communes=[HERE], store=tmp_path / "none")
    assert refusal.value.status == 404
    assert refusal.value.code == "access.not_found"


@pytest.mark.parametrize(("engine", "code"), [("abacus", "store.engine"), ("duckdb", "warehouse.no_store")])
def test_an_engine_or_a_store_that_is_not_there_is_refused(
    world: World, tuan: Actor, tmp_path: Path, engine: str, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        api.indicator_cells(tuan, "ct25-managed", **ON_DAY, communes=[NEXT], store=tmp_path, engine=engine)
    assert refusal.value.code == code
