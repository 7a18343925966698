"""Register layouts: the law in force on the day of the visit decides, and each layout's own example holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tram.engines.layout import run_examples
from tram.engines.query import DefinitionError
from tram.kernel.periods import Period, month
from tram.kernel.refusals import Refusal
from tram.reports.layouts import RegisterLayout, every_layout, layouts_for, read_layout


@pytest.mark.parametrize("form", every_layout(), ids=lambda one: one.form_code)
def test_the_example_of_every_form_gives_the_lines_worked_by_hand(form: RegisterLayout) -> None:
    assert form.layout.examples
    assert run_examples(form.layout) == []


def test_the_examination_register_has_the_fourteen_columns_of_the_circular() -> None:
    (layout, _period), *others = layouts_for("A1", month(2026, 10))
    assert others == []
    assert layout.form_code == "A1/CSYT"
    titles = [column.title_vi for column in layout.layout.columns]
    assert titles == [
        "STT", "Họ và tên", "Giới", "Ngày sinh", "Giấy tờ tùy thân", "Số thẻ BHYT", "Địa chỉ", "Dân tộc",
        "Nghề nghiệp", "Triệu chứng", "Chẩn đoán", "Phương pháp điều trị", "Y, bác sĩ khám", "Ghi chú",
    ]  # fmt: skip


def test_yesterdays_data_keep_yesterdays_form() -> None:
    (layout, _period), *_ = layouts_for("A1", month(2025, 6))
    assert (layout.form_code, layout.head.status) == ("A1/YTCS", "assumed")


def test_a_period_across_a_change_of_law_is_cut_where_the_law_changes() -> None:
    parts = layouts_for("A1", Period(date(2025, 6, 15), date(2025, 7, 15)))
    assert [(layout.form_code, cut.start, cut.end) for layout, cut in parts] == [
        ("A1/YTCS", date(2025, 6, 15), date(2025, 6, 30)),
        ("A1/CSYT", date(2025, 7, 1), date(2025, 7, 15)),
    ]


@pytest.mark.parametrize(
    ("period", "day"), [(month(2019, 12), "01/12/2019"), (Period(date(2027, 2, 1), date(2027, 3, 31)), "31/03/2027")]
)
def test_days_without_a_form_in_force_are_refused_by_name(period: Period, day: str) -> None:
    with pytest.raises(Refusal) as refusal:
        layouts_for("A1", period)
    assert refusal.value.code == "register.no_layout"
    assert day in refusal.value.sentence


def test_an_unknown_register_and_an_open_period_are_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        layouts_for("A99", month(2026, 10))
    assert refusal.value.code == "register.unknown"
    with pytest.raises(Refusal) as refusal:
        layouts_for("A1", Period(date(2026, 10, 1)))
    assert refusal.value.code == "register.period"


HEAD = """
id = "register-x"
version = 1
title_vi = "Sổ"
title_en = "Register"
source = "thử"
status = "assumed"
effective_from = 2026-01-01
[layout]
table = "reports.register_lines"
"""
REGISTER = '[register]\ncode = "X"\nowner_vi = "BỘ Y TẾ"\nsigns_vi = ["a", "b"]\n'
COLUMN = '[[columns]]\nid = "x"\ntitle_vi = "x"\ntitle_en = "x"\nvalue = "{value}"\n'
EXAMPLE = "[[examples]]\ntitle_vi = 'x'\nrows = []\nlines = []\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (HEAD + REGISTER, "thiếu ví dụ"),
        (HEAD + REGISTER + COLUMN.format(value="blood") + EXAMPLE, "blood"),
        (HEAD + REGISTER + COLUMN.format(value="sex") + EXAMPLE, "form_code"),
    ],
)
def test_a_layout_that_cannot_be_shown_is_refused_with_what_is_wrong(tmp_path: Path, body: str, told: str) -> None:
    (tmp_path / "register-x.toml").write_text(body, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        read_layout(tmp_path / "register-x.toml")
    assert told in str(error.value)
