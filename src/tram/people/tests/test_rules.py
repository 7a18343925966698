"""The pure rules: births, ages, numbers, codes, names."""

from __future__ import annotations

from datetime import date

import pytest

from tram.kernel.refusals import Refusal
from tram.people.rules.births import age_text, parse_birth, parse_day
from tram.people.rules.codes import ethnicity_code, occupation_code, relation_code, residence_code, sex_code
from tram.people.rules.names import check_name
from tram.people.rules.numbers import cccd_findings, check_card, check_cccd, check_identifier, check_phone, masked

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "day", "precision", "shown"),
    [
        ("1956", date(1956, 1, 1), "year", "1956"),
        ("03/1956", date(1956, 3, 1), "month", "03/1956"),
        ("12/03/1956", date(1956, 3, 12), "day", "12/03/1956"),
        ("12031956", date(1956, 3, 12), "day", "12/03/1956"),
        (" 1.2.2020 ", date(2020, 2, 1), "day", "01/02/2020"),
        ("1956-03-12 00:00:00", date(1956, 3, 12), "day", "12/03/1956"),
        ("00/00/1956", date(1956, 1, 1), "year", "1956"),
        ("00/03/1956", date(1956, 3, 1), "month", "03/1956"),
        ("29/02/2024", date(2024, 2, 29), "day", "29/02/2024"),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(typed: str, day: date, precision: str, shown: str) -> None:
    born = parse_birth(typed, TODAY)
    assert (born.day, born.precision, born.text) == (day, precision, shown)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "person.birth_unreadable"),
        ("hôm qua", "person.birth_unreadable"),
        ("12/00/1956", "person.birth_unreadable"),
        ("12/03/56", "person.birth_short_year"),
        ("30/02/1956", "person.birth_impossible"),
        ("23/11/2026", "person.birth_future"),
        ("1890", "person.birth_old"),
        ("0000", "person.birth_impossible"),
    ],
)
def test_an_unreadable_birth_date_is_refused_with_a_reason(typed: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_birth(typed, TODAY)
    assert refusal.value.code == code


def test_a_full_day_needs_all_three_parts() -> None:
    assert parse_day("1/2/2026", "on") == date(2026, 2, 1)
    with pytest.raises(Refusal, match="đủ ngày"):
        parse_day("02/2026", "on")


@pytest.mark.parametrize(
    ("born", "precision", "words"),
    [
        (date(1956, 3, 12), "day", "70 tuổi"),
        (date(1956, 1, 1), "year", "khoảng 70 tuổi"),
        (date(2026, 11, 10), "day", "12 ngày"),
        (date(2026, 2, 20), "day", "9 tháng 2 ngày"),
        (date(2026, 2, 22), "day", "9 tháng"),
        (date(2024, 8, 1), "day", "2 tuổi 3 tháng"),
        (date(2020, 11, 23), "day", "5 tuổi 11 tháng"),
        (date(2020, 11, 22), "day", "6 tuổi"),
        (date(2027, 1, 1), "day", ""),
        (date(2026, 10, 31), "day", "22 ngày"),
    ],
)
def test_an_age_is_said_as_people_say_it(born: date, precision: str, words: str) -> None:
    assert age_text(born, precision, TODAY) == words


def test_a_citizen_number_has_twelve_digits_and_what_it_says_is_only_compared() -> None:
    assert check_cccd("012 056 001 234") == "012056001234"
    assert cccd_findings("012056001234", date(1956, 3, 12), "male") == ()
    codes = [found.code for found in cccd_findings("999156001234", date(1960, 1, 1), "male")]
    assert codes == ["person.cccd_place", "person.cccd_sex", "person.cccd_year"]
    assert cccd_findings("012320001234", date(2020, 1, 1), "female") == ()
    with pytest.raises(Refusal, match="12 chữ số"):
        check_cccd("12345")


def test_an_insurance_card_of_both_kinds_is_read() -> None:
    old = check_card("dt 4 12 0123456789")
    assert (old.number, old.social, old.holder, old.benefit, old.findings) == (
        "DT4120123456789", "0123456789", "DT", "4", (),
    )  # fmt: skip
    assert check_card("0123456789").benefit == ""
    assert [found.code for found in check_card("ZZ9120123456789").findings] == [
        "person.bhyt_holder", "person.bhyt_benefit",
    ]  # fmt: skip
    with pytest.raises(Refusal, match="10 chữ số"):
        check_card("DT412")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0912 345 678", "0912345678"), ("+84 912.345.678", "0912345678"), ("84912345678", "0912345678"),
     ("", ""), ("02133876543", "02133876543")],
)  # fmt: skip
def test_a_telephone_is_kept_as_dialled(typed: str, kept: str) -> None:
    assert check_phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "0112345678", "không có", "091234567"])
def test_a_wrong_telephone_is_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        check_phone(typed)


def test_a_local_code_may_not_look_like_a_citizen_number() -> None:
    assert check_identifier("local", " BL-0001 ") == "BL-0001"
    with pytest.raises(Refusal, match="12 chữ số"):
        check_identifier("local", "012056001234")


def test_words_for_codes_are_understood_with_and_without_tones() -> None:
    assert [sex_code(word) for word in ("Nam", "nữ", "NU", "F", "", "Khác")] == [
        "male", "female", "female", "female", "unknown", "other",
    ]  # fmt: skip
    assert [ethnicity_code(word) for word in ("Thái", "3", "H'Mông", "hmong", "Khơ mú", "dân tộc Dao", "")] == [
        "03", "03", "08", "08", "29", "09", "",
    ]  # fmt: skip
    assert [occupation_code(word) for word in ("Nông dân", "học sinh", "61110", "")] == ["6", "00000", "61110", ""]
    assert (relation_code("Chủ hộ"), relation_code("vợ"), residence_code("tạm trú")) == ("head", "spouse", "temporary")
    for refuse, word in (
        (sex_code, "x"),
        (ethnicity_code, "Sao Hoả"),
        (occupation_code, "phi hành gia"),
        (relation_code, "hàng xóm"),
    ):
        with pytest.raises(Refusal):
            refuse(word)


def test_names_are_kept_in_one_form() -> None:
    assert check_name("  LÒ   THỊ LAN ") == "Lò Thị Lan"
    assert check_name("Lo\u0300 Thi\u0323 Lan") == "Lò Thị Lan"
    assert check_name("Giàng A\u200b Tủa") == "Giàng A Tủa"
    for wrong in ("", "   ", "123", "<script>", "Lò\x00Lan", "a" * 161):
        with pytest.raises(Refusal):
            check_name(wrong)


def test_a_number_shows_only_its_end() -> None:
    assert masked("012056001234") == "••••••••1234"
