"""Periods, the logical clock, Vietnam's calendar day, money."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tram.kernel.clock import stamp_time, tick, today_vn
from tram.kernel.money import format_dong, half_up
from tram.kernel.periods import Period, before, kind_of, month, name_of, parse_period, quarter, year
from tram.kernel.refusals import Refusal

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


def test_the_day_in_vietnam_begins_at_seventeen_hours_utc() -> None:
    assert today_vn(datetime(2026, 11, 21, 16, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert today_vn(datetime(2026, 11, 21, 17, 0, tzinfo=UTC)) == date(2026, 11, 22)


@given(st.lists(st.integers(min_value=-(10**9), max_value=10**9), max_size=30))
def test_stamps_only_go_forward_whatever_the_wall_clock_does(jumps: list[int]) -> None:
    stamp = tick(0, NOON)
    for jump in jumps:
        following = tick(stamp, NOON + timedelta(seconds=jump))
        assert stamp < following < 2**63
        stamp = following


def test_a_stamp_tells_when_it_was_made() -> None:
    assert stamp_time(tick(0, NOON)) == NOON


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", year(2026)),
        ("2026-q4", quarter(2026, 4)),
        ("2026-H2", Period(date(2026, 7, 1), date(2026, 12, 31))),
        ("2024-02", Period(date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-10-05", Period(date(2026, 10, 5), date(2026, 10, 5))),
        ("2026-10-01..2026-10-15", Period(date(2026, 10, 1), date(2026, 10, 15))),
    ],
)
def test_periods_are_read_as_people_write_them(text: str, period: Period) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize(
    "text", ["", "10/2026", "2026-13", "2026-02-30", "2026-10-15..2026-10-01", "2026-Q5", "2026-H3", "2026-1"]
)
def test_a_period_nobody_can_read_is_refused_with_what_to_type(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_period(text)
    assert refusal.value.code in {"period.unreadable", "period.reversed"}


@pytest.mark.parametrize("text", ["9999-12", "9999", "0001-01", "0001-01-01..9999-12-31", "1899-12-31", "2201"])
def test_a_period_at_the_ends_of_the_calendar_is_refused_before_anybody_reckons_beyond_them(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_period(text)
    assert refusal.value.code == "period.year"


@pytest.mark.parametrize(
    ("text", "kind", "earlier"),
    [
        ("2026", "year", "2025"),
        ("2026-H1", "half", "2025-H2"),
        ("2026-Q1", "quarter", "2025-Q4"),
        ("2024-03", "month", "2024-02"),
        ("2026-10-01", "day", "2026-09-30"),
        ("2026-10-01..2026-10-15", "span", "2026-09-16..2026-09-30"),
    ],
)
def test_a_period_knows_its_kind_its_name_and_the_one_before(text: str, kind: str, earlier: str) -> None:
    period = parse_period(text)
    assert (kind_of(period), name_of(period), name_of(before(period))) == (kind, text, earlier)


def test_there_is_none_before_a_period_without_an_end() -> None:
    with pytest.raises(Refusal):
        before(Period(date(2026, 1, 1)))


def test_open_periods_contain_and_overlap_what_comes_later() -> None:
    open_end = Period(date(2026, 1, 1))
    assert open_end.contains(date(2099, 1, 1))
    assert not open_end.contains(date(2025, 12, 31))
    assert open_end.overlaps(month(2026, 1))
    assert not open_end.overlaps(Period(date(2025, 1, 1), date(2025, 12, 31)))


def test_money_rounds_half_up_and_reads_as_vietnamese_do() -> None:
    assert half_up(Decimal("2.5")) == Decimal(3)
    assert half_up(Decimal("0.125"), 2) == Decimal("0.13")
    assert format_dong(1234567) == "1.234.567 đ"
