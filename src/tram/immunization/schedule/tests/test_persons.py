"""From rows to a patient: which doses count at all, and what a circumstance opens or closes."""

from __future__ import annotations

from datetime import date

from tram.immunization.schedule import not_counted, patient_of
from tram.immunization.schedule.tests.people import NA, Noted, doses, line, seen

GROWN = date(1998, 3, 20)
CARRYING = Noted("pregnant", date(2026, 8, 1), due_on=date(2027, 5, 8))


def test_a_campaign_dose_of_oral_polio_counts_for_nothing_and_says_why() -> None:
    routine, campaign = doses("2026-09-15 opv", "2026-09-15 opv campaign")
    told = not_counted(campaign)
    assert not_counted(routine) is None
    assert told is not None
    assert "chiến dịch" in told.sentence
    assert told.status == "assumed"


def test_a_campaign_dose_of_measles_counts() -> None:
    assert line(seen("2027-04-20", "2027-04-16 mr campaign"), "measles-rubella").number == 2


def test_a_dose_past_its_expiry_is_sub_standard_and_asked_for_again() -> None:
    from dataclasses import replace

    from tram.immunization.schedule import assess_rows

    (spoiled,) = (replace(one, expires_on=date(2026, 9, 14)) for one in doses("2026-09-15 opv"))
    found = assess_rows(NA, "female", [spoiled], day=date(2026, 9, 20)).antigens["polio"]
    assert [dose.status for dose in found.doses] == ["sub_standard"]
    assert found.forecast is not None
    assert found.forecast.number == 1


def test_tetanus_is_asked_for_while_a_pregnancy_lasts_and_not_before_or_after() -> None:
    def status(day: str) -> str:
        return line(seen(day, birth=GROWN, noted=(CARRYING,)), "tetanus-women").status

    assert [status(day) for day in ("2026-07-31", "2026-08-01", "2027-06-05", "2027-06-06")] == [
        "not_recommended", "due", "due", "not_recommended",
    ]  # fmt: skip


def test_a_pregnancy_that_ended_early_asks_for_nothing_more() -> None:
    lost = Noted("pregnant", date(2026, 8, 1), end=date(2026, 9, 1), due_on=date(2027, 5, 8))
    assert line(seen("2026-09-02", birth=GROWN, noted=(lost,)), "tetanus-women").status == "not_recommended"


def test_doses_of_an_earlier_pregnancy_are_judged_though_nobody_is_pregnant() -> None:
    found = seen("2026-12-01", "2020-03-20 tt", "2020-04-10 tt", birth=GROWN).antigens["tetanus-women"]
    assert [(dose.status, dose.number) for dose in found.doses] == [("valid", 1), ("not_valid", None)]


def test_childhood_doses_too_close_count_once_when_a_series_is_chosen() -> None:
    close = ("1998-05-20 dpt", "1998-06-20 dpt", "1998-07-01 dpt")
    apart = ("1998-05-20 dpt", "1998-06-20 dpt", "1998-07-20 dpt")
    series = [
        seen("2026-08-10", *told, birth=GROWN, noted=(CARRYING,)).antigens["tetanus-women"].series
        for told in (close, apart)
    ]
    assert series == ["tetanus-women", "tetanus-women-3"]


def test_a_child_without_pregnancies_carries_no_observation() -> None:
    assert patient_of(NA, "female", doses("2026-09-15 opv")).observed == ()


def test_a_sex_nobody_noted_is_unknown_and_asks_for_no_hpv() -> None:
    assert patient_of(NA, "", ()).sex == "U"
    assert line(seen("2026-08-01", sex="other"), "hpv").status == "not_recommended"
