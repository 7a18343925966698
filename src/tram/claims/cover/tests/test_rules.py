"""Cards of a visit by the rules alone: digits by date, several cards, children without one, how the patient came."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tram.claims.cover.asking import CardAnswer
from tram.claims.cover.model import Heard, Known, Period, VisitAsked, VisitCover
from tram.claims.cover.rules import digit_on, months_old, shaped, soon_over, temporary_number, visit_cover
from tram.claims.cover.settings import OUTCOMES, prefixes, results

LAN = UUID(int=0x1234)
DAY = date(2026, 11, 22)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
HERE = "12042"


def period(number: str = "DT2120123456789", start: date | None = YEAR[0], end: date | None = YEAR[1]) -> Period:
    return Period(number, number[2] if len(number) == 15 else "", HERE, start, end)


def known(*covers: Period, checks: tuple[Heard, ...] = (), born: date | None = date(1956, 3, 12)) -> Known:
    return Known(LAN, born, "12", HERE, "commune_station", covers, checks)


def cover(
    *covers: Period, checks: tuple[Heard, ...] = (), born: date | None = date(1956, 3, 12), day: date = DAY, **told: Any
) -> VisitCover:
    return visit_cover(VisitAsked(LAN, day, None, **told), known(*covers, checks=checks, born=born))


def said(found: VisitCover) -> str:
    return " ".join(why.sentence for why in found.whys)


@pytest.mark.parametrize(
    ("number", "day", "digit"),
    [
        ("CN3120123456789", date(2025, 12, 31), "3"),
        ("CN3120123456789", date(2026, 1, 1), "2"),
        ("CN2120123456789", date(2026, 1, 1), "2"),
        ("LH4120123456789", date(2025, 12, 31), "4"),
        ("LH4120123456789", date(2026, 1, 1), "2"),
        ("GD4120123456789", date(2026, 1, 1), "4"),
        ("QQ4120123456789", date(2026, 1, 1), "4"),
    ],
)
def test_the_digit_follows_the_day_and_not_what_an_old_card_prints(number: str, day: date, digit: str) -> None:
    assert digit_on(number, number[2], day)[0] == digit


def test_a_digit_that_changed_or_looks_wrong_is_explained_with_its_source() -> None:
    _, changed = digit_on("CN3120123456789", "3", DAY)
    assert changed
    assert ("hưởng mức 2" in changed.sentence, "261/2025" in changed.source) == (True, True)
    digit, odd = digit_on("TE4120123456789", "4", DAY)
    assert odd
    assert (digit, "thường có mức hưởng 1" in odd.sentence) == ("4", True)
    assert digit_on("TE1120123456789", "1", DAY)[1] is None


def test_ten_digits_tell_no_benefit_until_somebody_knows_it() -> None:
    assert digit_on("0123456789", "4", DAY) == ("4", None)
    digit, why = digit_on("0123456789", "", DAY)
    assert (digit, why is not None) == ("", True)
    found = cover(period("0123456789"))
    assert (found.cards[0].whole, "15 ký tự" in said(found)) == (False, True)


def test_a_visit_has_the_card_that_holds_on_its_day_and_waits_for_the_insurer() -> None:
    found = cover(period("GD4120123456789", date(2025, 1, 1), date(2025, 12, 31)), period())
    assert [(card.number, card.digit, card.registered_at) for card in found.cards] == [("DT2120123456789", "2", HERE)]
    assert (found.entitlement, found.state) == ("1.2", "waiting")


def test_a_stay_over_the_turn_of_the_year_has_both_cards_in_order() -> None:
    new = period("DT2120123456780", date(2027, 1, 1), date(2027, 12, 31))
    found = cover(new, period(), day=date(2026, 12, 30), until=date(2027, 1, 2))
    assert [card.number[-1] for card in found.cards] == ["9", "0"]
    assert "nhiều thẻ" in said(found)
    assert len(cover(new, period(), day=date(2026, 12, 30)).cards) == 1


def test_a_card_that_begins_during_the_stay_counts_from_then() -> None:
    later = period(start=date(2026, 11, 23), end=None)
    assert [card.number for card in cover(later, until=date(2026, 11, 24)).cards] == [later.number]
    assert cover(later).state == "none"


def test_of_two_cards_of_one_day_the_better_one_is_used() -> None:
    found = cover(period("GD4120123456789"), period("HN2120123456780"))
    assert [card.number for card in found.cards] == ["HN2120123456780"]


def test_a_newborn_without_a_card_gets_a_temporary_one_until_the_day_of_leaving() -> None:
    born = date(2026, 11, 20)
    found = cover(born=born, until=date(2026, 11, 23))
    card = found.cards[0]
    assert card.number == temporary_number("12", born, LAN, DAY)
    assert (len(card.number), card.number[:5], card.number[5:].isdigit()) == (15, "TE112", True)
    assert (card.digit, card.registered_at, card.valid_to) == ("1", "12000", date(2026, 11, 23))
    assert (found.entitlement, found.state, card.temporary) == ("1.7", "confirmed", True)


@pytest.mark.parametrize(
    ("born", "entitlement"),
    [
        (date(2026, 10, 25), "1.7"),
        (date(2026, 10, 24), "1.2"),
        (date(2020, 11, 23), "1.2"),
        (date(2020, 11, 22), "9"),
        (None, "9"),
    ],
)
def test_a_child_has_a_temporary_card_until_six_years_and_is_newborn_for_28_days(
    born: date | None, entitlement: str
) -> None:
    assert cover(born=born).entitlement == entitlement


def test_a_child_with_a_card_of_its_own_needs_no_other() -> None:
    found = cover(period("TE1120123456789"), born=date(2026, 11, 20))
    assert ([card.temporary for card in found.cards], found.entitlement) == ([False], "1.2")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, "1.2"),
        ({"emergency": True}, "2"),
        ({"drugs_only": True}, "10"),
        ({"drugs_only": True, "day": date(2025, 6, 1)}, "1.2"),
        ({"referred": True}, "1.2"),
        ({"insured": False}, "9"),
        ({"insured": False, "emergency": True}, "9"),
        ({"day": date(2024, 5, 1)}, "1.1"),
    ],
)
def test_how_the_patient_came_is_never_typed(told: dict[str, Any], code: str) -> None:
    assert cover(period(start=None, end=None), **told).entitlement == code


def test_elsewhere_the_place_of_registration_and_the_letter_count() -> None:
    def at(kind: str, code: str, *, referred: bool = False) -> str:
        asked = VisitAsked(LAN, DAY, None, referred=referred)
        return visit_cover(asked, Known(LAN, None, "12", code, kind, (period(),))).entitlement

    assert (at("hospital", HERE), at("hospital", "12001", referred=True), at("hospital", "12001")) == ("1.1", "1.3", "")


def test_what_the_insurer_said_counts_for_the_day_and_before_and_the_latest_answer_wins() -> None:
    right = Heard("0123456789", DAY, "confirmed", "000")
    wrong = Heard("0123456789", DAY, "wrong", "010")
    other = Heard("9999999999", DAY, "confirmed", "000")
    assert cover(period(), checks=(right,)).state == "confirmed"
    assert cover(period(), checks=(right,), day=date(2026, 11, 1)).state == "confirmed"
    assert cover(period(), checks=(right,), day=date(2026, 11, 23)).state == "waiting"
    assert cover(period(), checks=(other,)).state == "waiting"
    assert cover(period(), checks=(wrong, right)).state == "confirmed"
    found = cover(period(), checks=(right, wrong))
    assert (found.state, "Thẻ hết giá trị sử dụng" in said(found)) == ("wrong", True)
    assert cover(period(), checks=(Heard("0123456789", DAY, "waiting", ""),)).state == "waiting"


def test_a_card_that_soon_ends_is_said_at_the_desk() -> None:
    assert (soon_over(date(2026, 12, 22), DAY), soon_over(date(2026, 12, 23), DAY)) == (True, False)
    assert (soon_over(DAY, DAY), soon_over(date(2026, 11, 21), DAY), soon_over(None, DAY)) == (True, False, False)
    assert "31/12/2026" in said(cover(period(), day=date(2026, 12, 10)))
    assert "gia hạn" not in said(cover(period()))


def test_a_paper_that_frees_from_co_payment_counts_from_its_day_to_the_end_of_its_year() -> None:
    paper = Period("DT2120123456789", "2", HERE, date(2026, 1, 1), None, exempt_from=date(2026, 6, 1))
    days = {day: cover(paper, day=day).exempt_from for day in (date(2026, 5, 31), date(2026, 6, 1), date(2027, 1, 1))}
    assert list(days.values()) == [None, date(2026, 6, 1), None]


def test_what_a_claim_will_miss_is_said_while_the_patient_is_there() -> None:
    assert "ngày hết giá trị" in said(cover(period(end=None)))
    assert "ngày hết giá trị" not in said(cover(period()))


def test_of_an_answer_only_what_has_the_right_shape_is_kept() -> None:
    told = CardAnswer("000", "x", " dt2120123456789", "12042", area="K4", new_number="DT21", new_facility="120420")
    kept = shaped(told)
    assert (kept.number, kept.facility, kept.area, kept.new_number, kept.new_facility, kept.note) == (
        "DT2120123456789", "12042", "", "", "", "x",
    )  # fmt: skip


def test_somebody_without_a_card_is_told_what_to_do_and_never_refused() -> None:
    found = cover()
    assert (found.cards, found.entitlement, found.state) == ((), "9", "none")
    assert "quét hoặc gõ số thẻ" in said(found)


def test_months_of_age_turn_on_the_day_of_birth() -> None:
    assert (months_old(date(2026, 1, 31), date(2026, 2, 28)), months_old(date(2026, 1, 15), date(2026, 2, 15))) == (
        0,
        1,
    )


def test_the_lists_are_whole() -> None:
    assert {result.outcome for result in results().values()} == set(OUTCOMES)
    assert all(len(code) == 3 and code.isdigit() for code in results())
    assert all(result.advice for result in results().values() if result.outcome != "right")
    for prefix, rows in prefixes().items():
        for day in (date(2025, 12, 31), date(2026, 1, 1)):
            assert len([row for row in rows if row.holds(day)]) == 1, prefix
