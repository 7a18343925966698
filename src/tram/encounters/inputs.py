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
DRUG = "urn:vn:bhyt:thuoc"
SERVICE = "urn:vn:bhyt:dvkt"
SUPPLY = "urn:vn:bhyt:vtyt"
TRADITIONAL = "urn:vn:yhct"  # diagnoses of traditional medicine
Role = Literal["main", "accompanying", "problem"]


@dataclass(frozen=True, slots=True)
class ObservationInput:
    """Something measured or noted: one of ``number`` (with ``unit``, UCUM), ``text`` or a coded value.

    ``at`` is the visit's start when left out; rows of one panel (both blood pressures) share ``panel``; a result names
    its test by the ``ref`` of the procedure.
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
    procedure: UUID | None = None
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
    """Something done to or with the person: a test, a charged examination or a day of bed among them.

    ``ref`` is how results and supplies of the same content call it (its ``id`` when left out). ``rate`` is TYLE_TT_DV,
    ``machine`` MA_MAY, ``anaesthesia`` PP_VO_CAM; ``at`` when it was done, ``ended_at`` when its result was there.
    """

    code: str
    system: str
    display: str = ""
    at: datetime | None = None
    id: UUID | None = None
    ref: UUID | None = None
    item: UUID | None = None
    quantity: Decimal | None = None
    rate: int | None = None
    ordered_by: UUID | None = None
    performer: UUID | None = None
    ordered_at: datetime | None = None
    ended_at: datetime | None = None
    machine: str = ""
    description: str = ""
    conclusion: str = ""
    bed: str = ""
    anaesthesia: str = ""


@dataclass(frozen=True, slots=True)
class LineInput:
    """One prescribed drug: as text, or an ``item`` of the catalogue with how much, how often and for how long.

    For herbs ``per_time`` is the grams of one packet and ``doses`` the packets (thang) of a day. ``paid_by``: ""
    the usual payer, 2 a project, 3 a national programme, 4 another source.
    """

    text: str
    dosage: str = ""
    system: str = ""
    code: str = ""
    id: UUID | None = None
    item: UUID | None = None
    quantity: Decimal | None = None
    unit: str = ""
    route: str = ""
    per_time: Decimal | None = None
    times: int | None = None
    days: int | None = None
    doses: int | None = None
    instructions: str = ""
    dispensed_at: datetime | None = None
    prescriber: UUID | None = None
    paid_by: str = ""


@dataclass(frozen=True, slots=True)
class SupplyInput:
    """A medical supply that was used; ``procedure`` is the ``ref`` of what it was used for."""

    display: str
    item: UUID | None = None
    code: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    procedure: UUID | None = None
    paid_by: str = ""
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
    referred_from: str  # the insurer's code of the facility that sent the patient
    referral_number: str  # of the letter they brought
    referred_to: str  # the code of the facility they are sent to
    referral_reason: str  # MA_LYDO_CT: 1 meets the rules, 2 beyond the station, 3 on request
    stay_from: datetime | None  # since when they stay at the station
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
    supplies: Sequence[SupplyInput]
    documents: Sequence[DocumentInput]
