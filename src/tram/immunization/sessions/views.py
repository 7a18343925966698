"""What sessions answer with: frozen values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tram.immunization.models import Attendance, Session, SessionKind, SessionState


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session. ``vials`` is what the plan says to carry, by vaccine; ``stop_reason`` "" unless stopped or cancelled."""

    id: UUID
    commune: str
    facility: UUID | None
    day: date
    place_name: str
    village: UUID | None
    kind: str
    kind_name: str
    state: str
    state_name: str
    opened_at: datetime | None
    closed_at: datetime | None
    capacity: int | None
    vaccines: tuple[str, ...]
    vials: Mapping[str, int]
    staff: tuple[UUID, ...]
    note: str
    stop_reason: str

    @classmethod
    def of(cls, row: Session) -> SessionView:
        """A row as a frozen value."""
        return cls(
            id=row.id,
            commune=row.commune,
            facility=row.facility_id,
            day=row.day,
            place_name=row.place_name,
            village=row.village_id,
            kind=row.kind,
            kind_name=str(SessionKind(row.kind).label),
            state=row.state,
            state_name=str(SessionState(row.state).label),
            opened_at=row.opened_at,
            closed_at=row.closed_at,
            capacity=row.capacity,
            vaccines=tuple(row.vaccines.split()),
            vials=json.loads(row.vials or "{}"),
            staff=tuple(UUID(each) for each in json.loads(row.staff or "[]")),
            note=row.note,
            stop_reason=row.stop_reason,
        )


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """Somebody at a session. ``stage`` is where they are on their way through it (see ``stage_of``)."""

    id: UUID
    session: UUID
    person: UUID
    invited: bool
    walk_in: bool
    arrived_at: datetime | None
    screened_at: datetime | None
    decision: str
    screening: Mapping[str, str]
    temperature: Decimal | None
    weight: Decimal | None
    observed_from: datetime | None
    observed_until: datetime | None
    observed_outcome: str
    next_on: date | None
    note: str
    stage: str

    @classmethod
    def of(cls, row: Attendance) -> AttendanceView:
        """A row as a frozen value."""
        return cls(
            id=row.id,
            session=row.session_id,
            person=row.person_id,
            invited=row.invited,
            walk_in=row.walk_in,
            arrived_at=row.arrived_at,
            screened_at=row.screened_at,
            decision=row.decision,
            screening=json.loads(row.screening or "{}"),
            temperature=row.temperature,
            weight=row.weight,
            observed_from=row.observed_from,
            observed_until=row.observed_until,
            observed_outcome=row.observed_outcome,
            next_on=row.next_on,
            note=row.note,
            stage=stage_of(row),
        )


def stage_of(row: Attendance) -> str:
    """``expected`` → ``screened`` → ``watched`` → ``done``; or ``defer``, ``refuse``, ``absent``."""
    if row.decision == "vaccinate":
        return "watched" if row.observed_from and not row.observed_until else "done"
    return row.decision or ("screened" if row.screened_at else "expected")


@dataclass(frozen=True, slots=True)
class DoseInput:
    """One dose to give. What is None or "" takes what the vaccine's definition says."""

    vaccine: str
    lot: UUID | None = None
    site: str = ""
    route: str = ""
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Screening:
    """What was asked and measured before a dose: answers to the screening form as they were typed."""

    answers: Mapping[str, str] = field(default_factory=dict)
