"""Which series speaks, and how antigens make a group, on made-up schedules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tram.engines.schedule import (
    Antigen,
    Contraindication,
    Given,
    Group,
    Holds,
    Indication,
    IntervalRule,
    Observed,
    Patient,
    Schedule,
    ScheduleError,
    assess,
    span,
    subset,
)
from tram.engines.tests.small_schedules import BORN, TODAY, after, age, ages, child, dose, schedule, series, told

LONG = series(*(dose(after()) for _ in range(3)), max_age_to_start=span("1 year"))
SHORT = series(
    dose(ages(absolute="1 year", minimum="1 year")), dose(after()), name="short", default=False, preference=2
)
RISK = series(
    dose(after("8 weeks")), name="risk", kind="risk", group="2", default=False, indications=(Indication("ill"),)
)
ILL = (Observed("ill"),)


def test_without_doses_the_default_series_speaks():
    assert told(schedule(SHORT, LONG), child()).series == "usual"


def test_who_began_late_follows_the_series_that_counts_the_doses():
    assert told(schedule(LONG, SHORT), child(age("2 months"))).series == "usual"
    assert told(schedule(LONG, SHORT), child(age("13 months"))).series == "short"


def test_a_complete_series_wins_over_one_under_way():
    result = told(schedule(LONG, SHORT), child(age("2 months"), age("13 months"), age("15 months")))
    assert result.status == "complete"


def test_of_series_under_way_the_one_with_most_doses_wins_then_the_preferred():
    other = replace(LONG, name="other", default=False, preference=2, doses=LONG.doses[1:])
    assert told(schedule(LONG, other), child(age("2 months"))).series == "other"  # one dose fewer to go
    same = replace(LONG, name="same", default=False, preference=2)
    assert told(schedule(LONG, same), child(age("2 months"))).series == "usual"
    assert told(schedule(replace(LONG, preference=3), same), child(age("2 months"))).series == "same"


def test_a_series_of_one_product_wins_while_every_dose_is_of_it():
    product = replace(LONG, name="product", default=False, product=True, preference=2)
    assert told(schedule(LONG, product), child(age("2 months"))).series == "product"
    assert told(schedule(LONG, product), child()).series == "usual"


def test_a_risk_series_needs_its_circumstance_at_its_age():
    plan = schedule(LONG, RISK)
    assert told(plan, child()).others == ()
    assert told(plan, child(observed=ILL)).series == "risk"
    aged = schedule(LONG, replace(RISK, indications=(Indication("ill", span("5 years"), span("9 years")),)))
    assert [told(aged, child(observed=ILL), age(at)).series for at in ("4 years", "5 years", "9 years")] == [
        "usual", "risk", "usual",
    ]  # fmt: skip


def test_equivalent_groups_make_each_other_unnecessary():
    plan = schedule(replace(LONG, equivalent=frozenset({"2"})), replace(RISK, equivalent=frozenset({"1"})))
    assert told(plan, child(observed=ILL)).others == ()
    done = told(plan, child(age("2 months"), age("4 months"), age("6 months"), observed=ILL))
    assert done.status == "complete"


def test_of_risk_series_only_the_highest_priority_counts():
    lower = replace(RISK, name="lower", priority="B")
    assert told(schedule(LONG, lower, RISK), child(observed=ILL)).series == "risk"


def test_an_evaluation_only_series_speaks_only_when_complete():
    proof = series(dose(vaccines=("other",)), name="proof", kind="evaluation_only", default=False)
    plan = schedule(LONG, proof)
    assert told(plan, child((age("2 months"), "other"))).series == "proof"
    assert told(plan, child()).series == "usual"


def test_a_series_for_one_sex_does_not_concern_the_other():
    plan = schedule(replace(LONG, sexes=frozenset({"F"})))
    assert told(plan, child(sex="F")).series == "usual"
    nobody = told(plan, child(sex="M"))
    assert (nobody.series, nobody.status, nobody.forecast) == ("", "not_recommended", None)


def test_a_contraindicated_series_leaves_the_word_to_others_unless_all_are():
    plan = schedule(LONG, contraindications=(Contraindication("ill"),))
    assert told(plan, child(observed=ILL)).status == "contraindicated"


def test_a_series_is_assessed_only_while_it_is_in_force():
    plan = schedule(replace(LONG, until=date(2021, 12, 31)), replace(SHORT, default=True, since=date(2022, 1, 1)))
    assert told(plan, child(), date(2021, 12, 31)).series == "usual"
    assert told(plan, child(), date(2022, 1, 1)).series == "short"


def two(full: bool, first: str = "6 weeks", second: str = "9 weeks") -> Schedule:
    """Antigens a and b in one group; vaccine "ab" holds both, "a" only the first."""

    def one(minimum: str) -> tuple:  # type: ignore[type-arg]
        return (series(dose(ages(minimum=minimum), vaccines=("a", "ab")), dose(after(), vaccines=("a", "ab"))),)

    return Schedule(
        antigens=(Antigen("a", one(first)), Antigen("b", one(second))),
        vaccines={"a": (Holds("a"),), "ab": (Holds("a"), Holds("b"))},
        groups=(Group("ab", ("a", "b"), full),),
    )


def test_a_group_waits_for_the_antigen_that_may_come_last():
    found = assess(two(full=True), child(), BORN).groups["ab"]
    assert found.forecast is not None
    assert (found.forecast.earliest, found.antigens) == (age("9 weeks"), ("a", "b"))


def test_the_number_of_a_group_is_the_lowest_when_it_is_given_whole_else_the_highest():
    history = Patient(BORN, "F", (Given(1, age("3 months"), "a"),))
    for full, number in ((True, 1), (False, 2)):
        found = assess(two(full=full), history, TODAY).groups["ab"].forecast
        assert found is not None
        assert found.number == number


def test_a_dose_is_as_bad_for_the_group_as_its_worst_antigen_says():
    history = Patient(BORN, "F", (Given(1, age("8 weeks"), "ab"),))
    plan = two(full=True)
    strict = replace(plan, antigens=(plan.antigens[0], replace(plan.antigens[1], series=_strict())))
    found = assess(strict, history, TODAY).groups["ab"].doses
    assert [dose_found.status for dose_found in found] == ["not_valid"]


def _strict() -> tuple:  # type: ignore[type-arg]
    return (series(dose(ages(absolute="9 weeks", minimum="9 weeks"), vaccines=("ab",))),)


def test_a_group_is_complete_when_all_its_antigens_are():
    doses = tuple(Given(key, age(at), "ab") for key, at in enumerate(("3 months", "5 months")))
    assert assess(two(full=True), Patient(BORN, "F", doses), TODAY).groups["ab"].status == "complete"
    mixed = (Given(1, age("3 months"), "ab"), Given(2, age("5 months"), "a"))
    assert assess(two(full=True), Patient(BORN, "F", mixed), TODAY).groups["ab"].status == "not_complete"


def test_risk_and_standard_stand_apart_and_number_on_from_each_other():
    booster = replace(RISK, doses=(dose(ages(absolute="1 year", minimum="1 year")),))
    history = child(age("2 months"), age("4 months"), age("6 months"), observed=ILL)
    found = assess(schedule(LONG, booster), history, TODAY).groups["x"]
    assert [part.kind for part in (found, *found.others)] == ["risk", "standard"]
    assert found.forecast is not None
    assert found.forecast.number == 4
    assert found.others[0].status == "complete"


def test_a_series_that_counts_from_an_observation_numbers_anew():
    anew = IntervalRule(observations=frozenset({"ill"}), absolute=span("0 days"), minimum=span("0 days"))
    again = replace(RISK, doses=(dose(anew),))
    history = child(age("2 months"), age("4 months"), age("6 months"), observed=(Observed("ill", date(2021, 6, 1)),))
    found = assess(schedule(LONG, again), history, TODAY).groups["x"].forecast
    assert found is not None
    assert found.number == 1


def test_a_subset_keeps_its_antigens_and_their_groups():
    part = subset(two(full=True), {"b"})
    assert [antigen.code for antigen in part.antigens] == ["b"]
    assert part.groups == (Group("ab", ("b",), full=True),)
    assert set(assess(part, child(), TODAY).antigens) == {"b"}


def test_a_schedule_that_does_not_fit_together_is_refused():
    unknown = replace(two(full=True), groups=(Group("ab", ("a", "c")),))
    with pytest.raises(ScheduleError, match="«c»"):
        assess(unknown, child(), TODAY)
    two_references = schedule(series(dose(IntervalRule(previous=True, target=1, minimum=span("1 month")))))
    with pytest.raises(ScheduleError, match="đúng một mốc"):
        assess(two_references, child(), TODAY)
