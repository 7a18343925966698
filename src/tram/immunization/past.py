"""What a station did before its record began, written down as it was: deliveries, sessions, visits, fridges.

The writing halves of the deeds of ``stock``, ``sessions`` and ``events``, without their questions and checks: for a
village and for carrying a station's books over. Doses themselves are carried by ``record.carry_doses``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from tram.immunization.models import (
    Attendance,
    Decision,
    Fridge,
    FridgeReading,
    HalfDay,
    MovementKind,
    Observed,
    Session,
    SessionState,
    StockMovement,
    VaccineLot,
)
from tram.kernel import facts
from tram.kernel.actors import Actor
from tram.kernel.clock import VN_TZ

WATCHED = timedelta(minutes=30)
COLDEST, WARMEST = Decimal(2), Decimal(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLot:
    """A lot with the day it came and how many vials of it came then."""

    id: UUID
    vaccine: str
    number: str
    presentation: int
    expires_on: date
    came_on: date
    vials: int
    manufacturer: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSession:
    """A session that was held: from when until when, with which vaccines, and how many vials of each lot it opened."""

    id: UUID
    commune: str
    day: date
    kind: str
    place_name: str
    starts_at: datetime
    ends_at: datetime
    vaccines: tuple[str, ...]
    facility: UUID | None = None
    village: UUID | None = None
    opened: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVisit:
    """Somebody at a session (``arrived_at`` None: invited and absent), what was decided, how they were afterwards."""

    session: UUID
    decision: str
    invited: bool = True
    arrived_at: datetime | None = None
    outcome: str = Observed.WELL
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class PastReading:
    """How cold a fridge was in one half of a day (``am``, ``pm``), and what was done when it was not as it must be."""

    day: date
    half: str
    celsius: Decimal
    action: str = ""


def carry_lots(*, by: Actor, at: datetime, commune: str, lots: Sequence[PastLot]) -> None:
    """Writes lots and their arrival in one fact (``vaccine.received``)."""
    with facts.deed("vaccine.received", by=by, at=at, place=commune) as fact:
        fact.add_all([_lot(commune, one) for one in lots])
        fact.add_all([_receipt(commune, one) for one in lots])


def carry_session(*, by: Actor, at: datetime, session: PastSession) -> None:
    """Writes a session that is over with the vials it opened, in one fact (``session.closed``)."""
    with facts.deed("session.closed", by=by, at=at, place=session.commune) as fact:
        fact.add(_session(session))
        fact.add_all([_opened(session, lot, vials) for lot, vials in session.opened.items() if vials])


def carry_visits(*, by: Actor, at: datetime, person: UUID, commune: str, visits: Sequence[PastVisit]) -> None:
    """Writes somebody's visits to sessions in one fact (``vaccination.given``)."""
    with facts.deed("vaccination.given", by=by, at=at, place=commune, person=person) as fact:
        fact.add_all([_attendance(person, commune, one) for one in visits])


def carry_fridge(*, by: Actor, at: datetime, commune: str, name: str, since: date) -> UUID:
    """Writes a fridge in use from a day on (fact ``fridge.added``); returns its id."""
    with facts.deed("fridge.added", by=by, at=at, place=commune) as fact:
        row = fact.add(Fridge(commune=commune, name=name, valid_from=since))
    fridge: UUID = row.id
    return fridge


def carry_readings(*, by: Actor, at: datetime, commune: str, fridge: UUID, readings: Iterable[PastReading]) -> None:
    """Writes readings of a fridge in one fact (``fridge.read``).

    Out of +2 to +8 °C is an alarm, as it was by every rule in the time this is for.
    """
    with facts.deed("fridge.read", by=by, at=at, place=commune) as fact:
        fact.add_all([_reading(commune, fridge, one) for one in readings])


def _lot(commune: str, told: PastLot) -> VaccineLot:
    return VaccineLot(
        id=told.id,
        commune=commune,
        vaccine=told.vaccine,
        number=told.number,
        manufacturer=told.manufacturer,
        presentation=told.presentation,
        expires_on=told.expires_on,
    )


def _receipt(commune: str, told: PastLot) -> StockMovement:
    return StockMovement(
        commune=commune,
        lot_id=told.id,
        day=told.came_on,
        kind=MovementKind.RECEIPT,
        vials=told.vials,
        doses=told.vials * told.presentation,
        partner=told.partner,
    )


def _session(told: PastSession) -> Session:
    return Session(
        id=told.id,
        commune=told.commune,
        facility_id=told.facility,
        day=told.day,
        place_name=told.place_name,
        village_id=told.village,
        kind=told.kind,
        state=SessionState.CLOSED,
        starts_at=told.starts_at,
        ends_at=told.ends_at,
        opened_at=told.starts_at,
        closed_at=told.ends_at,
        vaccines=" ".join(told.vaccines),
    )


def _opened(told: PastSession, lot: UUID, vials: int) -> StockMovement:
    return StockMovement(
        commune=told.commune, lot_id=lot, day=told.day, kind=MovementKind.USE, vials=-vials, session_id=told.id
    )


def _attendance(person: UUID, commune: str, told: PastVisit) -> Attendance:
    given = told.decision == Decision.VACCINATE and told.arrived_at is not None
    return Attendance(
        person_id=person,
        commune=commune,
        session_id=told.session,
        invited=told.invited,
        walk_in=not told.invited,
        arrived_at=told.arrived_at,
        screened_at=told.arrived_at,
        decision=told.decision,
        observed_from=told.arrived_at if given else None,
        observed_until=told.arrived_at + WATCHED if given and told.arrived_at else None,
        observed_outcome=told.outcome if given else "",
        next_on=told.next_on,
    )


def _reading(commune: str, fridge: UUID, told: PastReading) -> FridgeReading:
    hour = time(7, 30) if told.half == HalfDay.MORNING else time(16, 30)
    return FridgeReading(
        commune=commune,
        fridge_id=fridge,
        at=datetime.combine(told.day, hour, VN_TZ),
        day=told.day,
        half=told.half,
        celsius=told.celsius,
        alarm=not COLDEST <= told.celsius <= WARMEST,
        action=told.action,
    )
