"""Forms are refused unless they are whole; the documentation's own form runs."""

from __future__ import annotations

import copy
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tram.engines.definitions import DefinitionError
from tram.engines.forms import check, load_form, run_examples, to_json

DOCUMENT = Path(__file__).parents[4] / "docs" / "explanation" / "forms.md"


def _documented() -> dict[str, Any]:
    (text,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return tomllib.loads(text, parse_float=Decimal)


def test_the_form_in_the_documentation_gives_its_own_examples() -> None:
    assert run_examples(load_form(_documented())) == []


def test_wrong_answers_in_examples_are_told() -> None:
    body = _documented()
    body["examples"][0]["values"]["systolic"] = 151
    body["examples"][1]["findings"] = []
    assert run_examples(load_form(body)) == [
        "ví dụ «Gõ một lần cả hai số»: systolic = 150, chờ 151",
        "ví dụ «Gõ ngược»: nhắc ['pressure_order'], chờ []",
    ]


def _set(body: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    whole = copy.deepcopy(body)
    part: Any = whole
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return whole


BROKEN: list[tuple[tuple[Any, ...], Any, str]] = [
    (("fields", 0, "type"), "number", "loại «number» không có"),
    (("fields", 0, "label_en"), "", "thiếu «label_en»"),
    (("fields", 1, "id"), "systolic", "hai ô cùng id"),
    (("fields", 0, "pair"), "nothing", "không có ô «nothing»"),
    (("fields", 0, "section"), "nowhere", "không có phần «nowhere»"),
    (("fields", 0, "show_if"), "weight > 3", "không có cột «weight»"),
    (("fields", 0, "ranges", 0, "severity"), "fatal", "severity «fatal» không có"),
    (("fields", 0, "ranges", 0, "min"), 900, "min và max không hợp"),
    (("fields", 0, "ranges", 1, "sentence_vi"), "{colour}?", "câu nhắc có {colour}"),
    (("fields", 4, "options"), [], "ô mã thiếu danh sách"),
    (("fields", 4, "ranges"), [{"min": 1}], "khoảng chỉ dùng cho số"),
    (("computed", 0, "value"), "smokes", "khai decimal, công thức cho code"),
    (("computed", 0, "value"), "", "thiếu «value»"),
    (("rules", 0, "when"), "systolic", "đây là số nguyên"),
    (("rules", 0, "fields"), ["nothing"], "không có ô «nothing»"),
    (("inputs", "day"), "moment", "loại «moment» không có"),
    (("examples",), [], "thiếu ví dụ"),
]


@pytest.mark.parametrize(("place", "value", "sentence"), BROKEN, ids=[sentence for _p, _v, sentence in BROKEN])
def test_a_broken_form_is_refused(place: tuple[Any, ...], value: Any, sentence: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_form(_set(_documented(), place, value))
    assert sentence in str(refused.value)


def test_a_code_list_that_is_not_passed_is_refused() -> None:
    body = _set(_documented(), ("fields", 4, "options"), [])
    form = load_form(_set(body, ("fields", 4, "code_list"), "smoking"))
    with pytest.raises(DefinitionError, match="chưa có danh mục «smoking»"):
        check(form, {})
    checked = check(form, {"smokes": "Z"}, code_lists={"smoking": {"daily"}})
    assert [finding.id for finding in checked.findings] == ["smokes.code"]
    assert not checked.ok


def test_warnings_do_not_stand_against_saving() -> None:
    checked = check(load_form(_documented()), {"systolic": "230", "diastolic": "90"})
    assert [(one.id, one.severity) for one in checked.findings] == [("systolic.range", "warning")]
    assert checked.findings[0].sentence == "Huyết áp tâm thu 230 mmHg hiếm gặp, đo lại."
    assert checked.ok


def test_the_form_for_browsers_holds_no_python() -> None:
    import json

    sent = json.loads(json.dumps(to_json(load_form(_documented()))))
    assert sent["rules"][0]["when"] == {
        "is": "compare",
        "operator": "<=",
        "left": {"is": "column", "name": "systolic", "of_subject": False},
        "right": {"is": "column", "name": "diastolic", "of_subject": False},
    }
    assert "examples" not in sent
