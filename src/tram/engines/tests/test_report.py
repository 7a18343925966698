"""Reports as data: what they name must exist, each cell holds what it is bound to, and two fillings are compared."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tram.engines.definitions import DefinitionError
from tram.engines.query import IndicatorDefinition, load_indicator
from tram.engines.report import Binding, Cells, Counted, Report, changes, filled, load_report, run_examples

WORDS = {"A": ("Bệnh A", "Disease A"), "B": ("Bệnh B", "Disease B"), "": ("Chưa rõ", "Not known")}
ANY: dict[str, Any] = {}


def indicator(name: str, kind: str = "count", periods: tuple[str, ...] = ("month",)) -> IndicatorDefinition:
    head = {
        "id": name, "version": 1, "title_vi": "x", "title_en": "x", "source": "x", "status": "assumed",
        "effective_from": date(2025, 1, 1),
    }  # fmt: skip
    return load_indicator(
        {
            **head,
            "kind": kind,
            "periods": list(periods),
            "population": {"table": "t"},
            "by": ["disease", "sex", "age"],
            "splits": {
                "disease": {"title_vi": "x", "title_en": "x", "value": "d"},
                "sex": {"title_vi": "x", "title_en": "x", "value": "s", "words_vi": {"male": "Nam", "female": "Nữ"}},
                "age": {"title_vi": "x", "title_en": "x", "value": "a", "bands": [0, 15]},
            },
            "examples": [{"at": date(2025, 1, 1), "expected": {"numerator": 0, "denominator": 0}}],
        }
    )


KNOWN = {"cases": indicator("cases"), "tested": indicator("tested", "share"), "births": indicator("births")}
BODY: dict[str, Any] = {
    "id": "report-x", "version": 1, "title_vi": "Bệnh tật", "title_en": "Morbidity", "source": "x", "status": "assumed",
    "effective_from": date(2025, 7, 1),
    "report": {
        "code": "X/BCT", "periods": ["month"], "levels": ["commune", "province"], "recipient_vi": "Sở Y tế",
        "deadline": {"working_days": 5}, "signs_vi": ["Người lập biểu", "Trưởng trạm"], "orientation": "landscape",
    },
    "tables": [
        {
            "id": "diseases", "title_vi": "Bệnh", "title_en": "Diseases",
            "columns": [
                {"id": "n", "title_vi": "TT", "title_en": "No.", "label": "number"},
                {"id": "name", "title_vi": "Bệnh", "title_en": "Disease", "label": "title"},
                {"id": "all", "title_vi": "Tổng", "title_en": "All", "indicator": "cases", "total": "sum"},
                {"id": "girls", "title_vi": "Nữ < 15", "title_en": "Girls", "indicator": "cases",
                 "only": {"sex": ["female"], "age": ["0-14"]}, "total": "sum"},
                {"id": "tested", "title_vi": "% thử", "title_en": "%", "indicator": "tested", "value": "percent"},
            ],
            "rows": {"split": "disease", "keys": "found"},
        },
        {
            "id": "work", "title_vi": "Công việc", "title_en": "Work",
            "columns": [
                {"id": "name", "title_vi": "Việc", "title_en": "Work", "label": "title"},
                {"id": "number", "title_vi": "Số", "title_en": "Number", "total": "sum"},
            ],
            "rows": [
                {"id": "cases", "title_vi": "Ca", "title_en": "Cases", "indicator": "cases"},
                {"id": "women", "title_vi": "Trong đó nữ", "title_en": "Women", "indicator": "cases",
                 "only": {"sex": ["female"]}, "counted": False},
                {"id": "births", "title_vi": "Đẻ", "title_en": "Births", "indicator": "births"},
            ],
        },
    ],
    "examples": [
        {
            "title_vi": "hai bệnh",
            "cells": [
                {"indicator": "cases", "keys": {"disease": "B", "sex": "female", "age": "0-14"}, "numerator": 2},
                {"indicator": "cases", "keys": {"disease": "B", "sex": "female", "age": "15+"}, "numerator": 3},
                {"indicator": "cases", "keys": {"disease": "A", "sex": "male", "age": "0-14"}, "numerator": 4},
                {"indicator": "cases", "keys": {"disease": "", "sex": "male", "age": "0-14"}, "numerator": 1},
                {"indicator": "tested", "keys": {"disease": "B"}, "numerator": 2, "denominator": 3},
                {"indicator": "births", "numerator": 7},
            ],
            "lines": {
                "diseases": [["A", 4, 0, None], ["B", 5, 2, Decimal("66.7")], ["", 1, 0, None]],
                "work": [["cases", 10], ["women", 5], ["births", 7]],
            },
            "totals": {"diseases": [10, 2], "work": [17]},
        }
    ],
}  # fmt: skip


def labels(split: str, keys: Any) -> Any:
    return {key: WORDS[key] for key in keys if key in WORDS}


def nothing_listed(indicator: str, split: str) -> tuple[str, ...]:
    return ()


def report(**changed: Any) -> Report:
    return load_report({**BODY, **changed}, KNOWN)


def test_a_report_gives_the_lines_of_its_example():
    assert run_examples(report(), labels, nothing_listed) == []


def test_a_wrong_example_is_told():
    body = deepcopy(BODY)
    body["examples"][0]["lines"]["work"][1][1] = 6
    body["examples"][0]["totals"]["diseases"] = [11, 2]
    body["examples"][0]["totals"]["absent"] = [1]
    problems = run_examples(load_report(body, KNOWN), labels, nothing_listed)
    assert ["bảng diseases: cộng được (10, 2), chờ (11, 2)" in one for one in problems] == [True, False, False]
    assert "bảng work" in problems[1]
    assert "không có bảng «absent»" in problems[2]


def test_it_asks_each_indicator_once_with_all_its_splits():
    assert report().asked() == {"cases": ("age", "disease", "sex"), "tested": ("disease",), "births": ()}


def test_listed_rows_stand_even_when_nothing_happened_and_found_ones_follow_the_list():
    def listed(indicator: str, split: str) -> tuple[str, ...]:
        return ("B", "C", "A")

    cells = report().examples[0].cells
    found = filled(report(), cells, labels, listed)[0]
    assert [line.row.id for line in found.lines] == ["B", "A", ""]
    body = deepcopy(BODY)
    body["tables"][0]["rows"] = {"split": "disease", "keys": "listed"}
    table = filled(load_report(body, KNOWN), cells, labels, listed)[0]
    assert [line.row.id for line in table.lines] == ["B", "C", "A", ""]
    assert [cell.value for cell in table.lines[1].cells if cell] == [0, 0, None]
    body["tables"][0]["rows"] = {"split": "disease", "keys": ["C"]}
    assert [line.row.id for line in filled(load_report(body, KNOWN), cells, labels, listed)[0].lines] == ["C"]


def test_a_cell_that_row_and_column_both_narrow_holds_what_both_allow():
    column = Binding("cases", {"sex": ("female", "male"), "age": ("15+",)})
    assert column.within(Binding(only={"sex": ("male", "other")})) == Binding(
        "cases", {"sex": ("male",), "age": ("15+",)}
    )


def test_changes_name_each_cell_and_say_nothing_of_noughts():
    before = dict(report().examples[0].cells)
    late = Counted(("0-14", "C", "female"), 2)
    old = before["cases"]
    after = {**before, "cases": Cells(old.by, (*old.cells[:-1], late)), "births": Cells((), (Counted((), 8),))}
    first, second = (filled(report(), cells, labels, nothing_listed) for cells in (before, after))
    found = {change.key: (change.before and change.before.value, change.after and change.after.value)
             for change in changes(first, second)}  # fmt: skip
    assert found == {
        ("diseases", "C", "all"): (None, 2),
        ("diseases", "C", "girls"): (None, 2),
        ("diseases", "", "all"): (1, None),
        ("work", "cases", "number"): (10, 11),
        ("work", "women", "number"): (5, 7),
        ("work", "births", "number"): (7, 8),
    }
    assert changes(first, first) == ()


ROW = {"id": "tested", "title_vi": "x", "title_en": "x"}


def broken(*path: Any, to: Any) -> dict[str, Any]:
    body = deepcopy(BODY)
    part = body
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return body


@pytest.mark.parametrize(
    ("path", "to", "said", "hint"),
    [
        (("report",), {}, "thiếu [report] code", "14/BCT"),
        (("report", "periods"), ["week"], "periods", "month"),
        (("report", "periods"), [], "periods trống", "month"),
        (("report", "periods"), ["month", "year"], "không tính theo kỳ year", "periods"),
        (("report", "levels"), "commune", "levels", "province"),
        (("report", "orientation"), "upside down", "orientation", "landscape"),
        (("report", "deadline"), {"weeks": 1}, "deadline", "working_days"),
        (("report", "recipient_vi"), "", "recipient_vi", "thêm"),
        (("tables",), [], "[[tables]]: trống", ""),
        (("tables", 1, "id"), "diseases", "trùng diseases", "một lần"),
        (("tables", 0, "columns", 1, "id"), "n", "trùng n", "một lần"),
        (("tables", 0, "columns", 1, "label"), "words", "label «words»", "number"),
        (("tables", 0, "columns", 2, "indicator"), "case", "không có chỉ tiêu «case»", "có phải «cases»?"),
        (("tables", 0, "columns", 2, "indicator"), "births2", "không có chỉ tiêu", "births"),
        (("tables", 0, "columns", 3, "only"), {"sex": ["femal"]}, "không có «femal»", "female"),
        (("tables", 0, "columns", 3, "only"), {"age": ["0-4"]}, "không có «0-4»", "0-14"),
        (("tables", 0, "columns", 3, "only"), {"gender": ["female"]}, "không chia theo «gender»", "sex"),
        (("tables", 0, "columns", 3, "only"), {"sex": "female"}, "only sai", "only ="),
        (("tables", 0, "columns", 2, "value"), "percent", "total", "sum"),
        (("tables", 1, "columns", 1, "value"), "percent", "total", "sum"),
        (("tables", 0, "columns", 4, "total"), "sum", "total", "sum"),
        (("tables", 1, "rows", 0), {**ROW, "indicator": "tested", "value": "percent"}, "cộng", "counted = false"),
        (("tables", 0, "rows"), {"keys": "found"}, "split", "rows ="),
        (("tables", 0, "rows"), {"split": "disease", "keys": "some"}, "keys", "rows ="),
        (("tables", 0, "rows"), {"split": "village"}, "không chia theo «village»", "disease"),
        (("tables", 1, "rows", 0, "indicator"), "", "không gắn với chỉ tiêu nào", "indicator"),
        (("tables", 1, "rows", 0, "title_vi"), "", "thiếu «title_vi»", "title_vi"),
        (("tables", 1, "rows", 0, "id"), "births", "trùng births", ""),
        (("examples",), [], "thiếu ví dụ", "cells"),
        (("examples", 0, "cells", 0), {"numerator": 1}, "cần indicator", "keys"),
    ],
)
def test_what_cannot_be_used_is_refused_with_place_and_hint(path: tuple[Any, ...], to: Any, said: str, hint: str):
    with pytest.raises(DefinitionError) as refused:
        load_report(broken(*path, to=to), KNOWN)
    assert refused.value.definition == "report-x"
    assert said in refused.value.sentence
    assert hint in refused.value.hint
