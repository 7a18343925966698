"""Judges the doses given against the target doses of one series (chapter 6 of the specification).

Each check first asks the cheap question, "is all well?"; only when it is not does it look for the reason.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from tram.engines.schedule.case import Shot
from tram.engines.schedule.compiled import AgeLimits, Gap, Length, Step
from tram.engines.schedule.results import Reason, ReasonCode
from tram.engines.schedule.run import Run, Verdict
from tram.engines.schedule.skip import may_skip

GRACE = frozenset({"grace_age", "grace_interval"})
OVER = Verdict("extraneous", None, None, (Reason("series_complete"),))
SPOILED = (Reason("substandard"),)


def evaluate(run: Run) -> None:
    """Judge every dose in turn, the usual ones at one glance (`Usual`), the others rule by rule."""
    steps, ages, verdicts = run.path.steps, run.ages, run.verdicts
    count = len(steps)
    for place, shot in enumerate(run.shots):
        if run.at < count and not shot.before and not shot.spoiled:
            step = steps[run.at]
            usual = step.usual.get(shot.vaccine)
            if usual is not None:
                minimum, begin, maximum, end, gap = usual
                day, last = shot.day, run.last
                of_age = ages[minimum] <= day >= ages[begin] and ages[maximum] > day < ages[end]
                if of_age and (gap is None or last is None or day >= gap.after(last)):
                    verdicts.append(_satisfy(run, step, day, place, None))
                    continue
        verdicts.append(_weigh(run, shot, place))


def _weigh(run: Run, shot: Shot, place: int) -> Verdict:
    """The verdict on a dose about which there is something to say. What is left when the target doses are used up is
    extraneous."""
    steps = run.path.steps
    if shot.spoiled:
        run.judged = shot.day
        return Verdict("sub_standard", run.at + 1, None, SPOILED)
    while run.at < len(steps) and may_skip(steps[run.at].skips_evaluation, run, shot.day, place):
        run.at += 1
    return _judge(run, steps[run.at], shot, place) if run.at < len(steps) else OVER


def _judge(run: Run, step: Step, shot: Shot, place: int) -> Verdict:
    """Table 6-31: too old is extraneous, any other broken rule not valid, days of grace valid."""
    target = run.at + 1
    run.judged = shot.day
    if shot.vaccine in step.inadvertent:
        run.inadvertent = (*run.inadvertent, shot)
        return Verdict("not_valid", target, None, (Reason("inadvertent", vaccine=shot.vaccine),))
    reasons = _reasons(run, step, shot)
    if any(reason.code == "too_old" for reason in reasons):
        return Verdict("extraneous", target, None, tuple(reasons))
    if any(reason.code not in GRACE for reason in reasons):
        run.last = shot.day
        return Verdict("not_valid", target, None, tuple(reasons))
    return _satisfy(run, step, shot.day, place, reasons)


def _satisfy(run: Run, step: Step, day: int, place: int, reasons: list[Reason] | None) -> Verdict:
    target = run.at + 1
    run.last = run.judged = day
    run.valid.append(place)
    if not step.recurring:
        run.at = target
    number = len(run.valid)
    return Verdict("valid", target, number, tuple(reasons)) if reasons else _plain(target, number)


@cache
def _plain(target: int, number: int) -> Verdict:
    """A valid dose with nothing to say."""
    return Verdict("valid", target, number)


def _reasons(run: Run, step: Step, shot: Shot) -> list[Reason]:
    """Every rule the dose did not keep, or kept only by its days of grace; empty when all is well."""
    ages, day = run.ages, shot.day
    found = [
        _age(run, limits, day)
        for limits in step.ages
        if not ages[limits.minimum] <= day < ages[limits.maximum] and limits.since <= day <= limits.until
    ]
    if step.gaps and (run.last is not None or not step.adjacent):
        found += _intervals(run, step, day)
    if shot.before:
        found += _clashes(run, shot)
    for rule in step.counting.get(shot.vaccine, ()):
        of_age = ages[rule.begin] <= day < ages[rule.end]
        if of_age and rule.since <= day <= rule.until and (not rule.maker or rule.maker == shot.maker):
            return found
    return [*found, _vaccine(run, step, shot)]


def _age(run: Run, limits: AgeLimits, day: int) -> Reason:
    ages = run.ages
    code: ReasonCode
    if day >= ages[limits.maximum]:
        code, limit = "too_old", limits.maximum
    elif day < ages[limits.absolute]:
        code, limit = "too_young", limits.absolute
    else:
        code, limit = "grace_age", limits.minimum
    return Reason(code, limits.rule, date.fromordinal(ages[limit]), date.fromordinal(run.case.birth))


def _intervals(run: Run, step: Step, day: int) -> list[Reason]:
    """All preferable intervals, or else all allowable ones."""
    broken = _gaps(run, step.gaps, day)
    if step.allowable_gaps and _too_soon(broken) and not _too_soon(_gaps(run, step.allowable_gaps, day)):
        return []
    return broken


def _too_soon(reasons: list[Reason]) -> bool:
    return any(reason.code == "too_soon" for reason in reasons)


def _gaps(run: Run, gaps: tuple[Gap, ...], day: int) -> list[Reason]:
    broken: list[Reason] = []
    for gap in gaps:
        since = run.last if gap.previous else reference(run, gap, len(run.verdicts))
        if since is None or gap.asked is None or day >= gap.asked.after(since):
            continue
        if gap.since <= day <= gap.until:
            broken.append(_gap(gap, gap.asked, day, since))
    return broken


def _gap(gap: Gap, asked: Length, day: int, since: int) -> Reason:
    soon = gap.absolute is not None and day < gap.absolute.after(since)
    limit = gap.absolute.after(since) if gap.absolute is not None and soon else asked.after(since)
    return Reason("too_soon" if soon else "grace_interval", gap.rule, date.fromordinal(limit), date.fromordinal(since))


def reference(run: Run, gap: Gap, seen: int) -> int | None:
    """The day an interval is counted from (CALCDTINT-1, -2, -8, -9); None when there is no such dose or observation."""
    if gap.previous:
        return run.last
    if gap.target:
        return run.reached(gap.target)
    if gap.observations:
        return run.case.last_observed(gap.observations)
    for shot in reversed(run.shots[:seen]):
        if shot.vaccine in gap.vaccines and shot not in run.inadvertent:
            return shot.day
    return None


def _clashes(run: Run, shot: Shot) -> list[Reason]:
    """CALCDTCONFLICT-1 and -2: a dose that did not count, of the same antigen, holds back longer."""
    day, found = shot.day, []
    for other, clash in shot.before:
        limit = (clash.end if _failed(run, other) else clash.minimum_end).after(other.day)
        if clash.begin.after(other.day) <= day < limit:
            days = date.fromordinal(limit), date.fromordinal(other.day)
            found.append(Reason("conflict", clash.rule, *days, vaccine=other.vaccine))
    return found


def _failed(run: Run, shot: Shot) -> bool:
    judged = zip(run.shots, run.verdicts, strict=False)
    return any(other is shot and verdict.status != "valid" for other, verdict in judged)


def _vaccine(run: Run, step: Step, shot: Shot) -> Reason:
    known = step.counting.get(shot.vaccine, ())
    code: ReasonCode = "wrong_vaccine"
    if known:
        of_age = any(run.ages[rule.begin] <= shot.day < run.ages[rule.end] for rule in known)
        code = "wrong_maker" if of_age else "vaccine_age"
    return Reason(code, known[0].rule if known else "", vaccine=shot.vaccine)
