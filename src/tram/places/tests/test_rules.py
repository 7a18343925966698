"""Pure rules of places."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tram.kernel.refusals import Refusal
from tram.places.rules import check_change_day, check_code, check_leader, share_equally

CODES = st.sets(st.text("0123456789", min_size=5, max_size=5), min_size=1, max_size=6)


@given(st.integers(0, 100_000), CODES)
def test_shares_are_whole_sum_to_the_count_and_differ_by_one_at_most(number: int, codes: set[str]) -> None:
    shares = share_equally(number, sorted(codes))
    assert sum(shares.values()) == number
    assert max(shares.values()) - min(shares.values()) <= 1
    assert shares.keys() == codes


def test_what_is_left_over_goes_to_the_commune_that_kept_the_code() -> None:
    assert share_equally(7, ["00001", "00009"], first="00009") == {"00009": 4, "00001": 3}


@pytest.mark.parametrize(
    ("system", "value"), [("bhxh", "1200"), ("bhxh", "12 01"), ("national", "12"), ("national", "a" * 13)]
)
def test_a_code_of_the_wrong_shape_is_refused(system: str, value: str) -> None:
    with pytest.raises(Refusal, match="Mã") as refusal:
        check_code(system, value)
    assert refusal.value.code == "facility.code_shape"


def test_codes_of_the_right_shape_pass() -> None:
    check_code("bhxh", "12A01")
    check_code("national", "8930000000012")


def test_a_change_must_fall_into_the_life_of_the_place() -> None:
    start, end = date(2025, 7, 1), date(2026, 6, 30)
    check_change_day(date(2025, 7, 2), start, end)
    check_change_day(end, start, end)
    for day, code in ((start, "place.too_early"), (date(2026, 7, 1), "place.closed")):
        with pytest.raises(Refusal) as refusal:
            check_change_day(day, start, end)
        assert refusal.value.code == code


def test_a_kind_is_led_by_the_kinds_the_definition_names() -> None:
    allowed = {"satellite_point": ("commune_station",)}
    check_leader("satellite_point", "commune_station", allowed)
    with pytest.raises(Refusal):
        check_leader("satellite_point", "school", allowed)
    with pytest.raises(Refusal):
        check_leader("hospital", "hospital", allowed)
