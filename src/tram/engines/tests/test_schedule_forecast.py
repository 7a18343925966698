"""Each rule by which the next dose is forecast, on a made-up schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tram.engines.schedule import (
    Barred,
    BirthImmunity,
    Conflict,
    Contraindication,
    Forecast,
    IntervalRule,
    Observed,
    Patient,
    Schedule,
    Season,
    Span,
    VaccineRule,
    span,
)
from tram.engines.tests.small_schedules import BORN, TODAY, after, age, ages, child, days, dose, schedule, series, told

TIMES = ages(minimum="6 weeks", earliest="2 months", latest="3 months", maximum="5 years")
PLAN = schedule(series(dose(TIMES), dose(after("4 weeks", earliest=span("8 weeks"), latest=span("12 weeks")))))


def next_dose(plan: Schedule, patient: Patient, day: date = TODAY) -> Forecast:
    found = told(plan, patient, day).forecast
    assert found is not None
    return found


def test_the_first_dose_has_the_days_of_its_ages_and_says_why():
    found = next_dose(PLAN, child(), BORN)
    assert (found.number, found.earliest, found.recommended) == (1, age("6 weeks"), age("2 months"))
    assert found.past_due == age("3 months") - days(1)
    assert found.latest == age("5 years") - days(1)
    assert {name: why.code for name, why in found.why.items()} == {
        "earliest": "minimum_age", "recommended": "recommended_age", "past_due": "latest_age", "latest": "maximum_age",
    }  # fmt: skip
    assert found.why["earliest"].rule == "age"
    assert found.why["earliest"].since == BORN


def test_the_next_dose_counts_from_the_one_before():
    given = age("4 months")
    found = next_dose(PLAN, child(given))
    assert (found.number, found.earliest, found.recommended) == (2, given + days(28), given + days(56))
    assert found.past_due == given + days(83)
    assert found.why["recommended"].since == given


def test_the_latest_of_all_that_holds_back_is_the_earliest_day():
    conflict = Conflict("live", "vx", Span(days=1), Span(days=24), Span(days=28), rule="live")
    plan = schedule(series(dose(ages(minimum="1 month")), dose(after("4 weeks"))), conflicts=(conflict,))
    given = age("4 months")
    found = next_dose(plan, child(given, (given + days(10), "live")))
    assert found.earliest == given + days(38)
    assert found.why["earliest"].code == "conflict"


def test_a_dose_that_did_not_count_holds_back_the_next_try():
    early = age("5 weeks")
    plan = schedule(series(dose(ages(absolute="6 weeks", minimum="6 weeks"), after("4 weeks"))))
    assert next_dose(plan, child(early), age("6 weeks")).earliest == early + days(28)
    wrong = schedule(series(dose(ages(minimum="6 weeks"), inadvertent=frozenset({"wrong"}))))
    found = next_dose(wrong, child((age("3 months"), "wrong")))
    assert (found.earliest, found.why["earliest"].code) == (age("3 months"), "inadvertent")


def test_recommended_and_past_due_never_come_before_the_earliest_day():
    found = next_dose(schedule(series(dose(), dose(TIMES, after("1 year")))), child(age("2 months")))
    assert found.earliest == found.recommended == found.past_due == age("14 months")
    assert found.unadjusted_recommended == age("2 months")


def test_without_a_latest_recommendation_nothing_is_past_due():
    found = next_dose(schedule(series(dose(ages(minimum="6 weeks")))), child(), BORN)
    assert (found.past_due, found.latest, found.recommended) == (None, None, age("6 weeks"))


def test_who_is_too_old_or_cannot_finish_has_aged_out():
    late = told(PLAN, child(), age("5 years"))
    assert (late.status, late.reason, late.forecast) == ("aged_out", "too_old", None)
    short = schedule(series(dose(), dose(ages(maximum="1 year"), after("6 months"))))
    stuck = told(short, child(age("10 months")), age("11 months"))
    assert (stuck.status, stuck.reason) == ("aged_out", "cannot_finish")


def test_a_series_is_complete_once_its_doses_are_satisfied():
    result = told(PLAN, child(age("2 months"), age("4 months")))
    assert (result.status, result.reason, result.forecast) == ("complete", "complete", None)


def test_evidence_of_immunity_ends_the_need():
    by_code = schedule(series(dose(TIMES)), immune_by=frozenset({"immune-x"}))
    assert told(by_code, child(observed=(Observed("immune-x"),))).status == "immune"
    assert told(by_code, child(observed=(Observed("other"),))).status == "not_complete"
    born = BirthImmunity(date(1957, 1, 1), unless=frozenset({"nurse"}))
    by_birth = schedule(series(dose()), immune_born=(born,))
    old = Patient(date(1950, 1, 1), "F")
    assert told(by_birth, old).status == "immune"
    assert told(by_birth, Patient(date(1957, 1, 1), "F")).status == "not_complete"
    assert told(by_birth, Patient(old.birth, "F", (), (Observed("nurse"),))).status == "not_complete"


def test_an_observation_counts_only_while_it_lasts():
    plan = schedule(series(dose(TIMES)), contraindications=(Contraindication("ill"),))
    for observed, status in (
        (Observed("ill", date(2021, 1, 1), date(2021, 12, 31)), "not_complete"),
        (Observed("ill", date(2021, 1, 1), date(2022, 1, 1)), "contraindicated"),
        (Observed("ill", date(2022, 1, 2)), "not_complete"),
        (Observed("ill"), "contraindicated"),
    ):
        assert told(plan, child(observed=(observed,))).status == status


def test_a_contraindication_has_its_ages_and_may_bar_single_vaccines():
    young = Contraindication("ill", end=span("1 year"))
    plan = schedule(series(dose(TIMES)), contraindications=(young,))
    ill = child(observed=(Observed("ill"),))
    assert told(plan, ill, age("11 months")).status == "contraindicated"
    assert told(plan, ill, age("1 year")).status == "not_complete"
    rules = (VaccineRule("vx", named=True), VaccineRule("other", named=True))
    one = Contraindication("ill", vaccines=(Barred("vx"),))
    both = Contraindication("ill", vaccines=(Barred("vx"), Barred("other")))
    some = schedule(series(dose(TIMES, preferable=rules)), contraindications=(one,))
    none = schedule(series(dose(TIMES, preferable=rules)), contraindications=(both,))
    assert next_dose(some, ill).vaccines == ("other",)
    assert told(none, ill).status == "contraindicated"


def test_only_vaccines_of_the_age_are_named():
    rules = (VaccineRule("vx", end=span("1 month"), named=True), VaccineRule("other", named=True), VaccineRule("wrong"))
    assert next_dose(schedule(series(dose(TIMES, preferable=rules))), child(), BORN).vaccines == ("other",)


@pytest.mark.parametrize(
    ("day", "earliest"),
    [
        ("2025-12-01", "2025-10-01"),
        ("2026-03-31", "2025-10-01"),
        ("2026-04-01", "2026-10-01"),  # the season of the year comes back
        ("2023-01-15", "2022-10-01"),
        ("2023-06-01", "2023-10-01"),
    ],
)
def test_a_season_comes_back_every_year(day: str, earliest: str):
    plan = schedule(series(dose(season=Season(date(2025, 10, 1), date(2026, 3, 31)))))
    assert next_dose(plan, child(), date.fromisoformat(day)).earliest == date.fromisoformat(earliest)


def test_doses_of_past_seasons_do_not_count_for_the_number():
    yearly = dose(after("4 weeks"), season=Season(date(2025, 7, 1), date(2026, 6, 30)), recurring=True)
    found = next_dose(schedule(series(yearly)), child(date(2024, 10, 1), date(2025, 10, 1)), date(2025, 11, 1))
    assert found.number == 2


def test_a_season_that_is_over_for_good_asks_for_nothing():
    plan = schedule(series(dose(season=Season(None, date(2021, 12, 31)))))
    assert told(plan, child(), date(2022, 1, 1)).reason == "past_season"


def test_a_forecast_uses_the_interval_in_force_on_the_day_asked():
    before = after("6 months", until=date(2021, 6, 30))
    since = after("1 month", since=date(2021, 7, 1))
    plan = schedule(series(dose(), dose(before, since)))
    given = date(2021, 5, 1)
    assert next_dose(plan, child(given), date(2021, 6, 1)).earliest == date(2021, 11, 1)
    assert next_dose(plan, child(given), date(2021, 8, 1)).earliest == date(2021, 6, 1)


def test_an_interval_without_its_reference_holds_nothing_back():
    from_third = IntervalRule(target=3, minimum=span("6 months"))
    found = next_dose(schedule(series(dose(), dose(from_third))), child(age("2 months")))
    assert found.earliest == age("2 months")


def test_nothing_is_ever_due_before_birth():
    found = next_dose(schedule(series(dose())), Patient(date(2021, 5, 5), "F"))
    assert found.earliest == date(2021, 5, 5)


def test_the_rule_of_an_interval_is_named():
    gap = replace(after("4 weeks"), rule="x/2/interval")
    found = next_dose(schedule(series(dose(), dose(gap))), child(age("2 months")))
    assert (found.why["earliest"].code, found.why["earliest"].rule) == ("minimum_interval", "x/2/interval")
