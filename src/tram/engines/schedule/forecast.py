"""The next dose of one series: is one needed, and when (chapter 7 of the specification)."""

from __future__ import annotations

from tram.engines.schedule.compiled import FIRST, LAST, NO_BEGIN, NO_END, AgeLimits, Gap, Step
from tram.engines.schedule.evaluate import reference
from tram.engines.schedule.guard import allowed, contraindicated, immune
from tram.engines.schedule.results import Mark, NoForecast, SeriesStatus
from tram.engines.schedule.run import Dates, Outcome, Run
from tram.engines.schedule.skip import may_skip

ANY_AGE = AgeLimits(NO_BEGIN, NO_BEGIN, NO_BEGIN, NO_END, NO_END, FIRST, LAST, "")


def forecast(run: Run) -> Outcome:
    """What the series says after its doses were judged."""
    case, target = run.case, run.target
    if target.may_be_immune and immune(case, target):
        return _end(run, "immune", "immune")
    steps = run.path.steps
    while run.at < len(steps):
        step = steps[run.at]
        if step.skips_forecast and may_skip(step.skips_forecast, run, case.day, len(run.shots)):
            run.at += 1
            continue
        if case.codes and contraindicated(case, target, step):
            return _end(run, "contraindicated", "contraindicated")
        outcome = _need(run, step)
        if outcome.dates is None or not step.skips_forecast:
            return outcome
        if not may_skip(step.skips_forecast, run, outcome.dates.earliest, len(run.shots)):
            return outcome
        run.at += 1  # chapter 7.6: on the earliest day it would no longer be asked for
    return _end(run, "complete", "complete") if run.valid else _end(run, "not_recommended", "history")


def _end(
    run: Run, status: SeriesStatus, reason: NoForecast, step: Step | None = None, dates: Dates | None = None
) -> Outcome:
    valid = run.valid
    return Outcome(
        run.path,
        status,
        reason,
        run.at,
        tuple(run.verdicts),
        len(valid),
        tuple([place for place in valid if _in_season(run, place)] if run.path.seasonal else valid),
        run.shots[valid[0]].day if valid else None,
        run.case.day,
        run.ages,
        step,
        dates,
        _vaccines(run, step, dates) if step is not None and dates is not None and step.named else (),
    )


def _in_season(run: Run, place: int) -> bool:
    target = run.verdicts[place].target
    step = run.path.steps[target - 1] if target else None
    return step is None or step.season is None or run.shots[place].day >= run.case.season(step)[0]


def _vaccines(run: Run, step: Step, dates: Dates) -> tuple[str, ...]:
    """The vaccines named for the next dose that may be given to this person at that time (FORECASTRECVAC-1)."""
    ages, first, second, today = run.ages, dates.earliest, dates.recommended, run.case.day
    found: list[str] = []
    for rule in step.named:
        begin, end = ages[rule.begin], ages[rule.end]
        if (begin <= first < end or begin <= second < end) and rule.since <= today <= rule.until:
            found.append(rule.vaccine)
    if run.case.codes:
        found = [code for code in found if allowed(run.case, run.target, code)]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def _need(run: Run, step: Step) -> Outcome:
    """Table 7-10, for a target dose that is neither satisfied nor skipped."""
    case = run.case
    limits = step.age or next((found for found in step.ages if found.since <= case.day <= found.until), ANY_AGE)
    references = _references(run, step) if step.gaps else []
    earliest, mark = _earliest(run, step, limits, references)
    maximum = run.ages[limits.maximum]
    if step.season is not None and case.day > case.season(step)[1]:
        return _end(run, "not_recommended", "past_season")
    if case.day >= maximum:
        return _end(run, "aged_out", "too_old")
    if earliest >= maximum:
        return _end(run, "aged_out", "cannot_finish")
    dates = _dates(run, limits, references, earliest, mark)
    return _end(run, "not_complete", "", step, dates)


def _references(run: Run, step: Step) -> list[tuple[Gap, int]]:
    """The intervals in force that have a day to be counted from."""
    found: list[tuple[Gap, int]] = []
    for gap in step.gaps:
        if gap.since <= run.case.day <= gap.until:
            since = reference(run, gap, len(run.shots))
            if since is not None:
                found.append((gap, since))
    return found


def _earliest(run: Run, step: Step, limits: AgeLimits, references: list[tuple[Gap, int]]) -> tuple[int, Mark]:
    """The latest of what holds the dose back, and why (FORECASTDTCAN-1); never before birth."""
    best = birth = run.case.birth
    mark: Mark = ("minimum_age", limits.rule, birth)
    if run.ages[limits.minimum] > birth:
        best = run.ages[limits.minimum]
    for gap, since in references:
        if gap.minimum is not None and (day := gap.minimum.after(since)) > best:
            best, mark = day, ("minimum_interval", gap.rule, since)
    if step.conflicting:
        best, mark = _after_conflicts(run, step, best, mark)
    if step.season is not None and (day := run.case.season(step)[0]) > best:
        best, mark = day, ("season", "", None)
    for shot in run.inadvertent:
        if shot.day > best:
            best, mark = shot.day, ("inadvertent", "", shot.day)
    if run.judged is not None and run.judged > best:
        best, mark = run.judged, ("last_dose", "", run.judged)
    return best, mark


def _after_conflicts(run: Run, step: Step, best: int, mark: Mark) -> tuple[int, Mark]:
    """CALCDTCONFLICT-3."""
    for shot in run.case.clashing:
        clash = step.conflicting.get(shot.vaccine)
        if clash is not None and (day := clash.end.after(shot.day)) > best:
            best, mark = day, ("conflict", clash.rule, shot.day)
    return best, mark


def _dates(run: Run, limits: AgeLimits, references: list[tuple[Gap, int]], earliest: int, mark: Mark) -> Dates:
    """FORECASTDT-1 to -6."""
    wished, wish = _recommended(run, limits, references, (earliest, mark))
    due, late = _past_due(run, limits, references)
    marks: tuple[tuple[str, Mark], ...] = (
        ("earliest", mark),
        ("recommended", wish if wished >= earliest else mark),
    )
    if due is not None and late is not None:
        marks = (*marks, ("past_due", late if due >= earliest else mark))
    latest = None
    if limits.maximum != NO_END:
        latest = run.ages[limits.maximum] - 1
        marks = (*marks, ("latest", ("maximum_age", limits.rule, run.case.birth)))
    recommended = max(earliest, wished)
    return Dates(earliest, recommended, wished, None if due is None else max(due, earliest), due, latest, marks)


def _recommended(
    run: Run, limits: AgeLimits, references: list[tuple[Gap, int]], earliest: tuple[int, Mark]
) -> tuple[int, Mark]:
    if limits.earliest != NO_BEGIN:
        return run.ages[limits.earliest], ("recommended_age", limits.rule, run.case.birth)
    best: tuple[int, Mark] | None = None
    for gap, since in references:
        if gap.earliest is not None and (best is None or gap.earliest.after(since) > best[0]):
            best = gap.earliest.after(since), ("recommended_interval", gap.rule, since)
    return best or earliest


def _past_due(run: Run, limits: AgeLimits, references: list[tuple[Gap, int]]) -> tuple[int | None, Mark | None]:
    if limits.latest != NO_END:
        return run.ages[limits.latest] - 1, ("latest_age", limits.rule, run.case.birth)
    best: tuple[int, Mark] | None = None
    for gap, since in references:
        if gap.latest is not None and (best is None or gap.latest.after(since) - 1 > best[0]):
            best = gap.latest.after(since) - 1, ("latest_interval", gap.rule, since)
    return best or (None, None)
