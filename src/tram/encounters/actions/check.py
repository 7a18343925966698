"""What a visit must satisfy before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tram.encounters import refusals
from tram.encounters.access import Patient
from tram.encounters.icd import Finding, diagnosis_findings, icd_code
from tram.encounters.inputs import ICD10, DiagnosisInput, VisitContent
from tram.kernel.clock import today_vn

CLOCKS_DIFFER_BY = timedelta(minutes=10)


def checked(patient: Patient, at: datetime, content: VisitContent) -> VisitContent:
    """The content as it may be written (names of diagnoses filled in). Refuses what cannot be true."""
    started_at = content.get("started_at") or at
    _refuse_times(patient, at, started_at, content)
    diagnoses = content.get("diagnoses", ())
    _refuse_repeats([each for each in diagnoses if each.role != "problem"])
    day = today_vn(content.get("ended_at") or started_at)
    _refuse_errors(diagnosis_findings(diagnoses, day, patient.sex, patient.birth_date, patient.born_exactly))
    return {**content, "diagnoses": with_names(diagnoses)}


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


def _refuse_errors(findings: Sequence[Finding]) -> None:
    errors = [each for each in findings if each.severity == "error"]
    if errors:
        raise refusals.findings(errors)


def _refuse_times(patient: Patient, at: datetime, started_at: datetime, content: VisitContent) -> None:
    day, ended_at, follow_up = today_vn(started_at), content.get("ended_at"), content.get("follow_up_on")
    if started_at > at + CLOCKS_DIFFER_BY:
        raise refusals.started_later()
    if ended_at is not None and ended_at < started_at:
        raise refusals.ended_before_start()
    if follow_up is not None and follow_up <= day:
        raise refusals.follow_up_past()
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
