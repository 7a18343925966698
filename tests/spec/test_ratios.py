"""A ratio divides the numerators of two indicators, cell by cell, on every engine; it opens to those above the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.spec.databases import in_duckdb, in_sqlite
from tests.spec.indicators import HEAD, SPLITS, indicator, visits
from tests.spec.world import AT, TABLES, populate
from tram.engines.query import (
    DefinitionError,
    IndicatorDefinition,
    Params,
    compile_ratio,
    load_indicator,
    plan_ratio,
    ratio_people_python,
    ratio_python,
    run_examples,
)

EVER = Params(AT, date(2020, 1, 1), AT)


def _named(definition: IndicatorDefinition, name: str) -> IndicatorDefinition:
    return replace(definition, head=replace(definition.head, id=name))


OTHERS = {
    "visits": _named(visits("true", kind="count"), "visits"),
    "people": _named(indicator("true", kind="count"), "people"),
}
EXAMPLE = {
    "title_vi": "hai lượt của một người trong hai người",
    "at": date(2026, 2, 28),
    "start": date(2026, 2, 1),
    "end": date(2026, 2, 28),
    "expected": {"numerator": 2, "denominator": 3, "value": Decimal("666.7")},
    "rows": {
        "people.residents": [{"id": "lan"}, {"id": "mai"}, {"id": "ba"}],
        "encounters.visits": [
            {"id": "v1", "person": "lan", "day": date(2026, 2, 1)},
            {"id": "v2", "person": "lan", "day": date(2026, 2, 28)},
            {"id": "v3", "person": "lan", "day": date(2026, 3, 1)},
        ],
    },
}


def _body(**more: Any) -> dict[str, Any]:
    return {
        "id": "visits-per-person",
        "title_vi": "Số lượt khám trên một nghìn dân",
        "title_en": "Visits for every thousand people",
        "effective_from": date(2023, 10, 25),
        **HEAD,
        "kind": "ratio",
        "periods": ["month", "year"],
        "ratio": {"over": "visits", "under": "people"},
        "by": ["sex", "age_group"],
        "splits": SPLITS,
        "examples": [EXAMPLE],
        **more,
    }


RATIO = load_indicator(_body())


def test_the_hand_worked_example_comes_to_its_value() -> None:
    assert run_examples(RATIO, TABLES, OTHERS) == []
    wrong = load_indicator(_body(examples=[{**EXAMPLE, "expected": {"numerator": 2, "denominator": 3, "value": 1}}]))
    (told,) = run_examples(wrong, TABLES, OTHERS)
    assert told.endswith("được 666.7, chờ 1")


@pytest.mark.parametrize("dialect", ["sqlite", "duckdb"])
@pytest.mark.parametrize("by", [(), ("sex",), ("age_group", "sex")], ids=" and ".join)
def test_cells_and_people_agree_on_every_engine(dialect: str, by: tuple[str, ...]) -> None:
    for seed in range(4):
        rows = populate(seed, people=25)
        execute = in_sqlite(rows) if dialect == "sqlite" else in_duckdb(rows)
        compiled = compile_ratio(RATIO, OTHERS, TABLES, dialect, by=by)
        cells = compiled.cells(execute, EVER)
        assert cells == ratio_python(RATIO, OTHERS, TABLES, rows, EVER, by=by)
        cell = max(cells, key=lambda one: one.numerator)
        people = compiled.people(execute, EVER, cell=cell.keys, limit=1000)
        assert people == ratio_people_python(RATIO, OTHERS, TABLES, rows, EVER, cell=cell.keys)
        assert len(people) == cell.numerator > 0


def test_a_part_without_a_key_counts_as_nothing_and_nothing_is_not_divided_by() -> None:
    rows = populate(1, people=25)
    rows = {**rows, "people.residents": [row for row in rows["people.residents"] if row["sex"] == "male"]}
    cells = {cell.keys["sex"]: cell for cell in ratio_python(RATIO, OTHERS, TABLES, rows, EVER, by=("sex",))}
    assert cells[None].numerator > 0
    assert cells[None].denominator == 0
    assert RATIO.value(cells[None].numerator, 0) is None


def test_both_parts_can_be_shown() -> None:
    compiled = compile_ratio(RATIO, OTHERS, TABLES, "sqlite")
    assert compiled.shown(EVER).count("SELECT") >= 4
    assert "Chia cho" in compiled.sentence_vi
    with pytest.raises(DefinitionError, match="tỷ số không có phía «missing»"):
        compiled.people(in_sqlite(populate(1, people=2)), EVER, side="missing")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ratio": {"over": "visits"}}, "tỷ số chia hai chỉ tiêu khác"),
        ({"ratio": {"over": "visits", "under": "people", "per": 0}}, "phải là số nguyên dương"),
        ({"ratio": {"over": "visits", "under": "cats"}}, "under: không có chỉ tiêu «cats»"),
        ({"ratio": {"over": "itself", "under": "people"}}, "over: «itself» cũng là tỷ số"),
        ({"by": ["ethnicity"]}, "không có cách chia «ethnicity»"),
        ({"population": {"table": "people.residents"}}, "không có [population]"),
    ],
)
def test_a_broken_ratio_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        plan_ratio(load_indicator(_body(**change)), {**OTHERS, "itself": RATIO}, TABLES)
    assert sentence in str(refused.value)
