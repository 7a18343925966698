"""A typed dose and how much it makes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tram.encounters.desk.dose import Dose, dose_text, dose_words, read_dose


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("2x2x5", "20"), ("1x2x7", "14"), ("1/2x2x10", "10"), ("0,5x1x5", "2.5"), ("½x2x5", "5"), ("2 2 5", "20"),
     ("2×3×5", "30"), ("1x2x5 ngày", "10"), ("1X2X5n", "10"), ("20", "20")],
)  # fmt: skip
def test_a_dose_says_how_many_are_given(text: str, quantity: str) -> None:
    dose = read_dose(text, "viên")
    assert dose is not None
    assert dose.quantity == Decimal(quantity)


@pytest.mark.parametrize(
    "text", ["", "sáng 1 viên", "2x2x0", "0x2x5", "2x2x5x3", "1x99x5", "1x2x400", "1/0x2x5", "-1x2x5"]
)
def test_what_is_no_dose_is_not_guessed(text: str) -> None:
    assert read_dose(text, "viên") is None


def test_the_days_of_the_drug_before_hold_for_a_dose_typed_without() -> None:
    with_days, without = read_dose("1x2", "viên", days=5), read_dose("1x2", "viên")
    assert with_days is not None
    assert with_days.quantity == Decimal(10)
    assert without is not None
    assert without.quantity is None


def test_a_bottle_is_one_whatever_is_taken_of_it() -> None:
    dose = read_dose("5x3x5", "chai")
    assert dose == Dose(Decimal(1), Decimal(5), 3, 5)


def test_herbs_are_grams_times_packets() -> None:
    assert read_dose("12x7", "g", herb=True) == Dose(Decimal(84), Decimal(12), None, 7, 1)
    assert read_dose("12x2x7", "g", herb=True) == Dose(Decimal(168), Decimal(12), None, 7, 2)
    assert read_dose("10", "g", herb=True, days=7) == Dose(Decimal(70), Decimal(10), None, 7, 1)


def test_a_dose_in_words() -> None:
    assert dose_words(Dose(Decimal(20), Decimal(2), 2, 5), "viên") == "2 viên × 2 lần/ngày × 5 ngày"
    assert dose_words(Dose(Decimal(84), Decimal(12), None, 7, 1), "g") == "12 g × 1 thang/ngày × 7 ngày"
    assert dose_words(Dose(Decimal(20)), "viên") == ""


@given(
    amount=st.decimals(Decimal("0.125"), Decimal(500), places=3),
    times=st.integers(1, 12),
    days=st.integers(1, 366),
)
def test_a_dose_written_out_is_read_as_itself(amount: Decimal, times: int, days: int) -> None:
    dose = read_dose(f"{amount}x{times}x{days}".replace(".", ","), "viên")
    assert dose is not None
    assert read_dose(dose_text(dose), "viên") == dose
    assert dose.quantity == amount * times * days
