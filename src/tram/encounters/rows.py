"""From what a caller says to rows of the tables; nothing is decided or written here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from tram.encounters.inputs import (
    LOINC,
    AllergyInput,
    DiagnosisInput,
    DocumentInput,
    LineInput,
    ObservationInput,
    ProcedureInput,
    SupplyInput,
    VisitContent,
)
from tram.encounters.models import (
    Allergy,
    Diagnosis,
    Document,
    Observation,
    Outcome,
    Payer,
    Prescription,
    PrescriptionLine,
    Procedure,
    SupplyUse,
    Visit,
    VisitKind,
    VisitStatus,
)
from tram.encounters.purpose import purpose_of
from tram.encounters.refusals import text_too_long
from tram.encounters.vitals import vitals
from tram.kernel.clock import today_vn
from tram.kernel.ids import uuid7
from tram.kernel.records import Record

Part = Observation | Diagnosis | Procedure | Prescription | PrescriptionLine | SupplyUse | Document
RowT = TypeVar("RowT", bound=Record)
NOTHING: Mapping[UUID | None, UUID] = MappingProxyType({})
TEXTS = (
    "cover_number", "reason", "symptoms", "treatment", "advice", "note", "referred_from", "referral_number",
    "referred_to", "referral_reason",
)  # fmt: skip
PROCEDURE = (
    "system", "code", "display", "at", "quantity", "rate", "ordered_at", "ended_at", "machine", "description",
    "conclusion", "bed", "anaesthesia",
)  # fmt: skip
LINE = (
    "system", "code", "text", "dosage", "quantity", "unit", "route", "per_time", "times", "days", "doses",
    "instructions", "dispensed_at", "paid_by",
)  # fmt: skip
SUPPLY_USE = ("code", "display", "quantity", "unit", "paid_by")


@dataclass(slots=True)
class VisitRows:
    """A visit and its parts as rows not yet written."""

    visit: Visit
    observations: list[Observation] = field(default_factory=list)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    prescriptions: list[Prescription] = field(default_factory=list)
    lines: list[PrescriptionLine] = field(default_factory=list)
    supplies: list[SupplyUse] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    def parts(self) -> Iterator[Part]:
        """Every part, parents before children."""
        yield from self.observations
        yield from self.diagnoses
        yield from self.procedures
        yield from self.prescriptions
        yield from self.lines
        yield from self.supplies
        yield from self.documents

    def all(self) -> Iterator[Record]:
        """The visit, then its parts."""
        yield self.visit
        yield from self.parts()


@dataclass(frozen=True, slots=True)
class Frame:
    """What every part of one visit shares. ``visit`` None: the part stands alone."""

    person: UUID
    commune: str
    at: datetime
    visit: UUID | None = None

    def columns(self, at: datetime | None = None) -> dict[str, Any]:
        """The shared columns; a part with its own time has its own day."""
        return {
            "person_id": self.person,
            "commune": self.commune,
            "visit_id": self.visit,
            "day": today_vn(at or self.at),
        }


def visit_rows(person: UUID, commune: str, at: datetime, content: VisitContent, visit: UUID | None = None) -> VisitRows:
    """The rows of a new visit. Refuses text longer than its column."""
    row = _visit(person, commune, at, content, visit)
    frame = Frame(person, commune, row.started_at, row.id)
    rows = VisitRows(row)
    rows.observations = [*vital_rows(frame, content.get("vitals", {}))]
    rows.diagnoses = diagnosis_rows(frame, content.get("diagnoses", ()))
    done = content.get("procedures", ())
    rows.procedures = [procedure_row(frame, each) for each in done]
    named = {each.ref or each.id: row.id for each, row in zip(done, rows.procedures, strict=True)}
    rows.observations += [observation_row(frame, each, named) for each in content.get("observations", ())]
    rows.supplies = [supply_row(frame, each, named) for each in content.get("supplies", ())]
    if lines := content.get("prescription", ()):
        prescription, rows.lines = prescription_rows(frame, lines, content.get("prescription_note", ""))
        rows.prescriptions = [prescription]
    rows.documents = [document_row(frame, each) for each in content.get("documents", ())]
    return refuse_long(rows)


def refuse_long(rows: VisitRows) -> VisitRows:
    """The same rows. Refuses text longer than its column: SQLite would keep it, PostgreSQL would not."""
    for row in rows.all():
        fits(row)
    return rows


def _visit(person: UUID, commune: str, at: datetime, content: VisitContent, visit: UUID | None) -> Visit:
    started_at = content.get("started_at") or at
    status = content.get("status", VisitStatus.FINISHED)
    ended_at = content.get("ended_at")
    if ended_at is None and status == VisitStatus.FINISHED:
        ended_at = max(at, started_at) if today_vn(at) == today_vn(started_at) else started_at
    return Visit(
        id=visit or uuid7(),
        person_id=person,
        commune=commune,
        facility_id=content.get("facility"),
        examiner_id=content.get("examiner"),
        day=today_vn(started_at),
        started_at=started_at,
        ended_at=ended_at,
        kind=content.get("kind", VisitKind.AMBULATORY),
        status=status,
        payer=content.get("payer", Payer.SELF),
        follow_up_on=content.get("follow_up_on"),
        stay_from=content.get("stay_from"),
        outcome=content.get("outcome") or (Outcome.HOME if status == VisitStatus.FINISHED else ""),
        purpose=content.get("purpose") or purpose_of(content),
        traditional=content.get("traditional"),
        source=content.get("source", "desk"),
        **{name: content.get(name, "") for name in TEXTS},
    )


def vital_rows(frame: Frame, measured: Mapping[str, Decimal]) -> Iterator[Observation]:
    """One row per measured value; values of one panel share its id."""
    panels: dict[str, UUID] = {}
    known = vitals()
    for code, number in measured.items():
        vital = known[code]
        panel = panels.setdefault(vital.panel, uuid7()) if vital.panel else None
        yield observation_row(frame, ObservationInput(code, LOINC, vital.name_vi, number, vital.unit, panel=panel))


def observation_row(frame: Frame, given: ObservationInput, named: Mapping[UUID | None, UUID] = NOTHING) -> Observation:
    """One observation; ``named`` gives the rows of procedures by what the content calls them."""
    return Observation(
        id=given.id or uuid7(),
        at=given.at or frame.at,
        system=given.system,
        code=given.code,
        display=given.display,
        number=given.number,
        unit=given.unit,
        text=given.text,
        value_system=given.value_system,
        value_code=given.value_code,
        panel=given.panel,
        procedure=named.get(given.procedure, given.procedure),
        **frame.columns(given.at),
    )


def diagnosis_rows(frame: Frame, given: Iterable[DiagnosisInput]) -> list[Diagnosis]:
    """Diagnoses ranked in the order given."""
    return [
        Diagnosis(
            id=each.id or uuid7(),
            system=each.system,
            code=each.code,
            display=each.display,
            role=each.role,
            certainty=each.certainty,
            rank=rank,
            onset_on=each.onset_on,
            abated_on=each.abated_on,
            **frame.columns(),
        )
        for rank, each in enumerate(given, start=1)
    ]


def procedure_row(frame: Frame, given: ProcedureInput) -> Procedure:
    """One procedure."""
    return Procedure(
        id=given.id or uuid7(),
        item_id=given.item,
        ordered_by_id=given.ordered_by,
        performer_id=given.performer,
        **{name: getattr(given, name) for name in PROCEDURE},
        **frame.columns(given.at),
    )


def supply_row(frame: Frame, given: SupplyInput, named: Mapping[UUID | None, UUID] = NOTHING) -> SupplyUse:
    """One supply that was used."""
    return SupplyUse(
        id=given.id or uuid7(),
        item_id=given.item,
        procedure=named.get(given.procedure, given.procedure),
        **{name: getattr(given, name) for name in SUPPLY_USE},
        **frame.columns(),
    )


def prescription_rows(
    frame: Frame, lines: Iterable[LineInput], note: str = "", prescription: UUID | None = None
) -> tuple[Prescription, list[PrescriptionLine]]:
    """A prescription and its lines in order."""
    head = Prescription(id=prescription or uuid7(), note=note, **frame.columns())
    return head, [
        PrescriptionLine(
            id=each.id or uuid7(),
            person_id=frame.person,
            commune=frame.commune,
            prescription_id=head.id,
            rank=rank,
            item_id=each.item,
            prescriber_id=each.prescriber,
            **{name: getattr(each, name) for name in LINE},
        )
        for rank, each in enumerate(lines, start=1)
    ]


def document_row(frame: Frame, given: DocumentInput) -> Document:
    """One document."""
    return Document(
        id=given.id or uuid7(),
        title=given.title,
        media_type=given.media_type,
        text=given.text,
        **frame.columns(),
    )


def allergy_row(person: UUID, commune: str, given: AllergyInput) -> Allergy:
    """One allergy."""
    return Allergy(
        id=given.id or uuid7(),
        person_id=person,
        commune=commune,
        display=given.display,
        system=given.system,
        code=given.code,
        criticality=given.criticality,
        reaction=given.reaction,
        recorded_on=given.recorded_on,
    )


def fits(row: RowT) -> RowT:
    """The row itself. Refuses when a text is longer than its column."""
    columns = row.__dict__
    for name, most in _lengths(type(row)):
        if len(columns[name]) > most:
            raise text_too_long(name, most)
    return row


@cache
def _lengths(model: type[Record]) -> tuple[tuple[str, int], ...]:
    texts = (each for each in model._meta.concrete_fields if isinstance(each, models.CharField))
    return tuple((each.attname, each.max_length or 0) for each in texts)
