"""Lists as data: lines, totals, Excel that runs nothing."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tram.engines.definitions import DefinitionError
from tram.engines.layout import fill, load_layout, run_examples, shown, write_xlsx
from tram.engines.query import Column, Table, Type

TABLE = Table(
    name="people.residents",
    sql_name="people_resident",
    columns=(
        Column("id", Type.ID),
        Column("name", Type.TEXT),
        Column("sex", Type.CODE, nullable=True, codes=("male", "female")),
        Column("birth_date", Type.DATE, nullable=True),
        Column("weight", Type.DECIMAL, nullable=True, scale=1),
        Column("poor", Type.BOOL),
        Column("visits", Type.INT),
    ),
)
TABLES = {TABLE.name: TABLE}
AT = date(2026, 10, 31)
LAN = {
    "name": "Lan",
    "sex": "female",
    "birth_date": date(1960, 5, 1),
    "weight": Decimal("49.5"),
    "poor": True,
    "visits": 3,
}
BA = {
    "name": "=cmd|' /C calc'!A0",
    "sex": None,
    "birth_date": None,
    "weight": Decimal("60.2"),
    "poor": False,
    "visits": 0,
}
GONE = {"name": "Xa", "sex": "male", "birth_date": None, "weight": None, "poor": True, "visits": 9}
ROWS = (LAN, BA, GONE)
BODY: dict[str, Any] = {
    "id": "test.list",
    "version": 1,
    "title_vi": "Danh sách",
    "title_en": "List",
    "source": "thử nghiệm",
    "status": "assumed",
    "effective_from": date(2020, 1, 1),
    "layout": {"table": "people.residents", "filter": "visits < 9", "order": ["birth_date", "name"]},
    "columns": [
        {"id": "number", "title_vi": "STT", "title_en": "No.", "width": 5},
        {"id": "name", "title_vi": "Họ tên", "title_en": "Name", "value": "name", "width": 25, "total": "count"},
        {
            "id": "sex",
            "title_vi": "Giới",
            "title_en": "Sex",
            "value": "sex",
            "words_vi": {"female": "Nữ"},
            "words_en": {"female": "Female"},
        },
        {"id": "age", "title_vi": "Tuổi", "title_en": "Age", "value": "years_between(birth_date, :at)"},
        {"id": "born", "title_vi": "Sinh", "title_en": "Born", "value": "birth_date"},
        {"id": "weight", "title_vi": "Cân nặng", "title_en": "Weight", "value": "weight", "total": "sum"},
        {"id": "poor", "title_vi": "Nghèo", "title_en": "Poor", "value": "poor"},
    ],
    "examples": [
        {
            "title_vi": "hai người",
            "at": AT,
            "rows": [LAN, BA, GONE],
            "lines": [
                [1, BA["name"], None, None, None, Decimal("60.2"), False],
                [2, "Lan", "female", 66, date(1960, 5, 1), Decimal("49.5"), True],
            ],
            "totals": [2, Decimal("109.7")],
        }
    ],
}


def _workbook(language: str = "vi") -> Any:
    layout = load_layout(BODY, TABLES)
    memory = BytesIO()
    sheet = fill(layout, ROWS, {"at": AT, "start": AT, "end": AT})
    write_xlsx(memory, sheet, above=("TRẠM Y TẾ", "=danh sách"), language=language)
    return openpyxl.load_workbook(memory)


def test_rows_become_lines_in_order_with_totals() -> None:
    assert run_examples(load_layout(BODY, TABLES)) == []


def test_a_wrong_example_is_told() -> None:
    body = copy.deepcopy(BODY)
    body["examples"][0]["totals"] = [3, Decimal("109.7")]
    assert "cộng được" in run_examples(load_layout(body, TABLES))[0]


def test_cells_read_as_each_language_writes_them() -> None:
    layout = load_layout(BODY, TABLES)
    lan = fill(layout, [LAN], {"at": AT, "start": AT, "end": AT}).lines[0]
    pairs = list(zip(layout.columns, lan, strict=True))
    assert [shown(column, cell) for column, cell in pairs] == ["1", "Lan", "Nữ", "66", "01/05/1960", "49,5", "có"]
    assert [shown(column, cell, "en") for column, cell in pairs][2:] == ["Female", "66", "01/05/1960", "49.5", "yes"]


def test_no_text_becomes_a_formula_and_totals_are_formulas() -> None:
    page = _workbook().active
    risky = page["B4"]
    assert (risky.value, risky.data_type, risky.quotePrefix) == ("=cmd|' /C calc'!A0", "s", True)
    assert page["A2"].data_type == "s"
    assert [cell.value for cell in page[3]] == ["STT", "Họ tên", "Giới", "Tuổi", "Sinh", "Cân nặng", "Nghèo"]
    assert page["E5"].value.date() == date(1960, 5, 1)
    assert (page["F6"].value, page["F6"].data_type) == ("=SUM(F4:F5)", "f")
    assert page.print_title_rows == "$3:$3"


def test_the_english_workbook_has_english_heads_and_words() -> None:
    page = _workbook("en").active
    assert [page["B3"].value, page["C5"].value] == ["Name", "Female"]


BROKEN: list[tuple[tuple[Any, ...], Any, str]] = [
    (("layout", "table"), "people.cats", "không có bảng «people.cats»"),
    (("layout", "filter"), "visits", "filter: dòng 1, cột 1"),
    (("layout", "order"), ["colour"], "không có cột «colour»"),
    (("columns", 1, "value"), "nam", "name: dòng 1, cột 1: không có cột «nam»"),
    (("columns", 1, "title_en"), "", "thiếu «title_en»"),
    (("columns", 1, "total"), "sum", "total «sum» không dùng được"),
    (("examples",), [], "thiếu ví dụ"),
]


@pytest.mark.parametrize(("place", "value", "sentence"), BROKEN, ids=[sentence for _p, _v, sentence in BROKEN])
def test_a_broken_layout_is_refused(place: tuple[Any, ...], value: Any, sentence: str) -> None:
    body: Any = copy.deepcopy(BODY)
    part = body
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    with pytest.raises(DefinitionError) as refused:
        load_layout(body, TABLES)
    assert sentence in str(refused.value)
