"""What somebody is due for on the day of a session, why, and when they must come again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tram.encounters.api import Patient
from tram.engines.schedule import Assessment, DoseResult
from tram.immunization.models import Dose, ForecastStatus
from tram.immunization.record import DoseView, VaccinationRecord
from tram.immunization.schedule import Line, Why, assess_rows, groups, lines, vaccines, why_date, why_dose
from tram.immunization.sessions.rules import next_visit

DUE, EVERY_GROUP = "due", ""
FORBIDDEN = (ForecastStatus.CONTRAINDICATED,)


@dataclass(frozen=True, slots=True)
class Due:
    """The next dose of one group. ``why`` says where its day comes from, ``source`` which rule.

    ``put_off``: it was deferred to a later day, so nothing is ticked by itself.
    """

    vaccine: str
    name: str
    number: int | None
    earliest: date
    recommended: date
    latest: date | None
    why: str
    source: str
    put_off: bool

    def may_be_given(self, today: date) -> bool:
        """Whether it counts when it is given today."""
        return self.earliest <= today and (self.latest is None or self.latest >= today)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the schedule in force says of a person: what is due, and of each dose whether it counts and why not."""

    dues: tuple[Due, ...]
    doses: dict[object, tuple[DoseResult, ...]]

    def number(self, dose: DoseView) -> int | None:
        """Which dose it counts as; None when it counts for nothing."""
        return max((each.number for each in self.doses.get(dose.id, ()) if each.number), default=None)

    def why_not(self, dose: DoseView) -> str:
        """Why a dose counts for nothing; "" when it counts."""
        results = self.doses.get(dose.id, ())
        if not results or any(each.status == "valid" for each in results):
            return ""
        return why_dose(results[0], dose.day).sentence


def judged(patient: Patient, record: VaccinationRecord, today: date) -> Judged:
    """The schedule's answer for today. Nothing for somebody whose birth date nobody knows."""
    if patient.birth_date is None:
        return Judged((), {})
    found = assess_rows(patient.birth_date, patient.sex, record.doses, record.circumstances, day=today)
    stored = {each.group: each.status for each in record.forecasts}
    due = [line for line in lines(found) if line.status == DUE and stored.get(line.group) not in FORBIDDEN]
    waits = {each.group for each in record.deferrals if each.until is not None and each.until > today}
    dues = [_due(line, today, put_off=bool({EVERY_GROUP, line.group} & waits)) for line in due if line.vaccine]
    return Judged(tuple(dues), _by_dose(found))


def appointment(
    patient: Patient, record: VaccinationRecord, rows: Iterable[Dose], today: date, sessions: Sequence[date]
) -> date | None:
    """The day to come again once these doses are given; None when nothing more is due or no birth date is known."""
    if patient.birth_date is None:
        return None
    found = assess_rows(patient.birth_date, patient.sex, (*record.doses, *rows), record.circumstances, day=today)
    forbidden = {each.group for each in record.forecasts if each.status in FORBIDDEN}
    days = [line.recommended for line in lines(found) if line.status == DUE and line.group not in forbidden]
    return next_visit(days, today, sessions)


def _due(line: Line, today: date, *, put_off: bool) -> Due:
    told = why_date(line, "recommended", today) or why_date(line, "earliest", today)
    known = vaccines().get(line.vaccine)
    return Due(
        vaccine=line.vaccine,
        name=known.short_vi if known else groups()[line.group].short_vi,
        number=line.number,
        earliest=line.earliest or today,
        recommended=line.recommended or line.earliest or today,
        latest=line.latest,
        why=told.sentence if told else "",
        source=_source(told) if told else "",
        put_off=put_off,
    )


def _source(told: Why) -> str:
    """The source, which says of itself when nobody has compared it with the text."""
    doubted = told.assumed and "chưa" not in told.source
    return f"{told.source}, chưa đối chiếu" if doubted else told.source


def _by_dose(found: Assessment) -> dict[object, tuple[DoseResult, ...]]:
    results: dict[object, list[DoseResult]] = {}
    for antigen in found.antigens.values():
        for each in antigen.doses:
            results.setdefault(each.key, []).append(each)
    return {key: tuple(each) for key, each in results.items()}
