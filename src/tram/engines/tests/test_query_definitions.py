"""Indicators are refused unless they are whole; the documentation's own indicator runs."""

from __future__ import annotations

import copy
import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tram.engines.query import Column, DefinitionError, Table, Type, compile_indicator, load_indicator, run_examples

DOCUMENT = Path(__file__).parents[4] / "docs" / "explanation" / "queries.md"
RESIDENTS = Table(
    name="people.residents",
    sql_name="people_resident",
    person_column="id",
    place_column="commune",
    columns=(
        Column("id", Type.ID),
        Column("birth_date", Type.DATE, nullable=True, description_vi="ngày sinh"),
        Column("sex", Type.CODE, nullable=True, codes=("male", "female")),
        Column("commune", Type.CODE, nullable=True),
        Column("village", Type.ID, nullable=True),
        Column("ethnicity", Type.CODE, nullable=True),
        Column("died_on", Type.DATE, nullable=True, description_vi="ngày mất"),
    ),
)
COVERS = Table(
    name="people.covers",
    sql_name="people_cover",
    person_column="person",
    columns=(
        Column("id", Type.ID),
        Column("person", Type.ID),
        Column("start", Type.DATE),
        Column("end", Type.DATE, nullable=True),
    ),
)
TABLES = {table.name: table for table in (RESIDENTS, COVERS)}


def _documented() -> dict[str, Any]:
    (text,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    body = tomllib.loads(text, parse_float=Decimal)
    body["by"] = ["sex", "age_group"]
    return body


def test_the_indicator_in_the_documentation_gives_its_own_example() -> None:
    definition = load_indicator(_documented())
    assert run_examples(definition, TABLES) == []
    assert definition.split("age_group").band_names() == ("0-4", "5-14", "15-24", "25-39", "40-59", "60-79", "80+")  # type: ignore[union-attr]
    assert "có thẻ bảo hiểm y tế còn hạn" in compile_indicator(definition, TABLES, "sqlite").sentence_vi


def test_a_wrong_answer_in_an_example_is_told() -> None:
    body = _documented()
    body["examples"][0]["expected"] = {"numerator": 2, "denominator": 2}
    body["examples"][0]["missing"] = []
    problems = run_examples(load_indicator(body), TABLES)
    assert problems == [
        "ví dụ «Bà Lan có thẻ, ông Ba hết hạn»: được 1/2, chờ 2/2",
        "ví dụ «Bà Lan có thẻ, ông Ba hết hạn»: danh sách chưa đạt không phải ",
    ]


BROKEN: list[tuple[tuple[str, ...], Any, str]] = [
    (("id",), "", "thiếu «id»"),
    (("source",), "", "thiếu «source»"),
    (("status",), "sure", "status «sure» không có"),
    (("version",), 0, "version phải là số nguyên từ 1"),
    (("effective_from",), "2025-07-01", "phải là ngày"),
    (("effective_to",), date(2001, 1, 1), "effective_to trước effective_from"),
    (("kind",), "average", "kind «average» không có"),
    (("kind",), "ratio", "tỷ số chia hai chỉ tiêu khác, không có [population]"),
    (("periods",), ["week"], "periods = ['week'] không có"),
    (("periods",), "month", "periods = month không có"),
    (("periods",), [], "periods = [] không có"),
    (("periods",), ["day", "month"], "hoặc của một ngày, hoặc của một kỳ"),
    (("direction",), "left", "direction «left» không có"),
    (("by",), ["colour"], "không có cách chia «colour»"),
    (("examples",), [], "thiếu ví dụ"),
    (("population", "table"), "", "thiếu [population] table"),
    (("population", "table"), "people.cats", "không có bảng «people.cats»"),
    (("population", "condition"), "died_onn is missing", "[population] dòng 1, cột 1: không có cột «died_onn»"),
    (("population", "order"), ["name"], "không có cột «name»"),
    (("population", "place"), "province", "không có cột «province»"),
    (("population", "subject"), "facility", "bảng «people.residents» không nối theo «facility»"),
    (("numerator", "condition"), "died_on > :start", 'khai thêm periods = ["month", "quarter", "half", "year"]'),
    (("numerator", "condition"), "sex", "[numerator] dòng 1, cột 1: đây là mã"),
    (("splits", "sex", "value"), "birth_date", "không chia theo loại giá trị này"),
    (("splits", "sex", "title_en"), "", "thiếu «title_en»"),
    (("splits", "sex", "words_vi"), {"male": 1}, "words_vi phải là các chữ theo tên"),
    (("splits", "sex", "values"), {"people.residents": "colour"}, "[splits.sex] dòng 1, cột 1: không có cột «colour»"),
    (("splits", "age_group", "bands"), [5, 0], "bands phải tăng dần"),
    (("splits", "age_group", "value"), "sex", "bands cần số nguyên"),
]


@pytest.mark.parametrize(("place", "value", "sentence"), BROKEN, ids=[sentence for _p, _v, sentence in BROKEN])
def test_a_broken_indicator_is_refused(place: tuple[str, ...], value: Any, sentence: str) -> None:
    body = copy.deepcopy(_documented())
    part = body
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    with pytest.raises(DefinitionError) as refused:
        compile_indicator(load_indicator(body), TABLES, "sqlite")
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"id": "x", "colour": "red"}, "không có cột «colour»"),
        ({"id": "x", "sex": 1}, "people.residents.sex = 1 không phải code"),
    ],
)
def test_an_example_with_odd_rows_is_refused(row: dict[str, Any], sentence: str) -> None:
    body = _documented()
    body["examples"][0]["rows"] = {"people.residents": [row]}
    with pytest.raises(DefinitionError, match=re.escape(sentence)):
        run_examples(load_indicator(body), TABLES)


def test_unknown_dialects_splits_and_sides_are_refused() -> None:
    from tram.engines.query import Params

    definition = load_indicator(_documented())
    with pytest.raises(DefinitionError, match="không có máy «oracle»"):
        compile_indicator(definition, TABLES, "oracle")
    with pytest.raises(DefinitionError, match="không có cách chia «colour»"):
        compile_indicator(definition, TABLES, "sqlite", by=("colour",))
    with pytest.raises(DefinitionError, match="không có phía «left»"):
        compile_indicator(definition, TABLES, "sqlite").people_statement(Params(date(2026, 1, 1)), side="left")


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "duckdb", "spark"])
def test_the_sql_of_every_dialect_is_read_back_by_its_own_parser(dialect: str) -> None:
    import sqlglot

    from tram.engines.query import Params

    compiled = compile_indicator(load_indicator(_documented()), TABLES, dialect, by=("age_group",))
    params = Params(date(2026, 10, 31), places=("03175",))
    for sql in (compiled.people_statement(params).sql, compiled.cells_statement(params).sql, compiled.shown(params)):
        assert sqlglot.parse_one(sql, dialect=dialect) is not None
    assert "'03175'" in compiled.shown(params)
    assert "'03175'" not in compiled.cells_statement(params).sql
