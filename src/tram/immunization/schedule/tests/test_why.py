"""Every date and every judgement says why, with the source of the rule and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tram.engines.definitions import read_toml
from tram.engines.schedule import Assessment, DoseResult, Reason, Span
from tram.immunization.schedule import why_date, why_dose, why_status
from tram.immunization.schedule.said import age, length
from tram.immunization.schedule.tests.people import NA, Noted, doses, line, seen

OLD = date(2019, 1, 10)
Case = Mapping[str, Any]


def judged(assessment: Assessment, antigen: str, key: int) -> DoseResult:
    return next(dose for dose in assessment.antigens[antigen].doses if dose.key == key)


CASES = read_toml(Path(__file__).with_name("why.toml"))[0]


@pytest.mark.parametrize("case", CASES["doses"], ids=lambda case: str(case["said"]))
def test_a_dose_says_why(case: Case) -> None:
    last = doses(*case["said"])[-1]
    why = why_dose(judged(seen("2028-02-01", *case["said"]), case["antigen"], last.id), last.day)
    assert (why.sentence, why.status) == (case["sentence"], case["status"])
    assert case["source"] in why.source


def test_a_vaccine_that_does_not_count_for_a_dose_is_named() -> None:
    reason = Reason("wrong_vaccine", "je.2", vaccine="je-live")
    why = why_dose(DoseResult(1, "je", "not_valid", None, (reason,)), date(2026, 8, 1))
    sentence = "Vắc xin Viêm não Nhật Bản sống (Imojev) không dùng cho VNNB mũi 2 nên không được tính."
    assert (why.sentence, why.status) == (sentence, "transcribed")


def test_a_dose_is_explained_by_the_circular_of_its_day() -> None:
    result = judged(seen("2019-10-10", "2019-10-09 measles", birth=OLD, sex="male"), "measles", 1)
    why = why_dose(result, date(2019, 10, 9))
    assert ("38/2017" in why.source, why.status, why.assumed) == (True, "transcribed", False)
    assert "13/2026" in why_dose(result).source


def test_an_expired_dose_says_so() -> None:
    from dataclasses import replace

    from tram.immunization.schedule import assess_rows

    spoiled = [replace(one, expires_on=date(2026, 9, 1)) for one in doses("2026-09-15 opv")]
    result = judged(assess_rows(NA, "female", spoiled, day=date(2026, 9, 20)), "polio", 1)
    assert why_dose(result).sentence == "Vắc xin đã quá hạn dùng vào ngày tiêm nên mũi này không được tính."


@pytest.mark.parametrize("case", CASES["dates"], ids=lambda case: f"{case['group']} {case['which']} {case['day']}")
def test_a_date_says_why(case: Case) -> None:
    found = line(seen(case["day"].isoformat(), *case["said"]), case["group"])
    why = why_date(found, case["which"], case["day"])
    assert why is not None
    assert (why.sentence, why.status) == (case["sentence"], case["status"])
    assert case["source"] in why.source


def test_who_came_late_is_told_how_long_there_is() -> None:
    three = ("2027-12-01 dpt-vgb-hib", "2028-01-01 dpt-vgb-hib", "2028-02-01 dpt-vgb-hib")
    why = why_date(line(seen("2028-02-02", *three), "dpt-vgb-hib"), "overdue")
    assert why is not None
    assert why.sentence.startswith("Đến lượt muộn nên trễ hẹn sau 1 tháng kể từ 01/08/2028. ")


def test_tetanus_in_pregnancy_is_counted_from_the_pregnancy() -> None:
    noted = (Noted("pregnant", date(2026, 8, 1), due_on=date(2027, 5, 8)),)
    found = line(seen("2026-08-10", birth=date(1998, 3, 20), noted=noted), "tetanus-women")
    why = why_date(found, "recommended")
    assert why is not None
    assert (why.sentence, why.status) == ("Hẹn cho phụ nữ có thai, tính từ ngày 01/08/2026.", "transcribed")


@pytest.mark.parametrize(
    ("group", "born", "sentence"),
    [
        ("hepb0", NA, "Đã đủ mũi theo lịch."),
        ("bcg", OLD, "Đã quá tuổi hẹn của lịch."),
        ("td", date(2018, 12, 31), "Chỉ hẹn cho trẻ sinh từ 01/01/2019 (đủ 7 tuổi từ năm 2026)."),
        ("tetanus-women", NA, "Chỉ hẹn cho phụ nữ có thai."),
    ],
)
def test_a_group_that_asks_for_nothing_says_why(group: str, born: date, sentence: str) -> None:
    why = why_status(line(seen("2026-08-01", f"{born} hepb", birth=born), group))
    assert why is not None
    assert why.sentence == sentence


def test_a_group_that_is_due_has_its_dates_to_say_why() -> None:
    assert why_status(line(seen("2026-08-01"), "polio")) is None


def test_no_date_no_reason() -> None:
    complete = line(seen("2026-08-01", "2026-07-15 hepb"), "hepb0")
    assert why_date(complete, "recommended") is None


@pytest.mark.parametrize(
    ("span", "said", "aged"),
    [
        (Span(), "0 ngày", "ngày sinh"),
        (Span(days=28), "28 ngày", "28 ngày tuổi"),
        (Span(days=42), "6 tuần", "6 tuần tuổi"),
        (Span(months=18), "18 tháng", "18 tháng tuổi"),
        (Span(years=7), "7 năm", "7 tuổi"),
        (Span(years=1, months=6), "1 năm 6 tháng", "1 năm 6 tháng tuổi"),
    ],
)
def test_lengths_are_said_as_nurses_say_them(span: Span, said: str, aged: str) -> None:
    assert (length(span), age(span)) == (said, aged)
