"""The published readings, asked through the engine on this database and in plain Python."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from tram.engines.query import Params, compile_indicator, load_indicator
from tram.kernel.facts import deed
from tram.people.api import NewCover, record_death
from tram.people.models import Person, Residence
from tram.people.tables import TABLES
from tram.people.tests.support import AT, HANH, HERE, NEXT_DOOR, merge, register

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("communes")]
INSURED: dict[str, Any] = {
    "id": "test.insured",
    "version": 1,
    "title_vi": "Có thẻ",
    "title_en": "Insured",
    "source": "phép thử",
    "status": "assumed",
    "effective_from": date(2025, 7, 1),
    "kind": "share",
    "population": {
        "table": "people.residents",
        "condition": "start <= :at and (end is missing or end >= :at) and (died_on is missing or died_on > :at)",
        "order": ["name_sort"],
    },
    "numerator": {
        "condition": 'exists(people.covers where status = "active" and start <= :at and (end is missing or end >= :at))'
    },
    "splits": {"sex": {"title_vi": "Giới", "title_en": "Sex", "value": "sex"}},
    "examples": [{"title_vi": "không ai", "at": date(2026, 1, 1), "expected": {"numerator": 0, "denominator": 0}}],
}


def execute(sql: str, params: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def test_the_population_is_the_living_unmerged_residents_of_the_place() -> None:
    register("Lò Thị Lan", sex="female", cover=NewCover("DT4120123456789", date(2026, 1, 1), date(2026, 12, 31)))
    register("Lò Văn Hết", sex="male", cover=NewCover("DT4120123456780", date(2025, 1, 1), date(2025, 12, 31)))
    register("Khách Qua Đường", sex="male", residence_kind="visitor")
    register("Người Xã Bên", sex="male", commune=NEXT_DOOR)
    twin = register("Vàng A Ba", sex="male")
    merge(register("Vàng Văn Ba", sex="male"), twin)
    record_death(by=HANH, at=AT, person=register("Lò Văn Mất", sex="male"), died="01/11/2026")
    row = Person.objects.get(pk=twin)
    with deed("person.moved", by=HANH, at=AT, place=HERE, person=twin) as fact:  # as another machine recorded it
        fact.add(Residence(person=row, commune=HERE, address="Số 2", valid_from=date(2026, 11, 1)))
    definition = load_indicator(INSURED)
    dialect = "postgres" if connection.vendor == "postgresql" else "sqlite"
    compiled = compile_indicator(definition, {table.name: table for table in TABLES}, dialect, by=("sex",))
    params = Params(at=date(2026, 11, 22), places=(HERE,))
    cells = {cell.keys["sex"]: (cell.numerator, cell.denominator) for cell in compiled.cells(execute, params)}
    assert cells == {"female": (1, 1), "male": (0, 2)}
