"""When a target dose may be left out, on a made-up schedule."""

from __future__ import annotations

from datetime import date
from typing import Any

from tram.engines.schedule import Condition, Skip, SkipSet, span
from tram.engines.tests.small_schedules import (
    TODAY,
    after,
    age,
    ages,
    child,
    days,
    dose,
    schedule,
    series,
    statuses,
    told,
)


def skip(*conditions: Condition, context: Any = "both", every: bool = True, **more: Any) -> tuple[Skip, ...]:
    return (Skip(context, (SkipSet(conditions, every=every, **more),)),)


OLD = Condition("age", begin=span("1 year"))
TWO_STEPS = schedule(series(dose(ages(minimum="2 months")), dose(after("4 weeks"), skips=skip(OLD)), dose(after())))


def test_a_dose_skipped_by_age_leaves_the_next_one():
    assert told(TWO_STEPS, child(age("3 months")), age("6 months")).forecast.target == 2  # type: ignore[union-attr]
    result = told(TWO_STEPS, child(age("3 months")), age("13 months"))
    assert result.forecast is not None
    assert (result.forecast.target, result.forecast.number) == (3, 2)


def test_a_dose_given_late_is_judged_against_the_next_target():
    result = told(TWO_STEPS, child(age("3 months"), age("14 months")))
    assert [found.target for found in result.doses] == [1, 3]
    assert result.status == "complete"


def test_a_skip_may_hold_for_the_forecast_only():
    plan = schedule(series(dose(), dose(skips=skip(OLD, context="forecast")), dose()))
    result = told(plan, child(age("3 months"), age("14 months")), age("15 months"))
    assert [found.target for found in result.doses] == [1, 2]
    for_judging = schedule(series(dose(), dose(skips=skip(OLD, context="evaluation"))))
    assert told(for_judging, child(age("3 months")), age("15 months")).status == "not_complete"


def test_doses_are_counted_by_vaccine_and_age_over_the_whole_history():
    enough = Condition("vaccine_count", vaccines=frozenset({"live"}), begin=span("1 year"), count=1)
    plan = schedule(series(dose(), dose(skips=skip(enough))))
    late, early = age("13 months"), age("11 months")
    one = told(plan, child(age("2 months"), (late, "live")))
    two = told(plan, child(age("2 months"), (late, "live"), (late + days(9), "live")))
    young = told(plan, child(age("2 months"), (early, "live"), (late, "live")))
    assert [one.status, two.status, young.status] == ["not_complete", "complete", "not_complete"]


def test_only_doses_before_the_one_judged_are_counted():
    any_dose = Condition("vaccine_count", count=1)
    plan = schedule(series(dose(), dose(skips=skip(any_dose)), dose()))
    result = told(plan, child(age("2 months"), age("4 months"), age("6 months")))
    assert [found.target for found in result.doses] == [1, 2, 3]


def test_invalid_doses_count_only_when_all_do():
    first = ages(absolute="6 months", minimum="6 months")
    for valid_only, status in ((True, "not_complete"), (False, "complete")):
        counted = Condition("vaccine_count", count=1, valid_only=valid_only)
        plan = schedule(series(dose(first), dose(skips=skip(counted))))
        assert told(plan, child(age("2 months"), age("7 months"))).status == status


def test_counts_compare_as_they_say():
    history = child(age("2 months"), age("4 months"))
    for comparison, count, skipped in (
        ("greater", 2, False),
        ("equal", 2, True),
        ("less", 3, True),
        ("less", 2, False),
    ):
        condition = Condition("vaccine_count", count=count, comparison=comparison)  # type: ignore[arg-type]
        plan = schedule(series(dose(), dose(), dose(skips=skip(condition))))
        assert (told(plan, history).status == "complete") is skipped


def test_a_skip_may_wait_for_an_interval():
    waited = Condition("interval", interval=span("5 months"))
    plan = schedule(series(dose(), dose(skips=skip(waited)), dose()))
    start = age("2 months")
    assert [d.target for d in told(plan, child(start, start + days(60))).doses] == [1, 2]
    assert [d.target for d in told(plan, child(start, start + days(200))).doses] == [1, 3]


def test_a_skip_may_ask_whether_another_series_group_is_complete():
    done = Condition("completed_series", series_groups=frozenset({"1"}))
    booster = series(
        dose(skips=skip(done)), dose(ages(absolute="5 years", minimum="5 years")), name="booster", group="2"
    )
    plan = schedule(booster, series(dose()))
    for history, target in ((child(), 1), (child(age("2 months")), 2)):
        result = told(plan, history)
        found = next(one for one in (result, *result.others) if one.series == "booster")
        assert found.forecast is not None
        assert found.forecast.target == target


def test_conditions_join_by_and_and_or_and_sets_have_their_dates():
    rich = Condition("vaccine_count", count=5)
    both = schedule(series(dose(), dose(skips=skip(OLD, rich))))
    one = schedule(series(dose(), dose(skips=skip(OLD, rich, every=False))))
    over = schedule(series(dose(), dose(skips=skip(OLD, until=date(2021, 12, 31)))))
    history = child(age("2 months"))
    assert [told(plan, history, TODAY).status for plan in (both, one, over)] == [
        "not_complete", "complete", "not_complete",
    ]  # fmt: skip


def test_a_forecast_that_would_be_skipped_on_its_own_day_is_not_made():
    result = told(TWO_STEPS, child(age("11 months") + days(20)), age("11 months") + days(21))
    assert result.forecast is not None
    assert result.forecast.target == 3  # dose 2 would be due after the first birthday, when it is no longer asked for
    assert statuses(result) == ["valid"]
