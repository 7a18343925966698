"""From what was worked out to what is told: frozen results with dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tram.engines.schedule.guard import allowed
from tram.engines.schedule.results import AntigenResult, DoseResult, Forecast, Why
from tram.engines.schedule.run import Mark, Outcome, Verdict


def antigen_result(code: str, found: Sequence[Outcome]) -> AntigenResult:
    """The result of an antigen from its best series, the one that matters most first; not recommended without any."""
    if not found:
        return AntigenResult(code, "", "", "not_recommended", (), None)
    results = [_one(code, outcome) for outcome in sorted(found, key=weight)]
    first, others = results[0], tuple(results[1:])
    if not others:
        return first
    return AntigenResult(
        code, first.series, first.kind, first.status, first.doses, first.forecast, first.reason, others
    )


def weight(outcome: Outcome) -> tuple[int, bool, bool, int]:
    """What is told first: a risk series that asks for a dose, then what is due, what was begun, what a standard series
    finished, what is to come; of those that ask for nothing, a complete one before one that never will be."""
    asks, risk = outcome.status == "not_complete", outcome.path.source.kind == "risk"
    if asks and (risk or outcome.earliest <= outcome.run.case.day):
        place = 0
    elif outcome.run.satisfied and not (risk and not asks):
        place = 1 if asks else 2
    else:
        place = 3 if asks else 4
    return place, outcome.status in {"aged_out", "not_recommended"}, not risk, outcome.earliest


def _one(code: str, outcome: Outcome) -> AntigenResult:
    source = outcome.path.source
    doses = tuple(dose_result(code, verdict) for verdict in outcome.run.verdicts)
    return AntigenResult(code, source.name, source.kind, outcome.status, doses, told(outcome), outcome.reason)


def dose_result(code: str, verdict: Verdict) -> DoseResult:
    """A judged dose."""
    return DoseResult(verdict.shot.key, code, verdict.status, verdict.number, verdict.reasons, verdict.target)


def told(outcome: Outcome) -> Forecast | None:
    """The forecast of a series; None when nothing is to be given."""
    if outcome.status != "not_complete":
        return None
    return Forecast(
        number=outcome.number,
        earliest=date.fromordinal(outcome.earliest),
        recommended=date.fromordinal(outcome.recommended),
        past_due=day_of(outcome.past_due),
        latest=day_of(outcome.latest),
        vaccines=vaccines_of(outcome),
        why={name: why_of(mark) for name, mark in outcome.marks.items()},
        target=outcome.run.at + 1,
        unadjusted_recommended=date.fromordinal(outcome.unadjusted_recommended),
        unadjusted_past_due=day_of(outcome.unadjusted_past_due),
    )


def day_of(day: int | None) -> date | None:
    """The date of a day number."""
    return None if day is None else date.fromordinal(day)


def why_of(mark: Mark) -> Why:
    """A mark in dates."""
    return Why(mark.code, mark.rule, day_of(mark.since))


def vaccines_of(outcome: Outcome) -> tuple[str, ...]:
    """The vaccines named for the next dose that may be given to this person at that time (FORECASTRECVAC-1)."""
    if outcome.step is None:
        return ()
    ages, days = outcome.run.case.ages, (outcome.earliest, outcome.recommended)
    named = (
        rule.vaccine
        for rule in outcome.step.preferred
        if rule.named and any(ages[rule.begin] <= day < ages[rule.end] for day in days)
    )
    return tuple(code for code in dict.fromkeys(named) if allowed(outcome.run.case, outcome.run.target, code))
