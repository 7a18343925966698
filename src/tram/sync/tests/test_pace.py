"""Batches fit the line; waits grow, are spread, and never outlast a clock that was wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tram.sync.rules.pace import (
    AIM,
    LARGEST,
    LONGEST,
    SMALLEST,
    START,
    backoff,
    fitting,
    is_due,
    level,
    next_size,
    next_slice,
    size_after_cut,
)

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("rate", [500, 3_750, 32_000, 125_000])
def test_a_batch_soon_takes_about_four_seconds_on_any_line(rate: int):
    size = START
    for _ in range(6):
        size = next_size(size, size / rate)
    assert SMALLEST <= size <= LARGEST
    assert size in {SMALLEST, LARGEST} or abs(size / rate - AIM) < 1


def test_a_batch_never_leaves_its_bounds():
    assert next_size(SMALLEST, 1000) == SMALLEST
    assert next_size(LARGEST, 0) == LARGEST
    assert size_after_cut(SMALLEST) == SMALLEST


def test_a_slow_machine_behind_a_quick_line_is_not_given_small_batches_squeezed_hard():
    assert level(fitting(SMALLEST, latency=0.02)) < level(SMALLEST)
    assert fitting(SMALLEST, latency=0.6) == SMALLEST
    assert fitting(LARGEST, latency=0.02) == LARGEST


def test_waits_double_to_half_an_hour():
    waits = [backoff(failures, 0.5).total_seconds() for failures in range(1, 12)]
    assert waits[:4] == [15, 30, 60, 120]
    assert waits[-1] == LONGEST
    assert backoff(10**6, 1.0).total_seconds() == pytest.approx(LONGEST * 1.2)


def test_the_ordinary_pause_is_five_minutes_give_or_take_a_fifth():
    assert (backoff(0, 0), backoff(0, 1)) == (timedelta(seconds=240), timedelta(seconds=360))


def test_a_local_write_is_sent_at_once_only_on_a_good_line():
    later = AT + timedelta(minutes=4)
    assert not is_due(later, AT, wrote=False, failures=0, latency=0.1)
    assert is_due(later, AT, wrote=True, failures=0, latency=0.1)
    assert not is_due(later, AT, wrote=True, failures=0, latency=2.0)
    assert not is_due(later, AT, wrote=True, failures=3, latency=0.1)
    assert not is_due(later, AT, wrote=True, failures=0, latency=None)


def test_a_next_try_that_a_wrong_clock_put_into_the_far_future_has_come():
    assert is_due(AT + timedelta(days=300), AT, wrote=False, failures=1, latency=None)
    assert is_due(None, AT, wrote=False, failures=0, latency=None)
    assert is_due(AT, AT, wrote=False, failures=0, latency=None)


def test_a_transaction_grows_while_the_database_is_quick_and_shrinks_before_a_nurse_notices() -> None:
    assert next_slice(200, 0.02) == 400
    assert next_slice(2000, 0.02) == 2000
    assert next_slice(200, 0.15) == 200
    assert next_slice(200, 0.4) == 100
    assert next_slice(60, 3.0) == 50
