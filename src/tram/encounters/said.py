"""Turning round: what a visit's rows say, as the content a caller would give; so that an amendment keeps the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from tram.encounters.inputs import (
    LOINC,
    DiagnosisInput,
    DocumentInput,
    LineInput,
    ObservationInput,
    ProcedureInput,
    Role,
    SupplyInput,
    VisitContent,
)
from tram.encounters.models import Diagnosis, Observation, PrescriptionLine, Procedure, RowStatus, SupplyUse
from tram.encounters.rows import LINE, PROCEDURE, SUPPLY_USE, TEXTS, VisitRows
from tram.encounters.vitals import vitals


def content_of(rows: VisitRows) -> VisitContent:
    """The current content of a visit."""
    visit = rows.visit
    current = [each for each in rows.observations if each.status == RowStatus.CURRENT]
    measured = _measured(current)
    shown = {each.id for each in measured.values()}
    content: VisitContent = {
        "facility": visit.facility_id,
        "commune": visit.commune,
        "examiner": visit.examiner_id,
        "started_at": visit.started_at,
        "ended_at": visit.ended_at,
        "kind": visit.kind,
        "status": visit.status,
        "payer": visit.payer,
        "follow_up_on": visit.follow_up_on,
        "stay_from": visit.stay_from,
        "outcome": visit.outcome,
        "purpose": visit.purpose,
        "traditional": visit.traditional,
        "source": visit.source,
        "vitals": {code: cast("Decimal", each.number) for code, each in measured.items()},
        "observations": [_observation(each) for each in current if each.id not in shown],
        "diagnoses": [_diagnosis(each) for each in rows.diagnoses if each.status == RowStatus.CURRENT],
        "procedures": [_procedure(each) for each in rows.procedures if each.status == RowStatus.CURRENT],
        "prescription": [_line(each) for each in rows.lines if each.status == RowStatus.CURRENT],
        "supplies": [_supply(each) for each in rows.supplies if each.status == RowStatus.CURRENT],
        "prescription_note": " ".join(each.note for each in rows.prescriptions if each.note),
        "documents": [
            DocumentInput(each.title, each.media_type, each.text)
            for each in rows.documents
            if each.status == RowStatus.CURRENT
        ],
    }
    return cast("VisitContent", {**content, **{name: getattr(visit, name) for name in TEXTS}})


def _measured(current: list[Observation]) -> dict[str, Observation]:
    """The first value of each known vital sign, as the form shows it."""
    found: dict[str, Observation] = {}
    known = vitals()
    for each in current:
        vital = known.get(each.code) if each.system == LOINC and each.procedure is None else None
        if vital is not None and each.number is not None and each.unit == vital.unit:
            found.setdefault(each.code, each)
    return found


def _observation(row: Observation) -> ObservationInput:
    return ObservationInput(
        code=row.code,
        system=row.system,
        display=row.display,
        number=row.number,
        unit=row.unit,
        text=row.text,
        value_system=row.value_system,
        value_code=row.value_code,
        at=row.at,
        panel=row.panel,
        procedure=row.procedure,
    )


def _procedure(row: Procedure) -> ProcedureInput:
    said = {name: getattr(row, name) for name in PROCEDURE}
    people = {"ordered_by": row.ordered_by_id, "performer": row.performer_id}
    return ProcedureInput(**said, **people, item=row.item_id, ref=row.id)


def _line(row: PrescriptionLine) -> LineInput:
    return LineInput(**{name: getattr(row, name) for name in LINE}, item=row.item_id, prescriber=row.prescriber_id)


def _supply(row: SupplyUse) -> SupplyInput:
    return SupplyInput(**{name: getattr(row, name) for name in SUPPLY_USE}, item=row.item_id, procedure=row.procedure)


def _diagnosis(row: Diagnosis) -> DiagnosisInput:
    return DiagnosisInput(
        code=row.code,
        role=cast("Role", row.role),
        display=row.display,
        system=row.system,
        certainty=row.certainty,
        onset_on=row.onset_on,
        abated_on=row.abated_on,
    )
