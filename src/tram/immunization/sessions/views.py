"""What sessions answer with: frozen values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tram.engines.forms import Form
from tram.immunization.models import Attendance, Session, SessionKind, SessionState
from tram.people.api import Hit

SESSION_KINDS: tuple[tuple[str, str], ...] = tuple((kind.value, str(kind.label)) for kind in SessionKind)


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session. ``vials`` is what the plan says to carry, by vaccine; ``stop_reason`` "" unless stopped or cancelled.

    ``settled``: the vials it opened are written down, so it needs nothing more.
    """

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
    settled: bool

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
            settled=row.ends_at is not None,
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
class Gift:
    """A vaccine in a line of a list: short and whole name, and which dose of it when the series numbers them."""

    vaccine: str
    name: str
    whole_name: str
    number: int | None

    @property
    def text(self) -> str:
        """``DPT-VGB-Hib 2``."""
        return f"{self.name} {self.number}" if self.number else self.name


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One person on the list of a session. ``gives`` is what they got, or what they are due for while they have not.

    ``minutes`` are those of watching that remain; None unless they are watched.
    """

    person: UUID
    name: str
    birth: str
    age: str
    sex_name: str
    village: str
    caregiver: str
    phone: str
    invited: bool
    stage: str
    arrived_at: datetime | None
    observed_from: datetime | None
    minutes: int | None
    outcome: str
    next_on: date | None
    gives: tuple[Gift, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A session as its desk sees it: ``lines`` who is still to come or be served first, ``watched`` longest first."""

    session: SessionView
    lines: tuple[DeskLine, ...]
    doses: int

    @property
    def watched(self) -> tuple[DeskLine, ...]:
        """Who sits and waits, who may go first."""
        found = [line for line in self.lines if line.stage == "watched" and line.observed_from]
        return tuple(sorted(found, key=lambda line: (line.minutes or 0, line.name)))

    def count(self, *stages: str) -> int:
        """How many people stand at one of these stages."""
        return sum(line.stage in stages for line in self.lines)


@dataclass(frozen=True, slots=True)
class LotChoice:
    """A lot that may be used now. ``text`` says what stands on the vial and what is left."""

    id: UUID
    number: str
    text: str
    open: bool


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A dose that may be given now. ``chosen``: it should be; ``blocked``: why it cannot ("" when it can)."""

    vaccine: str
    name: str
    number: int | None
    why: str
    source: str
    chosen: bool
    lots: tuple[LotChoice, ...]
    blocked: str
    site: str
    sites: tuple[tuple[str, str], ...]
    route: str
    route_name: str
    quantity: Decimal | None


@dataclass(frozen=True, slots=True)
class Later:
    """A dose whose time has not come. ``day`` None where the schedule names none."""

    name: str
    number: int | None
    day: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Past:
    """A dose given before; ``counts`` false when it is not valid, and ``why`` then says so."""

    day: date
    name: str
    number: int | None
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One person at the desk of a session."""

    session: SessionView
    person: Hit
    age: str
    caregiver: str
    phone: str
    attendance: AttendanceView | None
    warnings: tuple[str, ...]
    lines: tuple[PanelLine, ...]
    later: tuple[Later, ...]
    past: tuple[Past, ...]
    screening: Form
