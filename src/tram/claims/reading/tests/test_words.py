"""What an old claim writes as words is read as numbers where the words are the decisions' own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tram.claims.reading.dose import Dose, read_dose
from tram.claims.reading.parts import plain_number
from tram.claims.reading.signs import read_signs


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("2 viên/lần * 2 lần/ngày * 5 ngày [4 viên/ngày]", "viên", Dose(Decimal(2), 2, None, 5, whole=True)),
        ("0,5 viên/lần*1 lần/ngày*30 ngày", "viên", Dose(Decimal("0.5"), 1, None, 30, whole=True)),
        ("12g * 1 thang * 5 ngày", "g", Dose(Decimal(12), None, 1, 5, whole=True)),
        ("2 viên/lần * 2 lần/ngày * 5 ngày", "lọ", Dose(days=5)),
        ("Ngày uống 2 lần trong 7 ngày, sau ăn", "viên", Dose(days=7)),
        ("Bôi khi ngứa", "tuýp", Dose()),
        ("", "viên", Dose()),
    ],
)
def test_a_dose_is_read(text, unit, expected):
    assert read_dose(text, unit) == expected


@pytest.mark.parametrize(
    ("text", "words", "measured"),
    [
        ("Mệt CSST<M75_T37,5_HA120/70_NT18>", "Mệt", {"8867-4": "75", "8310-5": "37.5", "8480-6": "120", "8462-4": "70",
                                                      "9279-1": "18"}),
        ("CSST<HA90_M80_X1>", "", {"8867-4": "80"}),
        ("Tỉnh, tiếp xúc tốt", "Tỉnh, tiếp xúc tốt", {}),
    ],
)  # fmt: skip
def test_vital_signs_are_read(text, words, measured):
    assert read_signs(text) == (words, {code: Decimal(value) for code, value in measured.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("7,2", "7.2"), ("140", "140"), ("Âm tính", None), ("1.2.3", None), ("0.00001", None), ("", None)],
)
def test_a_plain_result_is_a_number(text, expected):
    assert plain_number(text) == (None if expected is None else Decimal(expected))
