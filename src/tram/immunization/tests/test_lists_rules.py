"""What lists and papers go by, without a database: kinds of lateness, ages, a typed card, the code on a record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tram.immunization.lists.rules.card import CardDose, CardLine, read_card, read_day
from tram.immunization.lists.rules.kinds import AGE_BANDS, Dates, Kind, age_band, age_short, counts_from, kind_on
from tram.immunization.lists.rules.passport import CarriedDose, Passport, read, written

TODAY, BORN = date(2026, 11, 22), date(2026, 2, 14)
NAMES = {"5t": "dpt-vgb-hib", "dpt vgb hib": "dpt-vgb-hib", "op": "opv", "opv": "opv", "mr": "mr", "so": "measles"}
PERSON = "1" * 39 + f"{int('1' * 39) % 97:02d}"


def dates(recommended: int, overdue: int | None = None, latest: int | None = None) -> Dates:
    """Dates by days from today."""
    moved = [None if days is None else TODAY + timedelta(days=days) for days in (recommended, overdue, latest)]
    return Dates(moved[0], *moved)


@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        (dates(1), None),
        (dates(0), Kind.DUE),
        (dates(-30, 0), Kind.DUE),
        (dates(-30, -1), Kind.OVERDUE),
        (dates(-30, -1, 0), Kind.OVERDUE),
        (dates(-30, -9, -1), Kind.MISSED),
        (dates(-30, None, -1), Kind.MISSED),
        (dates(-800, -700, -365), Kind.MISSED),
        (dates(-800, -700, -366), None),
        (Dates(None, None, None, None), None),
        (Dates(TODAY, None, None, None), Kind.DUE),
    ],
)
def test_a_dose_is_due_then_late_then_lost(standing: Dates, kind: Kind | None) -> None:
    assert kind_on(standing, TODAY, TODAY) == kind


def test_a_list_that_looks_ahead_holds_what_falls_due_by_then() -> None:
    assert kind_on(dates(7), TODAY, TODAY + timedelta(days=7)) == Kind.DUE
    assert kind_on(dates(8), TODAY, TODAY + timedelta(days=7)) is None


def test_lateness_is_reckoned_from_the_day_that_was_passed() -> None:
    standing = dates(-30, -9, -1)
    assert [(TODAY - counts_from(standing, kind)).days for kind in Kind] == [30, 9, 1]


def test_every_age_belongs_to_exactly_one_band() -> None:
    for months in range(12 * 60):
        born = date(2026 - months // 12 - (1 if months % 12 > 10 else 0), (10 - months % 12) % 12 + 1, 1)
        assert sum(band.holds(born, TODAY) for band in AGE_BANDS) == 1, born


def test_nobody_unborn_or_of_unknown_birth_is_of_an_age() -> None:
    assert not any(band.holds(None, TODAY) or band.holds(TODAY + timedelta(days=1), TODAY) for band in AGE_BANDS)
    assert age_band("khong-co") is None


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2026, 11, 10), "12 ngày"),
        (date(2026, 2, 14), "9 tháng"),
        (date(2023, 11, 23), "35 tháng"),
        (date(2022, 11, 22), "4 tuổi"),
        (None, ""),
    ],
)
def test_an_age_is_told_as_a_nurse_tells_it(born: date | None, words: str) -> None:
    assert age_short(born, TODAY) == words


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("010326", date(2026, 3, 1)),
        ("01032026", date(2026, 3, 1)),
        ("1/3/26", date(2026, 3, 1)),
        ("01-03-2026", date(2026, 3, 1)),
        ("010399", date(1999, 3, 1)),
        ("300226", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_a_day_is_typed_in_six_digits(typed: str, day: date | None) -> None:
    assert read_day(typed, TODAY) == day


def test_a_card_is_read_line_by_line_and_the_place_stands_for_all() -> None:
    lines = [
        CardLine("140426", "5t", "1"),
        CardLine(),
        CardLine("14/04/26", "OPV", "1", "BV tỉnh"),
        CardLine("150626", "mr"),
    ]
    doses, faults = read_card(lines, NAMES, TODAY, BORN, place=" TYT xã Khun Há ")
    assert faults == []
    assert doses == [
        CardDose(date(2026, 4, 14), "dpt-vgb-hib", 1, "TYT xã Khun Há"),
        CardDose(date(2026, 4, 14), "opv", 1, "BV tỉnh"),
        CardDose(date(2026, 6, 15), "mr", None, "TYT xã Khun Há"),
    ]


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        (CardLine("231126", "mr"), "day", "chưa đến"),
        (CardLine("130226", "mr"), "day", "trước ngày sinh"),
        (CardLine("990226", "mr"), "day", "6 số"),
        (CardLine("140426", "xx"), "vaccine", "chưa rõ"),
        (CardLine("140426", ""), "vaccine", "hai chữ"),
        (CardLine("140426", "mr", "0"), "number", "từ 1 đến 9"),
        (CardLine("140426", "mr", "1", "x" * 151), "place", "150"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(line: CardLine, field: str, words: str) -> None:
    doses, faults = read_card([CardLine("140426", "op"), line], NAMES, TODAY, BORN)
    assert [(one.line, one.field) for one in faults] == [(1, field)]
    assert words in faults[0].sentence
    assert len(doses) == 1


def test_the_same_dose_on_two_lines_is_a_slip_of_the_hand() -> None:
    _doses, faults = read_card([CardLine("140426", "op"), CardLine("14/4/2026", "opv")], NAMES, TODAY, BORN)
    assert [(one.line, one.field) for one in faults] == [(1, "day")]


def test_the_beginning_of_a_name_will_do_when_it_means_one_vaccine() -> None:
    doses, _faults = read_card([CardLine("140426", "dpt v")], NAMES, TODAY, BORN)
    assert doses[0].vaccine == "dpt-vgb-hib"


carried = some.builds(
    CarriedDose,
    day=some.dates(BORN, date(2090, 1, 1)),
    cvx=some.integers(0, 999),
    number=some.integers(0, 9),
)


@given(doses=some.lists(carried, max_size=60), sex=some.sampled_from(["male", "female", ""]))
def test_what_the_code_on_a_record_says_comes_back_as_it_was(doses: list[CarriedDose], sex: str) -> None:
    passport = Passport(PERSON, BORN, sex, "03424", tuple(sorted(doses, key=lambda dose: dose.day)))
    text = written(passport)
    assert text.isdigit()
    assert read(text) == passport


@given(place=some.integers(0, 100), other=some.integers(1, 9))
def test_one_digit_misread_is_noticed(place: int, other: int) -> None:
    text = written(Passport(PERSON, BORN, "female", "03424", (CarriedDose(date(2026, 4, 14), 198, 1),)))
    place %= len(text)
    wrong = str((int(text[place]) + other) % 10)
    assert read(text[:place] + wrong + text[place + 1 :]) is None


def test_a_code_with_twenty_five_doses_stays_small() -> None:
    doses = tuple(CarriedDose(BORN + timedelta(days=7 * step), 198, 1) for step in range(25))
    assert len(written(Passport(PERSON, BORN, "female", "03424", doses))) < 300


@pytest.mark.parametrize("text", ["", "a" * 60, PERSON, "9" * 400, PERSON + "1" + "20261340" + "0" * 12])
def test_what_is_no_record_of_ours_is_none(text: str) -> None:
    assert read(text) is None
