"""Every published table reads from the database exactly what was drawn for it: each row, each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.properties.populations import Rows, populations
from tests.support.readings import published
from tram.claims.tables import TABLES as CLAIMS
from tram.encounters.tables import TABLES as ENCOUNTERS
from tram.engines.query import Table, Type
from tram.immunization.tables import TABLES as IMMUNIZATION
from tram.people.tables import TABLES as PEOPLE
from tram.places.tables import TABLES as PLACES

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
TABLES = (*PLACES, *PEOPLE, *ENCOUNTERS, *IMMUNIZATION, *CLAIMS)


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield populations(300, 20260725)
        transaction.set_rollback(True)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_reads_what_was_drawn(rows: Rows, table: Table) -> None:
    told, read = _lines(table, rows[table.name]), _lines(table, published(table))
    assert told - read == Counter()
    assert read - told == Counter()
    assert len(rows[table.name]) > 40


def _lines(table: Table, rows: list[dict[str, Any]]) -> Counter[str]:
    """Rows as comparable lines; ids that a sequence of the database gives are left out."""
    columns = [column for column in table.columns if not (column.name == "id" and column.type is Type.INT)]
    return Counter(str([_plain(column.type, row[column.name]) for column in columns]) for row in rows)


def _plain(kind: Type, value: Any) -> Any:
    return value if value is None or kind is not Type.DECIMAL else Decimal(str(value)).normalize()


def test_codes_and_missing_values_are_as_promised(rows: Rows) -> None:
    for table in TABLES:
        for column in table.columns:
            found = {row[column.name] for row in rows[table.name]}
            assert column.nullable or None not in found, (table.name, column.name)
            assert not column.codes or found - {None} <= set(column.codes), (table.name, column.name)
