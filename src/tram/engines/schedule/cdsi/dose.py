"""Target doses of CDSi supporting data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tram.engines.schedule.cdsi.xml import Element, codes, day, filled, length, text, texts, whole, yes
from tram.engines.schedule.errors import ScheduleError
from tram.engines.schedule.model import (
    AgeRule,
    Comparison,
    Condition,
    ConditionKind,
    Context,
    IntervalRule,
    Season,
    Skip,
    SkipSet,
    TargetDose,
    VaccineRule,
)

Word = TypeVar("Word")
CONTEXTS: dict[str, Context] = {"both": "both", "evaluation": "evaluation", "forecast": "forecast"}
KINDS: dict[str, ConditionKind] = {
    "age": "age",
    "completed series": "completed_series",
    "interval": "interval",
    "vaccine count by age": "vaccine_count",
    "vaccine count by date": "vaccine_count",
    "vaccine count by date and age": "vaccine_count",
    "vaccine count by age and date": "vaccine_count",
}
COMPARISONS: dict[str, Comparison] = {
    "greater than": "greater",
    "equal to": "equal",
    "equal": "equal",
    "less than": "less",
}


def target_dose(element: Element, rule: str) -> TargetDose:
    """One `seriesDose`; `rule` begins the ids of its rules."""
    return TargetDose(
        ages=tuple(_age(e, f"{rule}/age") for e in filled(element, "age")),
        intervals=tuple(_interval(e, f"{rule}/interval") for e in filled(element, "interval")),
        allowable_intervals=tuple(
            _interval(e, f"{rule}/allowable-interval") for e in filled(element, "allowableInterval")
        ),
        preferable=tuple(_vaccine(e, f"{rule}/preferable") for e in filled(element, "preferableVaccine")),
        allowable=tuple(_vaccine(e, f"{rule}/allowable") for e in filled(element, "allowableVaccine")),
        inadvertent=frozenset(texts(element, "inadvertentVaccine/cvx")),
        skips=tuple(_skip(e, f"{rule}/skip") for e in filled(element, "conditionalSkip")),
        season=next((_season(e) for e in filled(element, "seasonalRecommendation")), None),
        recurring=yes(element, "recurringDose"),
    )


def _age(element: Element, rule: str) -> AgeRule:
    return AgeRule(
        absolute=length(element, "absMinAge"),
        minimum=length(element, "minAge"),
        earliest=length(element, "earliestRecAge"),
        latest=length(element, "latestRecAge"),
        maximum=length(element, "maxAge"),
        since=day(element, "effectiveDate"),
        until=day(element, "cessationDate"),
        rule=rule,
    )


def _interval(element: Element, rule: str) -> IntervalRule:
    return IntervalRule(
        previous=yes(element, "fromPrevious"),
        target=whole(element, "fromTargetDose"),
        vaccines=codes(text(element, "fromMostRecent")),
        observations=frozenset(texts(element, "fromRelevantObs/code")),
        absolute=length(element, "absMinInt"),
        minimum=length(element, "minInt"),
        earliest=length(element, "earliestRecInt"),
        latest=length(element, "latestRecInt"),
        priority=text(element, "intervalPriority").lower() in {"override", "y", "yes"},
        since=day(element, "effectiveDate"),
        until=day(element, "cessationDate"),
        rule=rule,
    )


def _vaccine(element: Element, rule: str) -> VaccineRule:
    return VaccineRule(
        vaccine=text(element, "cvx"),
        begin=length(element, "beginAge"),
        end=length(element, "endAge"),
        maker=text(element, "mvx"),
        named=yes(element, "forecastVaccineType"),
        rule=rule,
    )


def _season(element: Element) -> Season:
    return Season(start=day(element, "startDate"), end=day(element, "endDate"))


def _skip(element: Element, rule: str) -> Skip:
    context = CONTEXTS.get(text(element, "context").lower())
    if context is None:
        raise ScheduleError(f"{rule}: không biết bối cảnh bỏ mũi «{text(element, 'context')}».")
    sets = tuple(_skip_set(e, f"{rule}/{number}") for number, e in enumerate(filled(element, "set"), start=1))
    return Skip(context=context, sets=sets, every=text(element, "setLogic").upper() == "AND")


def _skip_set(element: Element, rule: str) -> SkipSet:
    return SkipSet(
        conditions=tuple(_condition(e, rule) for e in filled(element, "condition")),
        every=text(element, "conditionLogic").upper() != "OR",
        since=day(element, "effectiveDate"),
        until=day(element, "cessationDate"),
        rule=rule,
    )


def _condition(element: Element, rule: str) -> Condition:
    return Condition(
        kind=_known(KINDS, text(element, "conditionType"), rule),
        begin=length(element, "beginAge"),
        end=length(element, "endAge"),
        start=day(element, "startDate"),
        stop=day(element, "endDate"),
        interval=length(element, "interval"),
        vaccines=codes(text(element, "vaccineTypes")),
        count=whole(element, "doseCount"),
        comparison=_known(COMPARISONS, text(element, "doseCountLogic") or "greater than", rule),
        valid_only=text(element, "doseType").lower() == "valid",
        series_groups=codes(text(element, "seriesGroups")),
    )


def _known(words: Mapping[str, Word], said: str, rule: str) -> Word:
    if said.lower() not in words:
        raise ScheduleError(f"{rule}: không biết «{said}».")
    return words[said.lower()]
