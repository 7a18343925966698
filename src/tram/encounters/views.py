"""What deeds and questions answer: frozen values, free of the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Self
from uuid import UUID

from tram.encounters.vitals import vitals
from tram.kernel.records import Record

_COLUMN = {
    "person": "person_id",
    "visit": "visit_id",
    "facility": "facility_id",
    "examiner": "examiner_id",
    "supersedes": "supersedes_id",
    "prescription": "prescription_id",
    "item": "item_id",
    "ordered_by": "ordered_by_id",
    "performer": "performer_id",
    "prescriber": "prescriber_id",
}


class RowView:
    """A value whose fields without a default are columns of one row."""

    __slots__ = ()

    @classmethod
    @cache
    def columns(cls) -> tuple[str, ...]:
        """The columns, in the order of the fields."""
        own = (each for each in fields(cls) if each.default is MISSING)  # type: ignore[arg-type]
        return tuple(_COLUMN.get(each.name, each.name) for each in own)

    @classmethod
    def of(cls, row: Record) -> Self:
        """The row's columns as this value."""
        columns = row.__dict__
        return cls(*[columns[name] for name in cls.columns()])


@dataclass(frozen=True, slots=True)
class ObservationView(RowView):
    """One observation; exactly one of ``number``, ``text``, ``value_code`` carries the value."""

    id: UUID
    stamp: int
    visit: UUID | None
    day: date
    at: datetime
    system: str
    code: str
    display: str
    number: Decimal | None
    unit: str
    text: str
    value_code: str
    panel: UUID | None
    status: str
    procedure: UUID | None

    @property
    def value(self) -> str:
        """The value as people read it, with its unit: ``60,5 kg``, a text, or a code."""
        if self.number is None:
            return self.text or self.value_code
        known = vitals().get(self.code)
        unit = known.unit_said if known and known.unit == self.unit else self.unit
        return f"{format(self.number.normalize(), 'f').replace('.', ',')} {unit}".rstrip()


@dataclass(frozen=True, slots=True)
class DiagnosisView(RowView):
    """One diagnosis or followed problem."""

    id: UUID
    stamp: int
    visit: UUID | None
    day: date
    system: str
    code: str
    display: str
    role: str
    certainty: str
    rank: int
    onset_on: date | None
    abated_on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class ProcedureView(RowView):
    """One procedure, see ``ProcedureInput``."""

    id: UUID
    stamp: int
    visit: UUID | None
    day: date
    system: str
    code: str
    display: str
    status: str
    item: UUID | None
    quantity: Decimal | None
    rate: int | None
    ordered_by: UUID | None
    performer: UUID | None
    ordered_at: datetime | None
    at: datetime | None
    ended_at: datetime | None
    machine: str
    description: str
    conclusion: str
    bed: str
    anaesthesia: str


@dataclass(frozen=True, slots=True)
class LineView(RowView):
    """One drug of a prescription, see ``LineInput``."""

    id: UUID
    stamp: int
    prescription: UUID
    rank: int
    system: str
    code: str
    text: str
    dosage: str
    status: str
    item: UUID | None
    quantity: Decimal | None
    unit: str
    route: str
    per_time: Decimal | None
    times: int | None
    days: int | None
    doses: int | None
    instructions: str
    dispensed_at: datetime | None
    prescriber: UUID | None
    paid_by: str


@dataclass(frozen=True, slots=True)
class PrescriptionView(RowView):
    """A prescription with its lines in order."""

    id: UUID
    stamp: int
    visit: UUID | None
    day: date
    note: str
    status: str
    lines: tuple[LineView, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplyView(RowView):
    """A supply that was used, see ``SupplyInput``; ``procedure`` is the id of what it was used for."""

    id: UUID
    stamp: int
    visit: UUID | None
    day: date
    item: UUID | None
    code: str
    display: str
    quantity: Decimal | None
    unit: str
    procedure: UUID | None
    paid_by: str
    status: str


@dataclass(frozen=True, slots=True)
class DocumentView(RowView):
    """One document."""

    id: UUID
    stamp: int
    visit: UUID | None
    day: date
    title: str
    media_type: str
    text: str
    status: str


@dataclass(frozen=True, slots=True)
class AllergyView(RowView):
    """One allergy."""

    id: UUID
    display: str
    system: str
    code: str
    criticality: str
    reaction: str
    recorded_on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class VisitView(RowView):
    """A visit with its parts. ``day`` is Vietnam's calendar day of ``started_at``; ``stamp`` its version."""

    id: UUID
    stamp: int
    person: UUID
    commune: str
    facility: UUID | None
    examiner: UUID | None
    day: date
    started_at: datetime
    ended_at: datetime | None
    kind: str
    status: str
    payer: str
    cover_number: str
    reason: str
    symptoms: str
    treatment: str
    advice: str
    note: str
    follow_up_on: date | None
    outcome: str
    purpose: str
    traditional: bool | None
    referred_from: str
    referral_number: str
    referred_to: str
    referral_reason: str
    stay_from: datetime | None
    source: str
    supersedes: UUID | None
    change_reason: str
    cancel_reason: str
    observations: tuple[ObservationView, ...] = ()
    diagnoses: tuple[DiagnosisView, ...] = ()
    procedures: tuple[ProcedureView, ...] = ()
    prescriptions: tuple[PrescriptionView, ...] = ()
    supplies: tuple[SupplyView, ...] = ()
    documents: tuple[DocumentView, ...] = ()

    @property
    def main(self) -> DiagnosisView | None:
        """The main diagnosis; None when there is none yet."""
        return next((each for each in self.diagnoses if each.role == "main"), None)

    @property
    def accompanying(self) -> tuple[DiagnosisView, ...]:
        """The accompanying diagnoses in order."""
        return tuple(each for each in self.diagnoses if each.role == "accompanying")

    @property
    def lines(self) -> tuple[LineView, ...]:
        """Every prescribed drug in order."""
        return tuple(line for each in self.prescriptions for line in each.lines)

    def number(self, code: str) -> Decimal | None:
        """The value of a measured code (LOINC); None when it was not measured."""
        return next((each.number for each in self.observations if each.code == code), None)


def in_order(rows: Sequence[DiagnosisView]) -> tuple[DiagnosisView, ...]:
    """Diagnoses as people read them: main, accompanying by rank, then problems."""
    place = {"main": 0, "accompanying": 1, "problem": 2}
    return tuple(sorted(rows, key=lambda each: (place[each.role], each.rank)))
