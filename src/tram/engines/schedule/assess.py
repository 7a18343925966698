"""One person on one day: every antigen, then every vaccine group."""

from __future__ import annotations

from datetime import date
from functools import partial

from tram.engines.schedule.answers import antigen_result
from tram.engines.schedule.case import Case, Shot
from tram.engines.schedule.choose import best
from tram.engines.schedule.compile import compiled
from tram.engines.schedule.compiled import Compiled, Target
from tram.engines.schedule.evaluate import evaluate
from tram.engines.schedule.forecast import forecast
from tram.engines.schedule.groups import Chosen, group_results
from tram.engines.schedule.guard import relevant
from tram.engines.schedule.model import Schedule
from tram.engines.schedule.results import AntigenResult, Assessment, Patient
from tram.engines.schedule.run import Outcome, Run

Untouched = dict[tuple[int, int, str, str], tuple[Chosen, AntigenResult]]


def assess(schedule: Schedule, patient: Patient, day: date) -> Assessment:
    """Every dose judged and every next dose forecast, as seen on `day`. Doses of unknown vaccines are left out; doses
    after `day` are judged like the others. Raises ScheduleError when the schedule does not fit together."""
    return assessed(compiled(schedule), patient, day)


def assessed(plan: Compiled, patient: Patient, day: date, untouched: Untouched | None = None) -> Assessment:
    """The same with the schedule made ready. Antigens with the very same rules and doses share one answer; so do people
    born on one day for an antigen they had no dose of, where `untouched` remembers them (of one schedule and day)."""
    case = Case(plan, patient, day)
    plain = not case.active
    known = untouched if plain else None
    antigens: dict[str, AntigenResult] = {}
    chosen: dict[str, Chosen] = {}
    twins: dict[int, Chosen] = {}
    for target, shots in zip(plan.targets, case.shots_by_antigen(), strict=True):
        code, alike = target.code, target.alike_unobserved if plain else target.alike
        alone = known is not None and not shots and _alone(case, target)
        if known is not None and alone:
            whose = (target.place, case.birth, case.sex, case.country)
            if whose in known:
                chosen[code], antigens[code] = known[whose]
                continue
        found = twins.get(alike) if alike != target.place else None
        if found is None or found.shots != shots:
            found = Chosen(best(outcomes(case, target, shots)), shots)
        if target.has_twins:
            twins[alike] = found
        chosen[code] = found
        antigens[code] = antigen_result(code, found.outcomes, shots)
        if known is not None and alone:
            known[whose] = chosen[code], antigens[code]
    return Assessment(antigens, partial(group_results, plan.groups, chosen, antigens))


def _alone(case: Case, target: Target) -> bool:
    """Without a dose of its own, does the antigen look at nothing else the person had?"""
    if target.asks_history or (target.conflicting and case.clashing):
        return False
    return target.spare.isdisjoint(case.given)


def outcomes(case: Case, target: Target, shots: list[Shot]) -> list[Outcome]:
    """What each relevant series of an antigen says."""
    complete: set[str] = set()
    found: list[Outcome] = []
    for path in target.paths:
        passed_over = path.spare is not None and path.spare.isdisjoint(case.given)
        if not passed_over and relevant(case, path):
            run = Run(target, path, case, case.ages, shots, complete)
            evaluate(run)
            outcome = forecast(run)
            found.append(outcome)
            if outcome.status == "complete":
                complete.add(path.source.group)
    return found
