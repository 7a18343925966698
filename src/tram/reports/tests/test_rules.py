"""How far a number is from its target, the days of a trend, what a register's cells say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tram.kernel.periods import Period, month
from tram.reports.lines import birth, joined, period_words
from tram.reports.rules import gap_sentence, month_ends, number_vi, percent_vi, short_by

NINETY_FIVE = Decimal(95)


@pytest.mark.parametrize(
    ("numerator", "denominator", "short"),
    [(0, 100, 95), (94, 100, 1), (95, 100, 0), (100, 100, 0), (8238, 9000, 312), (0, 1, 1), (19, 21, 1)],
)
def test_the_gap_is_the_fewest_people_that_reach_the_target(numerator: int, denominator: int, short: int) -> None:
    assert short_by(numerator, denominator, NINETY_FIVE) == short
    reached = (numerator + short) * 100
    assert reached >= 95 * denominator
    assert short == 0 or reached - 100 < 95 * denominator


def test_there_is_no_gap_without_a_target_or_without_people() -> None:
    assert short_by(1, 2, None) is None
    assert short_by(0, 0, NINETY_FIVE) is None


def test_a_target_to_stay_under_counts_those_too_many() -> None:
    assert short_by(12, 100, Decimal(10), "down") == 2
    assert short_by(10, 100, Decimal(10), "down") == 0


def test_the_gap_is_said_in_one_vietnamese_phrase() -> None:
    assert gap_sentence(312, NINETY_FIVE) == "còn 312 người để đạt 95 %"
    assert gap_sentence(1312, Decimal("97.50"), "thôn") == "còn 1.312 thôn để đạt 97,5 %"
    assert gap_sentence(0, Decimal(100)) == "đã đạt 100 %"
    assert gap_sentence(None, None) == ""


def test_numbers_are_written_as_vietnamese_write_them() -> None:
    assert number_vi(1234567) == "1.234.567"
    assert percent_vi(Decimal("81.3")) == "81,3 %"
    assert percent_vi(None) == "–"


def test_a_trend_asks_for_month_ends_and_the_day_itself() -> None:
    days = month_ends(date(2026, 3, 15), 4)
    assert days == (date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15))
    assert len(month_ends(date(2026, 3, 15), 12)) == 12


@pytest.mark.parametrize(("precision", "shown"), [("day", date(1960, 5, 1)), ("month", "05/1960"), ("year", "1960")])
def test_a_birth_date_shows_only_what_is_known(precision: str, shown: object) -> None:
    assert birth(date(1960, 5, 1), precision) == shown
    assert birth(None, precision) is None


def test_remarks_are_joined_and_empty_ones_left_out() -> None:
    assert joined(["  Giảm muối ", "", "Hẹn khám lại 02/12/2026"]) == "Giảm muối; Hẹn khám lại 02/12/2026"


def test_a_period_is_said_as_people_say_it() -> None:
    assert period_words(month(2026, 10)) == "tháng 10 năm 2026"
    assert period_words(Period(date(2026, 10, 1), date(2026, 10, 15))) == "từ ngày 01/10/2026 đến ngày 15/10/2026"
