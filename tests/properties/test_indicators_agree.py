"""Every indicator gives the same numbers and the same people on the database as in plain Python, over 200 communes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.properties.populations import DAYS, Rows, populations
from tram.engines.query import Params, evaluate_python, people_python
from tram.kernel.actors import SYSTEM
from tram.reports.api import Indicator, every_indicator, indicator_values
from tram.reports.reads.run import compiled, execute
from tram.reports.sources import tables
from tram.reports.tests.world import on

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
POPULATIONS, SEED = 200, 20260725
KEEP = {"places.facilities", "places.villages"}


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """The communes in the database for this module, told as published rows; undone at the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield populations(POPULATIONS, SEED)
        transaction.set_rollback(True)


def _params(day: date, rows: Rows) -> Params:
    """Only these communes, whatever else the database holds."""
    communes = {row["commune"] for table in ("people.residents", *KEEP) for row in rows[table]}
    return Params(at=day, places=tuple(sorted(communes)))


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_cells_agree_for_every_split(rows: Rows, one: Indicator, day: date) -> None:
    params = _params(day, rows)
    for split in one.split_ids():
        by = ("commune",) if split == "commune" else ("commune", split)
        expected = evaluate_python(one.definition, tables(), rows, params, by=by)
        assert compiled(one, by).cells(execute, params) == expected
    assert sum(cell.denominator or 0 for cell in expected) > POPULATIONS / 4


@pytest.mark.parametrize("side", ["in", "missing", "all"])
@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_the_people_behind_agree_in_the_same_order(rows: Rows, one: Indicator, side: str) -> None:
    params = _params(DAYS[-1], rows)
    expected = people_python(one.definition, tables(), rows, params, side=side)
    found = compiled(one).people(execute, params, side=side, limit=100_000)
    assert found == expected
    assert expected


@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: one.id)
def test_a_list_is_as_long_as_its_number_says(rows: Rows, one: Indicator) -> None:
    params = _params(DAYS[-1], rows)
    (cell,) = compiled(one).cells(execute, params)
    counted = compiled(one).people(execute, params, side="in", limit=100_000)
    missing = compiled(one).people(execute, params, side="missing", limit=100_000)
    assert (len(counted), len(missing)) == (cell.numerator, cell.missing)
    assert {row.row for row in counted}.isdisjoint(row.row for row in missing)


def test_what_people_are_shown_is_what_the_engine_gives(rows: Rows) -> None:
    for value in indicator_values(SYSTEM, **on(DAYS[-1]), communes=["90007"]):
        (cell,) = evaluate_python(value.indicator.definition, tables(), rows, Params(at=DAYS[-1], places=("90007",)))
        assert (value.numerator, value.denominator) == (cell.numerator, cell.denominator)
