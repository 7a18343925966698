"""What follows from the compiled rules: short cuts, and on what an answer depends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tram.engines.schedule.compiled import (
    FIRST,
    LAST,
    NO_BEGIN,
    NO_END,
    AgeLimits,
    Counted,
    Gap,
    Step,
    Test,
    Usual,
)
from tram.engines.schedule.model import Antigen, Series


def by_vaccine(rules: tuple[Counted, ...]) -> dict[str, tuple[Counted, ...]]:
    """The rules under each vaccine, in their order."""
    found: dict[str, tuple[Counted, ...]] = {}
    for rule in rules:
        found[rule.vaccine] = (*found.get(rule.vaccine, ()), rule)
    return found


def usual(
    ages: tuple[AgeLimits, ...],
    gaps: tuple[Gap, ...],
    counting: dict[str, tuple[Counted, ...]],
    inadvertent: frozenset[str],
) -> dict[str, Usual]:
    """For each vaccine under undated rules of one age and one interval from the dose before, the rules in one."""
    dated = not all(map(always, ages)) or not all(always(gap) and gap.previous for gap in gaps)
    if dated or len(ages) > 1 or len(gaps) > 1:
        return {}
    minimum, maximum = (ages[0].minimum, ages[0].maximum) if ages else (NO_BEGIN, NO_END)
    return {
        code: Usual(minimum, rule.begin, maximum, rule.end, gaps[0].asked if gaps else None)
        for code, rules in counting.items()
        for rule in rules[:1]
        if code not in inadvertent and always(rule) and not rule.maker
    }


def always(rule: AgeLimits | Gap | Counted) -> bool:
    """Is the rule without dates?"""
    return rule.since == FIRST and rule.until == LAST


def tests_of(step: Step) -> Iterable[Test]:
    """Every condition under which the target dose may be left out."""
    for leave in (*step.skips_evaluation, *step.skips_forecast):
        for tests in leave.sets:
            yield from tests.tests


def nameless(antigen: Antigen) -> Antigen:
    """The antigen's rules without its code."""
    return replace(antigen, code="")


def unobserved(antigen: Antigen) -> Antigen:
    """Its rules for a person about whom nothing was observed."""
    series = tuple(one for one in antigen.series if one.kind != "risk")
    return replace(antigen, code="", immune_by=frozenset(), contraindications=(), series=series)


def spare(series: Series, steps: tuple[Step, ...], siblings: tuple[Series, ...]) -> frozenset[str] | None:
    """The vaccines without which a standard series cannot speak: it needs a valid dose where its group has a default
    series for everybody (SELECTSCORE-2). None for a series that may speak without."""
    if series.kind != "standard" or series.default:
        return None
    group = (one for one in siblings if one.group == series.group and one.default)
    if not any(not one.sexes and one.since is None and one.until is None for one in group):
        return None
    return frozenset(vaccine for step in steps for vaccine in step.counting)
