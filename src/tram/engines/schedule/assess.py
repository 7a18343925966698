"""One person on one day: every antigen, then every vaccine group."""

from __future__ import annotations

from datetime import date
from functools import partial

from tram.engines.schedule.answers import antigen_result
from tram.engines.schedule.case import Case, Shot
from tram.engines.schedule.choose import best
from tram.engines.schedule.compile import compiled
from tram.engines.schedule.compiled import Target
from tram.engines.schedule.evaluate import evaluate
from tram.engines.schedule.forecast import forecast
from tram.engines.schedule.groups import Chosen, group_results
from tram.engines.schedule.guard import relevant
from tram.engines.schedule.model import Schedule
from tram.engines.schedule.results import Assessment, Patient
from tram.engines.schedule.run import Outcome, Run


def assess(schedule: Schedule, patient: Patient, day: date) -> Assessment:
    """Every dose judged and every next dose forecast, as seen on `day`. Doses of unknown vaccines are left out; doses
    after `day` are judged like the others. Raises ScheduleError when the schedule does not fit together."""
    case = Case(compiled(schedule), patient, day)
    chosen = {
        target.code: Chosen(best(outcomes(case, target, shots)), shots)
        for target, shots in zip(case.plan.targets, case.shots_by_antigen(), strict=True)
    }
    antigens = {code: antigen_result(code, found.outcomes, found.shots) for code, found in chosen.items()}
    return Assessment(antigens, partial(group_results, case.plan.groups, chosen, antigens))


def outcomes(case: Case, target: Target, shots: list[Shot]) -> list[Outcome]:
    """What each relevant series of an antigen says."""
    complete: set[str] = set()
    found: list[Outcome] = []
    for path in target.paths:
        passed_over = path.spare is not None and not any(shot.vaccine in path.spare for shot in shots)
        if not passed_over and relevant(case, path):
            run = Run(target, path, case, shots, complete)
            evaluate(run)
            outcome = forecast(run)
            found.append(outcome)
            if outcome.status == "complete":
                complete.add(path.source.group)
    return found
