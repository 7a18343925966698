"""Puts a record, the schedule and its reasons together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from tram.engines.schedule import Assessment, DoseResult
from tram.immunization.lists.chart.stages import months_of, plan, step_of, waits_until
from tram.immunization.lists.chart.views import (
    Appointment,
    Chart,
    ChartDose,
    ChartGroup,
    ExplainedDate,
    Stage,
    Step,
    Verdict,
)
from tram.immunization.record.views import DoseView, ForecastView, VaccinationRecord
from tram.immunization.schedule import (
    Line,
    Why,
    antigens,
    assess_rows,
    first_day,
    lines,
    not_counted,
    vaccines,
    why_date,
    why_dose,
)
from tram.people.api import Hit

DATES = ("earliest", "recommended", "overdue", "latest")
WORDS = {"valid": "valid", "not_valid": "invalid", "extraneous": "extraneous", "sub_standard": "substandard"}
OPEN = frozenset({Step.DUE, Step.OVERDUE, Step.NEXT, Step.PUT_OFF})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every part of the chart needs."""

    person: Hit
    record: VaccinationRecord
    today: date
    lines: Mapping[str, Line]
    doses: Sequence[ChartDose]


def chart(person: Hit, record: VaccinationRecord, today: date) -> Chart:
    """The chart of a person's record on a day. The caller has read the record and so asked permission."""
    assessment = _assessed(person, record, today)
    results = _by_dose(assessment) if assessment else {}
    doses = tuple(_dose(view, results.get(view.id, ())) for view in record.doses)
    known = {line.group: line for line in lines(assessment)} if assessment else {}
    reading = _Reading(person, record, today, known, doses)
    groups = tuple(_group(reading, one) for one in record.forecasts if _shown(reading, one))
    ages = {stage.months for group in groups for stage in group.stages if stage.months is not None}
    return Chart(groups, doses, tuple(sorted(ages)), _appointment(groups, today), assessment is not None)


def _assessed(person: Hit, record: VaccinationRecord, today: date) -> Assessment | None:
    """The same assessment the stored forecasts come from: of a day that is not today, so that both always agree."""
    if person.born is None:
        return None
    noted = [day for one in record.circumstances for day in (one.start, one.end and one.end + timedelta(1)) if day]
    day = max((first_day(today), *noted))
    return assess_rows(person.born, person.sex, record.doses, record.circumstances, record.deferrals, day=day)


def _by_dose(assessment: Assessment) -> dict[UUID, list[DoseResult]]:
    found: dict[UUID, list[DoseResult]] = {}
    for antigen in assessment.antigens.values():
        for result in antigen.doses:
            found.setdefault(result.key, []).append(result)  # type: ignore[arg-type] # keys are the ids of the doses
    return found


def _dose(view: DoseView, results: Sequence[DoseResult]) -> ChartDose:
    told = not_counted(view)
    if told is not None:
        why = Why(told.sentence, told.source, told.status)
        return ChartDose(view, "extraneous", None, (Verdict((), "extraneous", None, why),))
    verdicts = _verdicts(view, results)
    numbers = [one.number for one in verdicts if one.status == "valid" and one.number]
    return ChartDose(view, _status(verdicts), max(numbers, default=None), verdicts)


def _verdicts(view: DoseView, results: Iterable[DoseResult]) -> tuple[Verdict, ...]:
    """Antigens that are judged alike for the same reason stand together, in the order of the list."""
    order = list(antigens())
    together: dict[tuple[str, int | None, str], tuple[list[str], Why]] = {}
    for result in sorted(results, key=lambda one: order.index(one.antigen) if one.antigen in order else len(order)):
        why = why_dose(result, view.day)
        valid = result.status == "valid"
        key = (
            WORDS[result.status],
            result.number if valid else None,
            "" if valid and not result.reasons else why.sentence,
        )
        together.setdefault(key, ([], why))[0].append(result.antigen)
    return tuple(Verdict(tuple(names), status, number, why) for (status, number, _), (names, why) in together.items())


def _status(verdicts: Sequence[Verdict]) -> str:
    statuses = {one.status for one in verdicts}
    if not statuses:
        return "none"
    if "valid" in statuses:
        return "valid" if statuses <= {"valid", "extraneous"} else "partly"
    return next(status for status in ("substandard", "invalid", "extraneous") if status in statuses)


def _shown(reading: _Reading, one: ForecastView) -> bool:
    """A line that asks nothing of this person is shown only when something was given for it."""
    return one.status != "not_recommended" or any(_belongs(dose, one.group) for dose in reading.doses)


def _belongs(dose: ChartDose, group: str) -> bool:
    known = vaccines().get(dose.dose.vaccine)
    return known is not None and group in known.groups


def _group(reading: _Reading, forecast: ForecastView) -> ChartGroup:
    given = tuple(dose for dose in reading.doses if _belongs(dose, forecast.group))
    wait = waits_until(reading.record.deferrals, forecast.group, reading.today)
    step = step_of(forecast, reading.today, wait)
    return ChartGroup(
        group=forecast.group,
        forecast=forecast,
        step=step,
        stages=_stages(reading, forecast, step),
        given=given,
        dates=_dates(reading, forecast),
    )


def _stages(reading: _Reading, forecast: ForecastView, step: Step) -> tuple[Stage, ...]:
    born, stages, before = reading.person.born, [], None
    for row in plan(forecast.group, reading.today):
        had = _given(reading.doses, row.antigens, row.dose)
        day = had.dose.day if had else _planned(forecast, row.dose, row.due_from(born, before), reading.today)
        stages.append(
            Stage(
                number=row.dose,
                title=row.title,
                months=months_of(forecast.group, row.dose, reading.today),
                step=Step.GIVEN if had else _open_step(forecast, row.dose, step),
                day=day,
                on_time=_on_time(had, row.antigens),
            )
        )
        before = day if had else max(day, reading.today) if day else before
    return tuple(stages)


def _given(doses: Iterable[ChartDose], names: Iterable[str], number: int) -> ChartDose | None:
    """The dose that counts as this number for one of the antigens."""
    wanted = set(names)
    return next(
        (
            dose
            for dose in doses
            for one in dose.verdicts
            if one.status == "valid" and one.number == number and wanted & set(one.antigens)
        ),
        None,
    )


def _on_time(had: ChartDose | None, names: Iterable[str]) -> bool | None:
    wanted = set(names)
    told = [one.on_time for one in had.dose.evaluations if one.antigen in wanted] if had else []
    return next((one for one in told if one is not None), None)


def _planned(forecast: ForecastView, number: int, by_plan: date | None, today: date) -> date | None:
    """The next dose has its own day. The ones after it are planned from it, from today on when it is late; where the
    plan names only an age that has passed, nobody can say yet."""
    if forecast.status != "due" or forecast.number is None or number < forecast.number:
        return None
    if number == forecast.number:
        return forecast.recommended
    return by_plan if by_plan is not None and by_plan >= today else None


def _open_step(forecast: ForecastView, number: int, step: Step) -> Step:
    if forecast.status != "due" or forecast.number is None:
        return step if step in {Step.FORBIDDEN, Step.MISSED} else Step.NOT_NEEDED
    if number < forecast.number:
        return Step.NOT_NEEDED
    if step == Step.MISSED:
        return Step.MISSED
    return step if number == forecast.number else Step.LATER


def _dates(reading: _Reading, forecast: ForecastView) -> tuple[ExplainedDate, ...]:
    line = reading.lines.get(forecast.group)
    found = ((name, getattr(forecast, name)) for name in DATES)
    return tuple(
        ExplainedDate(name, day, why_date(line, name, reading.today) if line else None) for name, day in found if day
    )


def _appointment(groups: Iterable[ChartGroup], today: date) -> Appointment | None:
    """The first day on which something is due, today for what is due already; with it whatever is in reach that day."""
    wanted = [(group, _come_on(group, today)) for group in groups if group.step in OPEN]
    days = [day for _group_, day in wanted if day]
    if not days:
        return None
    day = min(days)
    served = tuple(group for group, on in wanted if on == day)
    return Appointment(day, any(group.step == Step.OVERDUE for group in served), served)


def _come_on(group: ChartGroup, today: date) -> date | None:
    day = group.forecast.recommended or group.forecast.earliest
    return max(day, today) if day else None
