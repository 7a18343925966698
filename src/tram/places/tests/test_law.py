"""Questions about communes, on both sides of 1 July 2025."""

from __future__ import annotations

from datetime import date

import pytest

from tram.places.api import (
    baseline_to_new,
    codes_of_province,
    commune,
    communes,
    communes_of_province,
    load_reference,
    place_label,
    predecessors,
    provinces,
    search_communes,
    successors,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on_both, pytest.mark.usefixtures("law")]
LAST_DAY, FIRST_DAY, TODAY = date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 2)


def test_a_commune_that_was_merged_exists_until_its_last_day_with_its_district() -> None:
    old = commune("03386", LAST_DAY)
    assert old is not None
    assert (old.full_name, old.district_name, old.valid_to) == ("Phường Quyết Thắng", "Thành phố Lai Châu", LAST_DAY)
    assert commune("03386", FIRST_DAY) is None


def test_a_code_that_went_on_names_the_old_commune_before_and_the_new_one_after() -> None:
    before, after = commune("03388", LAST_DAY), commune("03388", FIRST_DAY)
    assert before is not None
    assert after is not None
    assert (before.name, after.name, after.district_name) == ("Quyết Tiến", "Đoàn Kết", "")
    assert after.valid_to is None


def test_merged_communes_point_to_their_successor_and_back() -> None:
    [step] = successors("03386", FIRST_DAY)
    assert (step.new_code, step.divided, step.effective_on) == ("03388", False, FIRST_DAY)
    assert successors("03386", LAST_DAY) == ()
    assert {"03386", "03388"} <= {step.old_code for step in predecessors("03388")}


def test_a_province_lists_its_communes_by_the_vietnamese_alphabet() -> None:
    found = communes("12", TODAY)
    assert len(found) == 38
    names = [row.name for row in found]
    assert names.index("Bình Lư") < names.index("Bum Nưa") < names.index("Đoàn Kết") < names.index("Hồng Thu")
    assert communes_of_province("12", TODAY) == frozenset(row.code for row in found)
    assert communes_of_province("12", TODAY) < codes_of_province("12")
    assert "03386" in codes_of_province("12")
    assert len(provinces(TODAY)) == 34
    assert len(provinces(LAST_DAY)) == 63


@pytest.mark.parametrize("typed", ["Đoàn Kết", "doan ket", "DOAN KET", "phường đoàn kết", "doan ket lai chau", "03388"])
def test_a_commune_is_found_with_or_without_tones_or_by_code(typed: str) -> None:
    assert search_communes(typed, TODAY)[0].code == "03388"


def test_a_search_keeps_to_its_day_and_finds_nothing_for_nothing() -> None:
    assert [row.code for row in search_communes("quyet thang", LAST_DAY)] == ["03386"]
    assert search_communes("quyet thang", TODAY) == ()
    assert search_communes("  ", TODAY) == ()
    assert search_communes("%", TODAY) == ()


def test_tones_that_were_typed_come_first() -> None:
    names = [row.name for row in search_communes("tân", TODAY)]
    assert names[0] == "Tân Phong"


def test_a_place_says_its_name_and_its_province() -> None:
    assert place_label("03388", TODAY) == ("Phường Đoàn Kết", "Tỉnh Lai Châu")
    assert place_label("", TODAY) == ("Cả nước", "")
    assert place_label("00000", TODAY) == ("00000", "")


def test_a_baseline_of_merged_communes_is_their_sum() -> None:
    found = baseline_to_new({"03386": 120, "03388": 80})
    assert (dict(found.numbers), found.assumed, found.unmapped) == ({"03388": 200}, frozenset(), ())


def test_a_divided_commune_is_shared_equally_marked_assumed_and_nothing_is_lost() -> None:
    load_reference(frozenset({"01"}))
    found = baseline_to_new({"00007": 7, "00016": 5, "99999": 3})
    # 00007 (Cống Vị) → 00008, 00025: 4 + 3; 00016 (Ngọc Hà cũ) → 00004, 00008: 3 + 2
    assert dict(found.numbers) == {"00008": 6, "00025": 3, "00004": 3}
    assert found.assumed == {"00004", "00008", "00025"}
    assert found.unmapped == ("99999",)
    assert found.source == "places.baseline_sharing"
