"""The published readings: only what counts, joined to the person through an index."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tram.encounters import api, tables
from tram.encounters.tests.conftest import AT, HERE, add_person
from tram.engines.query import Params, compile_indicator, load_indicator
from tram.kernel import facts
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import today_vn
from tram.people import tables as people
from tram.people.models import Residence

pytestmark = pytest.mark.django_db
ALL = {table.name: table for table in (*people.TABLES, *tables.TABLES)}
HEAD: dict[str, Any] = {
    "id": "test.pressure",
    "version": 1,
    "title_vi": "Tăng huyết áp đạt mục tiêu",
    "title_en": "Hypertension under control",
    "source": "phép thử",
    "status": "assumed",
    "effective_from": date(2025, 7, 1),
    "kind": "share",
    "population": {"table": "people.residents", "condition": "start <= :at"},
    "denominator": {"condition": 'exists(encounters.diagnoses where icd3 = "I10" and day <= :at)'},
    "numerator": {
        "condition": 'exists(encounters.visits where kind = "AMB" and day > :at - 12 months) and '
        'last(encounters.observations order by day where code = "8480-6").number < 140'
    },
    "examples": [{"title_vi": "không ai", "at": date(2026, 1, 1), "expected": {"numerator": 0, "denominator": 0}}],
}


def compiled() -> Any:
    dialect = "postgres" if connection.vendor == "postgresql" else "sqlite"
    return compile_indicator(load_indicator(HEAD), ALL, dialect)


def execute(sql: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def resident(name: str) -> Any:
    person = add_person(name)
    with facts.deed("person.moved", by=SYSTEM, at=AT, place=HERE, person=person.id) as fact:
        fact.add(Residence(person=person, commune=HERE, valid_from=date(2020, 1, 1)))
    return person


def seen(hanh: Any, person: Any, systolic: int, days_ago: int = 0, code: str = "I10", **content: Any) -> Any:
    at = AT - timedelta(days=days_ago)
    main = [api.DiagnosisInput(code)]
    return api.record_visit(
        by=hanh, at=at, person=person.id, vitals={"8480-6": Decimal(systolic)}, diagnoses=main, **content
    )


def cells(at: date) -> tuple[int, int | None]:
    [cell] = compiled().cells(execute, Params(at=at, places=(HERE,)))
    return cell.numerator, cell.denominator


@pytest.mark.on_both
def test_amended_and_cancelled_visits_count_as_what_they_became(hanh):
    lan, ba, mai = resident("Lò Thị Lan"), resident("Lò Văn Ba"), resident("Tòng Thị Mai")
    day = today_vn(AT)
    high = seen(hanh, lan, 150)
    seen(hanh, ba, 160, 30)
    seen(hanh, ba, 130, 1)
    gone = seen(hanh, mai, 120)
    assert cells(day) == (2, 3)
    api.amend_visit(by=hanh, at=AT, visit=high.id, change_reason="Gõ nhầm", vitals={"8480-6": Decimal(135)})
    assert cells(day) == (3, 3)
    api.cancel_visit(by=hanh, at=AT, visit=gone.id, cancel_reason="Nhầm người")
    assert cells(day) == (2, 2)


@pytest.mark.on_both
def test_the_tables_say_what_they_hold():
    for table in tables.TABLES:
        asked = ", ".join(column.physical for column in table.columns)
        assert execute(f"SELECT {asked} FROM ({table.select}) AS reading", {}) == []
        assert {table.person_column, table.place_column, table.id_column} <= {column.name for column in table.columns}


def test_every_question_about_a_person_goes_through_an_index(hanh):
    """On SQLite alone: PostgreSQL scans tables as small as these, and rightly."""
    seen(hanh, resident("Lò Thị Lan"), 150)
    sql, params = sql_of(Params(at=today_vn(AT), places=(HERE,)))
    plan = [row[3] for row in execute(f"EXPLAIN QUERY PLAN {sql}", params)]
    for table in ("visit", "diagnosis", "observation"):
        assert any(f"INDEX encounters_{table}_person" in step for step in plan), plan
        assert not any(step.startswith(f"SCAN encounters_{table}") for step in plan), plan


def sql_of(params: Params) -> tuple[str, dict[str, Any]]:
    caught: list[tuple[str, dict[str, Any]]] = []

    def catch(sql: str, values: dict[str, Any]) -> list[Any]:
        caught.append((sql, values))
        return []

    compiled().cells(catch, params)
    return caught[0]
