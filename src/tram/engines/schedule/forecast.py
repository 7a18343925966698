"""The next dose of one series: is one needed, and when (chapter 7 of the specification)."""

from __future__ import annotations

from collections.abc import Iterator

from tram.engines.schedule.compiled import FIRST, LAST, NO_BEGIN, NO_END, AgeLimits, Gap, Step
from tram.engines.schedule.evaluate import reference
from tram.engines.schedule.guard import contraindicated, immune
from tram.engines.schedule.run import Mark, Outcome, Run
from tram.engines.schedule.skip import may_skip

ANY_AGE = AgeLimits(NO_BEGIN, NO_BEGIN, NO_BEGIN, NO_END, NO_END, FIRST, LAST, "")
Candidate = tuple[int, Mark]


def forecast(run: Run) -> Outcome:
    """What the series says after its doses were judged."""
    if immune(run.case, run.target):
        return Outcome(run, "immune", "immune")
    while True:
        _skip_to(run, run.case.day)
        if run.over:
            return _finished(run)
        step = run.path.steps[run.at]
        if contraindicated(run.case, run.target, step):
            return Outcome(run, "contraindicated", "contraindicated")
        outcome = _need(run, step)
        if outcome.status != "not_complete" or not may_skip(step.skips_forecast, run, outcome.earliest, len(run.shots)):
            return outcome
        run.at += 1


def _skip_to(run: Run, day: int) -> None:
    while not run.over and may_skip(run.path.steps[run.at].skips_forecast, run, day, len(run.shots)):
        run.at += 1


def _finished(run: Run) -> Outcome:
    return Outcome(run, "complete", "complete") if run.satisfied else Outcome(run, "not_recommended", "history")


def _need(run: Run, step: Step) -> Outcome:
    """Table 7-10, for a target dose that is neither satisfied nor skipped."""
    case = run.case
    limits = next((limits for limits in step.ages if limits.since <= case.day <= limits.until), ANY_AGE)
    earliest, mark = _earliest(run, step, limits)
    maximum = case.ages[limits.maximum]
    if case.day > case.season(step)[1]:
        return Outcome(run, "not_recommended", "past_season")
    if case.day >= maximum:
        return Outcome(run, "aged_out", "too_old")
    if earliest >= maximum:
        return Outcome(run, "aged_out", "cannot_finish")
    return _dates(run, step, limits, earliest, mark)


def _earliest(run: Run, step: Step, limits: AgeLimits) -> Candidate:
    """The latest of what holds the dose back, and why (FORECASTDTCAN-1)."""
    best = (max(run.case.ages[limits.minimum], run.case.birth), Mark("minimum_age", limits.rule, run.case.birth))
    for candidate in _held_back(run, step):
        if candidate[0] > best[0]:
            best = candidate
    return best


def _held_back(run: Run, step: Step) -> Iterator[Candidate]:
    for gap, since in _references(run, step):
        if gap.minimum is not None:
            yield gap.minimum.after(since), Mark("minimum_interval", gap.rule, since)
    if step.conflicting:
        for shot in run.case.shots:
            clash = step.conflicting.get(shot.vaccine)
            if clash is not None:
                yield clash.end.after(shot.day), Mark("conflict", clash.rule, shot.day)
    if step.season is not None:
        yield run.case.season(step)[0], Mark("season")
    for shot in run.inadvertent:
        yield shot.day, Mark("inadvertent", "", shot.day)
    for verdict in reversed(run.verdicts):
        if verdict.target is not None:
            yield verdict.shot.day, Mark("last_dose", "", verdict.shot.day)
            break


def _dates(run: Run, step: Step, limits: AgeLimits, earliest: int, mark: Mark) -> Outcome:
    """FORECASTDT-1 to -6."""
    outcome = Outcome(run, "not_complete", "", step)
    outcome.earliest = earliest
    outcome.marks["earliest"] = mark
    recommended, why = _recommended(run, step, limits) or (earliest, mark)
    outcome.unadjusted_recommended = recommended
    outcome.recommended = max(recommended, earliest)
    outcome.marks["recommended"] = why if recommended >= earliest else mark
    due = _past_due(run, step, limits)
    if due is not None:
        outcome.unadjusted_past_due = due[0]
        outcome.past_due = max(due[0], earliest)
        outcome.marks["past_due"] = due[1] if due[0] >= earliest else mark
    if limits.maximum != NO_END:
        outcome.latest = run.case.ages[limits.maximum] - 1
        outcome.marks["latest"] = Mark("maximum_age", limits.rule, run.case.birth)
    return outcome


def _recommended(run: Run, step: Step, limits: AgeLimits) -> Candidate | None:
    if limits.earliest != NO_BEGIN:
        return run.case.ages[limits.earliest], Mark("recommended_age", limits.rule, run.case.birth)
    found = [
        (gap.earliest.after(since), Mark("recommended_interval", gap.rule, since))
        for gap, since in _references(run, step)
        if gap.earliest is not None
    ]
    return max(found, key=lambda candidate: candidate[0], default=None)


def _past_due(run: Run, step: Step, limits: AgeLimits) -> Candidate | None:
    if limits.latest != NO_END:
        return run.case.ages[limits.latest] - 1, Mark("latest_age", limits.rule, run.case.birth)
    found = [
        (gap.latest.after(since) - 1, Mark("latest_interval", gap.rule, since))
        for gap, since in _references(run, step)
        if gap.latest is not None
    ]
    return max(found, key=lambda candidate: candidate[0], default=None)


def _references(run: Run, step: Step) -> Iterator[tuple[Gap, int]]:
    for gap in step.gaps:
        if gap.since <= run.case.day <= gap.until:
            since = reference(run, gap, len(run.shots))
            if since is not None:
                yield gap, since
