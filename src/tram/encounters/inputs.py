"""What a caller tells the deeds: frozen values; what is left out takes the default said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypedDict
from uuid import UUID

ICD10 = "http://hl7.org/fhir/sid/icd-10"
LOINC = "http://loinc.org"
Role = Literal["main", "accompanying", "problem"]


@dataclass(frozen=True, slots=True)
class ObservationInput:
    """Something measured or noted: one of ``number`` (with ``unit``, UCUM), ``text`` or a coded value.

    ``at`` is the visit's start when left out; rows of one panel (both blood pressures) share ``panel``.
    """

    code: str
    system: str = LOINC
    display: str = ""
    number: Decimal | None = None
    unit: str = ""
    text: str = ""
    value_system: str = ""
    value_code: str = ""
    at: datetime | None = None
    panel: UUID | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DiagnosisInput:
    """A diagnosis; ``display`` is filled from the ICD-10 list when empty. ``certainty``: provisional or confirmed."""

    code: str
    role: Role = "main"
    display: str = ""
    system: str = ICD10
    certainty: str = "provisional"
    onset_on: date | None = None
    abated_on: date | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ProcedureInput:
    """Something done to or with the person."""

    code: str
    system: str
    display: str = ""
    at: datetime | None = None
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LineInput:
    """One prescribed drug as text; a code where the source gave one."""

    text: str
    dosage: str = ""
    system: str = ""
    code: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """A paper or note, kept as text."""

    title: str
    media_type: str = "text/plain"
    text: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AllergyInput:
    """What the person must not be given."""

    display: str
    system: str = ""
    code: str = ""
    criticality: str = ""
    reaction: str = ""
    recorded_on: date | None = None
    id: UUID | None = None


class VisitContent(TypedDict, total=False):
    """What a visit says. For ``record_visit`` a missing key is its default, for ``amend_visit`` it stays as it was."""

    facility: UUID | None  # where; default the actor's facility
    commune: str  # the facility's commune; default the actor's
    examiner: UUID | None  # a staff member
    started_at: datetime  # default the deed's ``at``
    ended_at: datetime | None  # default ``at`` for a finished visit
    kind: str  # VisitKind, default AMB
    status: str  # finished (default) or in-progress
    payer: str  # Payer, default self
    cover_number: str
    reason: str
    symptoms: str
    treatment: str
    advice: str
    note: str
    follow_up_on: date | None
    outcome: str  # Outcome; default home for a finished visit
    purpose: str  # Purpose; default what diagnosis, kind and appointment tell, for a finished visit
    traditional: bool | None  # traditional medicine was used; None: nobody was asked
    source: str  # desk (default) or what brought it in
    vitals: Mapping[str, Decimal]  # LOINC code → value in the unit of definitions/encounters/vitals.csv
    observations: Sequence[ObservationInput]
    diagnoses: Sequence[DiagnosisInput]
    procedures: Sequence[ProcedureInput]
    prescription: Sequence[LineInput]
    prescription_note: str
    documents: Sequence[DocumentInput]
