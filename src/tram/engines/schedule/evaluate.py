"""Judges the doses given against the target doses of one series (chapter 6 of the specification)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tram.engines.schedule.case import Shot
from tram.engines.schedule.compiled import AgeLimits, Counted, Gap, Step
from tram.engines.schedule.results import DoseStatus, Reason, ReasonCode
from tram.engines.schedule.run import Run, Verdict
from tram.engines.schedule.skip import may_skip

GRACE = frozenset({"grace_age", "grace_interval"})
OVER = (Reason("series_complete"),)
SPOILED = (Reason("substandard"),)


def evaluate(run: Run) -> None:
    """Judge every dose in turn. What is left when the target doses are used up is extraneous."""
    for place, shot in enumerate(run.shots):
        if shot.spoiled:
            run.note(Verdict(shot, "sub_standard", run.at + 1, None, SPOILED))
            continue
        while not run.over and may_skip(run.path.steps[run.at].skips_evaluation, run, shot.day, place):
            run.at += 1
        run.note(Verdict(shot, "extraneous", None, None, OVER) if run.over else _judge(run, shot))


def _judge(run: Run, shot: Shot) -> Verdict:
    step = run.path.steps[run.at]
    if shot.vaccine in step.inadvertent:
        run.inadvertent.add(shot)
        return Verdict(shot, "not_valid", run.at + 1, None, (Reason("inadvertent", vaccine=shot.vaccine),))
    reasons = tuple(_reasons(run, step, shot))
    status = _status(reasons)
    return Verdict(shot, status, run.at + 1, run.satisfied + 1 if status == "valid" else None, reasons)


def _status(reasons: Sequence[Reason]) -> DoseStatus:
    if any(reason.code == "too_old" for reason in reasons):
        return "extraneous"
    return "valid" if all(reason.code in GRACE for reason in reasons) else "not_valid"


def _reasons(run: Run, step: Step, shot: Shot) -> Iterator[Reason]:
    for limits in step.ages:
        if limits.since <= shot.day <= limits.until:
            yield from _age(run, limits, shot)
    yield from _intervals(run, step, shot)
    if shot.before:
        yield from _clashes(run, shot)
    yield from _vaccine(run, step, shot)


def _age(run: Run, limits: AgeLimits, shot: Shot) -> Iterator[Reason]:
    ages = run.case.ages
    code: ReasonCode
    if shot.day < ages[limits.minimum]:
        early = shot.day < ages[limits.absolute]
        code, limit = ("too_young", limits.absolute) if early else ("grace_age", limits.minimum)
    elif shot.day >= ages[limits.maximum]:
        code, limit = "too_old", limits.maximum
    else:
        return
    yield Reason(code, limits.rule, date.fromordinal(ages[limit]), date.fromordinal(run.case.birth))


def _intervals(run: Run, step: Step, shot: Shot) -> Iterator[Reason]:
    if not step.gaps:
        return
    found = [reason for gap in step.gaps for reason in _gap(run, gap, shot)]
    short = any(reason.code == "too_soon" for reason in found)
    if short and step.allowable_gaps:
        allowed = [reason for gap in step.allowable_gaps for reason in _gap(run, gap, shot)]
        if not any(reason.code == "too_soon" for reason in allowed):
            return
    yield from found


def _gap(run: Run, gap: Gap, shot: Shot) -> Iterator[Reason]:
    if not gap.since <= shot.day <= gap.until:
        return
    since = reference(run, gap, len(run.verdicts))
    if since is None:
        return
    if gap.absolute is not None and shot.day < (limit := gap.absolute.after(since)):
        yield Reason("too_soon", gap.rule, date.fromordinal(limit), date.fromordinal(since))
    elif gap.minimum is not None and shot.day < (limit := gap.minimum.after(since)):
        yield Reason("grace_interval", gap.rule, date.fromordinal(limit), date.fromordinal(since))


def reference(run: Run, gap: Gap, seen: int) -> int | None:
    """The day an interval is counted from (CALCDTINT-1, -2, -8, -9); None when there is no such dose or observation."""
    if gap.previous:
        return run.last
    if gap.target:
        return run.reached.get(gap.target)
    if gap.observations:
        return run.case.last_observed(gap.observations)
    for shot in reversed(run.shots[:seen]):
        if shot.vaccine in gap.vaccines and shot not in run.inadvertent:
            return shot.day
    return None


def _clashes(run: Run, shot: Shot) -> Iterator[Reason]:
    judged = {verdict.shot: verdict.status for verdict in run.verdicts}
    for other, clash in shot.before:
        end = clash.minimum_end if judged.get(other, "valid") == "valid" else clash.end
        limit = end.after(other.day)
        if clash.begin.after(other.day) <= shot.day < limit:
            yield Reason("conflict", clash.rule, date.fromordinal(limit), date.fromordinal(other.day), other.vaccine)


def _vaccine(run: Run, step: Step, shot: Shot) -> Iterator[Reason]:
    preferable = step.preferable.get(shot.vaccine, ())
    allowable = step.allowable.get(shot.vaccine, ())
    if any(_counts(run, rule, shot) for rule in preferable) or any(_counts(run, rule, shot) for rule in allowable):
        return
    known = (*preferable, *allowable)
    code: ReasonCode = "wrong_vaccine"
    if known:
        code = "vaccine_age" if any(not _of_age(run, rule, shot) for rule in known) else "wrong_maker"
    yield Reason(code, known[0].rule if known else "", vaccine=shot.vaccine)


def _counts(run: Run, rule: Counted, shot: Shot) -> bool:
    in_force = rule.since <= shot.day <= rule.until
    return in_force and _of_age(run, rule, shot) and (not rule.maker or rule.maker == shot.maker)


def _of_age(run: Run, rule: Counted, shot: Shot) -> bool:
    return run.case.ages[rule.begin] <= shot.day < run.case.ages[rule.end]
