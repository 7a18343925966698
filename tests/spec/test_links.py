"""Rows reach other tables by the first link name both publish: the subject, the person, then the table's own order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.spec.databases import in_duckdb, in_sqlite
from tests.spec.indicators import visits
from tests.spec.world import AT, COMMUNES, TABLES, Rows, populate
from tram.engines.query import (
    DefinitionError,
    Execute,
    IndicatorDefinition,
    Params,
    compile_indicator,
    evaluate_python,
    named_id,
    people_python,
    plan,
)

MONTH = Params(AT, date(2026, 2, 1), AT)
EVER = Params(AT, date(2020, 1, 1), AT)
LAN, MAI = named_id("lan"), named_id("mai")
FIRST, SECOND, THIRD = named_id("first"), named_id("second"), named_id("third")
DEFINITIONS: dict[str, IndicatorDefinition] = {
    "of the visit": visits('exists(encounters.diagnoses where starts_with(code, "I10"))'),
    "of the person": visits("exists(people.covers where start <= subject.day)"),
    "of one person": visits('one(people.residents).sex = "female" and one(people.residents).birth_date < :start'),
    "of the village": visits('one(places.villages).area in ["K2", "K3"]'),
    "of the code": visits('one(encounters.icd10).chapter = "09"', of="diagnoses"),
    "of everything": visits(
        "exists(people.covers where start <= :at) and not exists(encounters.diagnoses where day <= :at)",
        "count(encounters.visits where day <= subject.day) >= 1 or one(places.villages).area is missing",
    ),
}


def _blank(table: str, **values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(column.name for column in TABLES[table].columns), **values}


def _small() -> Rows:
    """Lan comes twice and is diagnosed once, Mai once; only Mai is insured; one visit has no person."""
    day = date(2026, 2, 10)
    visited = ((FIRST, LAN), (SECOND, LAN), (THIRD, MAI), (named_id("fourth"), None))
    return {
        "people.residents": [
            _blank("people.residents", id=one, sex=sex) for one, sex in ((LAN, "female"), (MAI, None))
        ],
        "people.covers": [_blank("people.covers", id=named_id("card"), person=MAI, start=date(2026, 1, 1))],
        "encounters.visits": [
            _blank("encounters.visits", id=one, person=person, commune="03175", day=day) for one, person in visited
        ],
        "encounters.diagnoses": [
            _blank("encounters.diagnoses", id=named_id("d"), person=LAN, visit=FIRST, code="I10.1", icd3="I10", day=day)
        ],
        "encounters.icd10": [{"id": 1, "icd3": "I10", "chapter": "09"}],
    }


@pytest.mark.parametrize(
    ("name", "counted"), [("of the visit", {FIRST}), ("of the person", {THIRD}), ("of the code", {named_id("d")})]
)
def test_a_link_leads_where_the_name_says(name: str, counted: set[object]) -> None:
    found = people_python(DEFINITIONS[name], TABLES, _small(), MONTH, side="in")
    assert {one.row for one in found} == counted


def test_a_visit_is_divided_by_its_person() -> None:
    cells = evaluate_python(visits("true"), TABLES, _small(), MONTH, by=("sex",))
    assert [(cell.keys["sex"], cell.numerator) for cell in cells] == [(None, 2), ("female", 2)]


@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_link_agrees_on_generated_populations(name: str, dialect: str) -> None:
    definition = DEFINITIONS[name]
    for seed in range(8):
        rows = populate(seed, people=25)
        execute = in_sqlite(rows) if dialect == "sqlite" else in_duckdb(rows)
        for split in definition.splits:
            _agree(definition, dialect, execute, rows, (split.id,))


def _agree(definition: IndicatorDefinition, dialect: str, execute: Execute, rows: Rows, by: tuple[str, ...]) -> None:
    compiled = compile_indicator(definition, TABLES, dialect, by=by)
    has_place = bool(compiled.plan.place_column)
    for params in (EVER, replace(EVER, places=COMMUNES[:2])) if has_place else (EVER,):
        assert compiled.cells(execute, params) == evaluate_python(definition, TABLES, rows, params, by=by)
        expected = people_python(definition, TABLES, rows, params, side="in")
        assert compiled.people(execute, params, side="in", limit=1000) == expected


def test_the_subject_is_preferred_to_the_person_and_the_person_to_other_links() -> None:
    reached = plan(visits("true"), TABLES).joins
    assert {name: join.name for name, join in reached.items()} == {
        "people.residents": "person",
        "people.covers": "person",
        "encounters.visits": "visit",
        "encounters.diagnoses": "visit",
        "places.villages": "village",
    }
    by_person = visits("true")
    by_person = replace(by_person, population=replace(by_person.population, subject="person"))
    assert plan(by_person, TABLES).joins["encounters.diagnoses"].name == "person"


def test_one_is_refused_where_there_may_be_several_rows() -> None:
    with pytest.raises(DefinitionError, match="không phải mỗi người một dòng"):
        plan(visits('one(encounters.diagnoses).code = "I10"'), TABLES)


def test_a_subject_the_table_does_not_publish_is_refused() -> None:
    definition = visits("true")
    odd = replace(definition, population=replace(definition.population, subject="facility"))
    with pytest.raises(DefinitionError, match="không nối theo «facility»"):
        plan(odd, TABLES)


def test_columns_of_different_types_join_nothing() -> None:
    other = replace(TABLES["encounters.icd10"], links=(("icd3", "id"),))
    definition = visits('one(encounters.icd10).chapter = "09"', of="diagnoses")
    with pytest.raises(DefinitionError, match="nối được với đối tượng này"):
        plan(definition, {**TABLES, "encounters.icd10": other})


def test_a_split_that_does_not_know_the_table_is_refused() -> None:
    definition = visits("true")
    odd = replace(definition, splits=(replace(definition.splits[0], value="", values={}),))
    with pytest.raises(DefinitionError, match="chưa nói cách chia bảng"):
        plan(odd, TABLES)


def test_one_row_may_be_asked_to_fulfil_something() -> None:
    definition = visits('one(people.residents where commune = subject.commune).sex = "female"')
    for seed in range(4):
        rows = populate(seed, people=25)
        _agree(definition, "sqlite", in_sqlite(rows), rows, ("area",))
        _agree(definition, "duckdb", in_duckdb(rows), rows, ("area",))


def test_duckdb_reads_a_table_of_one_row_once_and_asks_whether_rows_exist_by_in() -> None:
    text = 'one(people.residents).sex = "female" and one(people.residents).birth_date < :at and exists(people.covers)'
    sql = compile_indicator(visits(text), TABLES, "duckdb", by=("sex",)).cells_statement(EVER).sql
    assert sql.count("people_resident") == 1
    assert "EXISTS" not in sql
    assert sql.count(" IN (SELECT") == 1


def test_related_rows_are_picked_only_for_the_rows_asked_about() -> None:
    text = 'count(encounters.diagnoses where code = "I10" and day = subject.day) > 1'
    sql = compile_indicator(visits(text, 'payer = "self"'), TABLES, "duckdb").cells_statement(EVER).sql
    base, rest = sql.split(') SELECT "s"."id" AS row_id', 1)
    assert "payer" in base
    assert "FROM base AS s" in rest
    assert "GROUP BY" in rest
    assert "payer" not in rest
