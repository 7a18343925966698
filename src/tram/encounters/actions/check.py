"""What a visit must satisfy before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from tram.encounters import refusals
from tram.encounters.access import Patient
from tram.encounters.form import check_answers
from tram.encounters.icd import diagnosis_findings, icd_code
from tram.encounters.inputs import ICD10, DiagnosisInput, VisitContent
from tram.encounters.models import Purpose
from tram.encounters.purpose import keeps_appointment, purpose_of
from tram.encounters.reads.latest import promised
from tram.encounters.vitals import vitals
from tram.engines.forms import Finding
from tram.kernel.clock import today_vn

CLOCKS_DIFFER_BY = timedelta(minutes=10)


def checked(patient: Patient, at: datetime, content: VisitContent) -> VisitContent:
    """The content as it may be written (names of diagnoses filled in). Refuses what cannot be true."""
    started_at = content.get("started_at") or at
    _refuse_times(patient, at, started_at, content)
    diagnoses = content.get("diagnoses", ())
    _refuse_repeats([each for each in diagnoses if each.role != "problem"])
    errors = [each for each in visit_findings(patient, at, content) if each.severity == "error"]
    if errors:
        raise refusals.findings(errors)
    return {**content, "diagnoses": with_names(diagnoses), "purpose": _purpose(patient, today_vn(started_at), content)}


def _purpose(patient: Patient, day: date, content: VisitContent) -> str:
    """What was said, else what the visit tells; an earlier visit is asked for its appointment only if nothing does."""
    found = content.get("purpose") or purpose_of(content)
    if found == Purpose.ILLNESS and not content.get("purpose") and keeps_appointment(promised(patient.id, day), day):
        return purpose_of(content, appointed=True)
    return found


def visit_findings(patient: Patient, at: datetime, content: VisitContent) -> tuple[Finding, ...]:
    """Everything the form and the coding edits notice about a visit: errors, warnings, information."""
    started_at = content.get("started_at") or at
    born = patient.birth_date if patient.born_exactly else None
    measured = {vitals()[code].key: format(value.normalize(), "f") for code, value in content.get("vitals", {}).items()}
    answers = {**measured, "follow_up_on": content.get("follow_up_on")}
    form = check_answers(answers, today_vn(started_at), born)
    ends_on = today_vn(content.get("ended_at") or started_at)
    return (*form.findings, *diagnosis_findings(content.get("diagnoses", ()), ends_on, patient.sex, born))


def with_names(diagnoses: Sequence[DiagnosisInput]) -> list[DiagnosisInput]:
    """The same diagnoses, ICD-10 codes in their usual form and named from the list. Refuses an unknown code."""
    return [_named(each) for each in diagnoses]


def _named(given: DiagnosisInput) -> DiagnosisInput:
    if given.system != ICD10:
        return given
    code = icd_code(given.code)
    if code is None:
        raise refusals.code_unknown(given.code)
    return replace(given, code=code.code, display=given.display or code.name_vi)


def _refuse_times(patient: Patient, at: datetime, started_at: datetime, content: VisitContent) -> None:
    day, ended_at = today_vn(started_at), content.get("ended_at")
    if started_at > at + CLOCKS_DIFFER_BY:
        raise refusals.started_later()
    if ended_at is not None and ended_at < started_at:
        raise refusals.ended_before_start()
    if patient.birth_date is not None and day < patient.birth_date:
        raise refusals.before_birth()
    if patient.died_on is not None and day > patient.died_on:
        raise refusals.after_death()


def _refuse_repeats(diagnoses: list[DiagnosisInput]) -> None:
    if sum(each.role == "main" for each in diagnoses) > 1:
        raise refusals.mains_many()
    seen: set[tuple[str, str]] = set()
    for each in diagnoses:
        if (each.system, each.code) in seen:
            raise refusals.diagnosis_repeated(each.code)
        seen.add((each.system, each.code))
