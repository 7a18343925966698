"""The published readings: only what counts, joined to the person through an index."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection

from tests.support.readings import published
from tram.encounters import api, tables
from tram.encounters.models import IcdCategory, LoadedIcd
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
        assert published(table) == []
        named = {column.name for column in table.columns} | {""}
        assert {table.person_column, table.place_column, table.id_column} <= named


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


@pytest.mark.on_both
def test_the_day_it_was_written_down_is_vietnams(hanh):
    person = resident("Lò Thị Lan")
    late = datetime(2030, 11, 21, 17, 0, tzinfo=UTC)  # midnight in Vietnam
    with time_machine.travel(late - timedelta(milliseconds=1), tick=False):
        seen(hanh, person, 150, days_ago=5)
    with time_machine.travel(late, tick=False):
        seen(hanh, person, 150, days_ago=4)
    days = sorted((row["day"], row["entered_day"]) for row in published(tables.VISITS))
    first = (date(2030, 11, 21) - date(1970, 1, 1)).days
    assert [entered for _, entered in days] == [first, first + 1]


@pytest.mark.on_both
def test_onset_and_last_digit_are_told_where_there_is_one(hanh):
    person = resident("Lò Thị Lan")
    measured = {"8480-6": Decimal(150), "8310-5": Decimal("37.5"), "29463-7": Decimal("48.0")}
    main = [api.DiagnosisInput("A90", onset_on=date(2026, 11, 20)), api.DiagnosisInput("I10", role="accompanying")]
    api.record_visit(by=hanh, at=AT, person=person.id, vitals=measured, diagnoses=main)
    digits = {row["code"]: row["last_digit"] for row in published(tables.OBSERVATIONS)}
    assert {code: digits[code] for code in measured} == {"8480-6": 0, "8310-5": None, "29463-7": 8}
    onsets = {row["code"]: row["onset"] for row in published(tables.DIAGNOSES)}
    assert onsets == {"A90": date(2026, 11, 20), "I10": None}


@pytest.mark.on_both
def test_every_category_has_a_block_and_a_chapter():
    assert api.load_icd_categories() == 2050
    assert api.load_icd_categories() == 0
    told = {row["icd3"]: (row["chapter"], row["block"]) for row in published(tables.ICD10)}
    assert told["A00"] == ("01", "A00-A09")
    assert told["I79"] == ("09", "I70-I79")
    assert told["Z00"] == ("21", "Z00-Z13")
    assert {chapter for chapter, _ in told.values()} == {f"{number:02d}" for number in range(1, 23)}
    IcdCategory.objects.filter(code="A00").update(block="wrong")
    LoadedIcd.objects.all().delete()
    api.load_icd_categories()
    assert IcdCategory.objects.get(code="A00").block == "A00-A09"
