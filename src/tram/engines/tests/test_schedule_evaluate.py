"""Each rule by which a dose is judged, on a made-up schedule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tram.engines.schedule import Conflict, Given, IntervalRule, Observed, Patient, Span, VaccineRule, assess, span
from tram.engines.tests.small_schedules import (
    BORN,
    TODAY,
    after,
    age,
    ages,
    child,
    codes,
    days,
    dose,
    schedule,
    series,
    statuses,
    told,
)

FIRST = ages(absolute="2 months - 4 days", minimum="2 months", maximum="5 years")
PLAN = schedule(series(dose(FIRST), dose(after("4 weeks"))))


def length(words: str) -> Span:
    found = span(words)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "status", "code"),
    [
        (age("2 months") - days(5), "not_valid", ["too_young"]),
        (age("2 months") - days(4), "valid", ["grace_age"]),
        (age("2 months") - days(1), "valid", ["grace_age"]),
        (age("2 months"), "valid", []),
        (age("5 years") - days(1), "valid", []),
        (age("5 years"), "extraneous", ["too_old"]),
    ],
)
def test_the_age_decides_to_the_day(day: date, status: str, code: list[str]):
    result = told(PLAN, child(day), date(2026, 1, 1))
    assert statuses(result) == [status]
    assert codes(result) == [code]


def test_a_reason_names_its_rule_the_day_it_asked_for_and_where_it_counts_from():
    result = told(PLAN, child(age("2 months") - days(5)))
    reason = result.doses[0].reasons[0]
    assert (reason.rule, reason.limit, reason.since) == ("age", age("2 months") - days(4), BORN)


@pytest.mark.parametrize(
    ("gap", "status", "code"),
    [(23, "not_valid", ["too_soon"]), (24, "valid", ["grace_interval"]), (28, "valid", []), (400, "valid", [])],
)
def test_the_interval_decides_to_the_day(gap: int, status: str, code: list[str]):
    first = age("2 months")
    result = told(PLAN, child(first, first + days(gap)))
    assert statuses(result) == ["valid", status]
    assert codes(result)[1] == code


def test_a_dose_that_did_not_count_starts_the_interval_anew():
    first = age("2 months")
    result = told(PLAN, child(first, first + days(20), first + days(30)))
    assert statuses(result) == ["valid", "not_valid", "not_valid"]


def test_the_number_is_of_the_doses_that_count_and_the_rest_is_extra():
    first = age("1 month")
    result = told(PLAN, child(first, age("3 months"), age("5 months"), age("9 months")))
    assert [(found.status, found.number) for found in result.doses] == [
        ("not_valid", None), ("valid", 1), ("valid", 2), ("extraneous", None),
    ]  # fmt: skip
    assert codes(result)[3] == ["series_complete"]


def test_an_allowable_interval_saves_what_the_preferable_one_refuses():
    first = age("2 months")
    strict = dose(after("8 weeks"), allowable_intervals=(after("4 weeks"),))
    plan = schedule(series(dose(FIRST), strict))
    assert statuses(told(plan, child(first, first + days(40)))) == ["valid", "valid"]
    assert statuses(told(plan, child(first, first + days(20)))) == ["valid", "not_valid"]


def test_an_interval_may_count_from_an_earlier_target_dose():
    from_first = IntervalRule(target=1, absolute=span("6 months"), minimum=span("6 months"))
    plan = schedule(series(dose(FIRST), dose(after("4 weeks")), dose(after("4 weeks"), from_first)))
    first = age("2 months")
    short = told(plan, child(first, first + days(28), first + days(100)))
    assert codes(short)[2] == ["too_soon"]
    assert statuses(told(plan, child(first, first + days(28), age("8 months")))) == ["valid"] * 3


def test_an_interval_may_count_from_the_last_dose_of_named_vaccines():
    rule = IntervalRule(vaccines=frozenset({"other"}), absolute=span("8 weeks"), minimum=span("8 weeks"))
    plan = schedule(series(dose(vaccines=("vx", "other")), dose(rule)))
    start = age("3 months")
    after_other = told(plan, child((start, "other"), start + days(30)))
    after_same = told(plan, child(start, start + days(30)))
    assert (statuses(after_other)[1], statuses(after_same)[1]) == ("not_valid", "valid")


def test_an_interval_may_count_from_an_observation():
    rule = IntervalRule(observations=frozenset({"pregnant"}), absolute=span("20 weeks"), minimum=span("20 weeks"))
    plan = schedule(series(dose(rule)))
    observed = (Observed("pregnant", date(2021, 1, 1)),)
    assert statuses(told(plan, child(date(2021, 3, 1), observed=observed))) == ["not_valid"]
    assert statuses(told(plan, child(date(2021, 6, 1), observed=observed))) == ["valid"]
    assert statuses(told(plan, child(date(2021, 3, 1)))) == ["valid"]


def test_an_inadvertent_vaccine_does_not_count_and_starts_no_interval():
    plan = schedule(series(dose(FIRST, inadvertent=frozenset({"wrong"})), dose(after("4 weeks"))))
    start = age("3 months")
    result = told(plan, child((start, "wrong"), start + days(1), start + days(29)))
    assert statuses(result) == ["not_valid", "valid", "valid"]
    assert codes(result)[0] == ["inadvertent"]


def test_only_the_vaccines_of_the_target_dose_count_at_their_age_and_of_their_maker():
    rules = (VaccineRule("vx", begin=span("6 months")), VaccineRule("other", maker="A"))
    plan = schedule(series(dose(preferable=rules)))
    start = age("3 months")
    assert codes(told(plan, child((start, "wrong")))) == [["wrong_vaccine"]]
    assert codes(told(plan, child(start))) == [["vaccine_age"]]
    assert codes(told(plan, child(Given(1, start, "other", maker="B")))) == [["wrong_maker"]]
    assert statuses(told(plan, child(Given(1, start, "other", maker="A")))) == ["valid"]
    assert statuses(told(plan, child(age("6 months")))) == ["valid"]


def test_a_spoiled_or_expired_dose_is_sub_standard_and_starts_no_interval():
    start = age("3 months")
    for bad in (Given(1, start, "vx", spoiled=True), Given(1, start, "vx", expires=start - days(1))):
        result = told(PLAN, child(bad, Given(2, start + days(1), "vx")))
        assert statuses(result) == ["sub_standard", "valid"]
    good = Given(1, start, "vx", expires=start)
    assert statuses(told(PLAN, child(good))) == ["valid"]


CLASH = Conflict("live", "vx", length("1 day"), length("24 days"), length("28 days"), rule="live")


@pytest.mark.parametrize(("gap", "status"), [(0, "valid"), (1, "not_valid"), (23, "not_valid"), (24, "valid")])
def test_two_live_vaccines_need_a_day_together_or_time_between(gap: int, status: str):
    plan = schedule(series(dose(FIRST)), conflicts=(CLASH,))
    start = age("3 months")
    result = told(plan, child((start, "live"), start + days(gap)))
    assert statuses(result) == [status]
    if status == "not_valid":
        assert result.doses[0].reasons[0].vaccine == "live"


def test_after_a_dose_that_did_not_count_the_conflict_lasts_longer():
    plan = schedule(series(dose(FIRST, vaccines=("vx", "other")), dose()), conflicts=(replace(CLASH, previous="vx"),))
    early, good = age("2 months") - days(20), age("3 months")
    assert statuses(told(plan, child(early, early + days(25)))) == ["not_valid", "not_valid"]
    assert statuses(told(plan, child(good, good + days(25)))) == ["valid", "valid"]


def test_a_dose_is_judged_by_the_rules_of_its_day():
    old = replace(ages(absolute="2 months", minimum="2 months"), until=date(2020, 6, 30))
    new = replace(ages(absolute="6 months", minimum="6 months"), since=date(2020, 7, 1))
    plan = schedule(series(dose(old, new)))
    assert statuses(told(plan, child(age("3 months")))) == ["valid"]
    nothing = told(plan, child(), TODAY).forecast
    assert nothing is not None
    assert nothing.earliest == age("6 months")
    younger = Patient(date(2020, 3, 1), "F", (Given(1, date(2020, 7, 2), "vx"),))
    assert statuses(told(plan, younger)) == ["not_valid"]


def test_the_order_of_entry_does_not_matter():
    found = child(age("2 months"), age("3 months"), (age("3 months"), "wrong"), age("9 months"))
    turned = Patient(found.birth, found.sex, tuple(reversed(found.doses)), found.observed)
    assert assess(PLAN, found, TODAY) == assess(PLAN, turned, TODAY)


def test_a_recurring_dose_comes_back():
    plan = schedule(series(dose(FIRST), dose(after("1 year"), recurring=True)))
    result = told(plan, child(age("2 months"), age("15 months"), age("30 months")), date(2023, 1, 1))
    assert statuses(result) == ["valid"] * 3
    assert result.forecast is not None
    assert (result.forecast.number, result.forecast.earliest) == (4, age("42 months"))
