"""Every indicator gives the same numbers and people on the database as in plain Python, over 300 odd communes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.properties.populations import DAYS, Rows, populations
from tests.properties.reference import answers, compiled_for
from tram.engines.query import Params, evaluate_python, people_python
from tram.kernel.actors import SYSTEM
from tram.kernel.periods import Period
from tram.reports.api import Indicator, every_indicator, indicator_values
from tram.reports.reads.run import DIALECTS, compiled, execute
from tram.reports.sources import tables

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
POPULATIONS, SEED = 300, 20260725
FLOW = timedelta(days=400)
# nobody drawn has what they count; in the examples some do
RARE = {"communicable-deaths", "quality-pressure-order", "vaccinated-hpv"}
COUNTED = [one for one in every_indicator() if not one.definition.ratio]


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Any:
    """The communes in the database for this module, told as published rows; undone at the end."""
    from django.db import connection, transaction

    with django_db_blocker.unblock(), transaction.atomic():
        told = populations(POPULATIONS, SEED)
        if connection.vendor == "postgresql":  # what a running database does by itself, and an open transaction never
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        yield told
        transaction.set_rollback(True)


def _dialect() -> str:
    from django.db import connection

    return DIALECTS[connection.vendor]


def _params(day: date, rows: Rows) -> Params:
    """Only these communes, whatever else the database holds; a flow is of the year and a bit before the day."""
    communes = {row["commune"] for told in rows.values() for row in told if row.get("commune")}
    return Params(at=day, start=day - FLOW, end=day, places=tuple(sorted(communes)))


@pytest.mark.parametrize("one", every_indicator(), ids=lambda one: f"{one.id} {one.definition.head.version}")
def test_cells_agree_for_every_split(rows: Rows, one: Indicator) -> None:
    counted = 0
    for day in DAYS:
        params = _params(day, rows)
        expected = answers(one, tables(), rows, params)
        counted += sum(abs(cell.numerator) + (cell.denominator or 0) for cell in expected.by())
        splits = one.split_ids() if day == DAYS[-1] else one.split_ids()[:1]
        for split in splits:
            by = ("commune",) if split == "commune" else ("commune", split)
            assert compiled_for(one, tables(), _dialect(), by).cells(execute, params) == expected.by(*by), (day, split)
    assert one.id in RARE or counted > 0


@pytest.mark.parametrize("one", COUNTED, ids=lambda one: f"{one.id} {one.definition.head.version}")
def test_the_people_behind_agree_in_the_same_order(rows: Rows, one: Indicator) -> None:
    params = _params(DAYS[-1], rows)
    (cell,) = compiled(one).cells(execute, params)
    every = people_python(one.definition, tables(), rows, params)
    for side, wanted in (("in", True), ("missing", False), ("all", None)):
        expected = [found for found in every if wanted in (None, found.counted)]
        found = compiled(one).people(execute, params, side=side, limit=100_000)
        assert found == expected, side
        if not one.definition.population.weight:  # else a row may count for several
            assert len(found) == {"in": cell.numerator, "missing": cell.missing}.get(side, len(every))


def test_what_people_are_shown_is_what_the_engine_gives(rows: Rows) -> None:
    values = indicator_values(SYSTEM, period=Period(DAYS[-1], DAYS[-1]), today=DAYS[-1], communes=["90007"])
    assert len(values) > 10
    for value in values:
        if value.indicator.definition.ratio:
            continue
        (cell,) = evaluate_python(value.indicator.definition, tables(), rows, Params(at=DAYS[-1], places=("90007",)))
        assert (value.numerator, value.denominator) == (cell.numerator, cell.denominator)
