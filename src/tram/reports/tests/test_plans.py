"""How the database walks to the numbers of one commune: by an index at every step, never through all there is."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tram.engines.query import Params
from tram.reports.api import Indicator, indicators
from tram.reports.reads.run import compiled

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 31)
MONTH = Params(at=DAY, start=date(2026, 10, 1), end=DAY, places=("03424",))
SMALL = ("icd10", "places_", "notifiable")  # reference tables and the network: a few thousand rows at most
COUNTED = [one for one in indicators(DAY) if one.definition.ratio is None]


def steps(indicator: Indicator) -> list[str]:
    """SQLite's plan, in its words; a step inside a correlated subquery is marked."""
    statement = compiled(indicator).cells_statement(MONTH)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.values)
        rows = cursor.fetchall()
    inside = {row[0] for row in rows if row[3].startswith("CORRELATED")}
    for row in rows:
        if row[1] in inside:
            inside.add(row[0])
    return [f"{'again: ' if row[1] in inside else ''}{row[3]}" for row in rows]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words of SQLite's plans")
@pytest.mark.parametrize("one", COUNTED, ids=lambda one: one.id)
def test_one_commune_is_counted_by_index(one: Indicator) -> None:
    walked = [step for step in steps(one) if "SCAN" in step and not any(name in step.lower() for name in SMALL)]
    assert walked == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the words of SQLite's plans")
@pytest.mark.parametrize("one", COUNTED, ids=lambda one: one.id)
def test_a_persons_rows_are_not_looked_for_among_the_communes(one: Indicator) -> None:
    again = [step for step in steps(one) if step.startswith("again: SEARCH") and "_commune (commune=?" in step]
    assert again == []
