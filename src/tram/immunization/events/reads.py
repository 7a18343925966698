"""Questions about adverse events. Whoever reads one is logged by the page or the deed that asks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tram.immunization.events.definitions import law
from tram.immunization.events.rules import Clock, clock
from tram.immunization.events.views import DoseChoice, EventView
from tram.immunization.models import AdverseEvent, Dose, RowStatus, VaccineLot
from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import VN_TZ, today_vn
from tram.people.api import Hit, hits
from tram.places.api import working_days

READ, WRITE = "adverse_event.read", "adverse_event.write"
MOST = 200
MOST_DOSES = 40


def events(actor: Actor, at: datetime, *, commune: str | None = None, only_open: bool = False) -> tuple[EventView, ...]:
    """The events in the actor's communes (or one of them): serious ones whose notice runs first, then the latest.

    Refuses who may not read them; at most 200.
    """
    require(actor, READ, commune)
    rows = _visible(actor)
    if commune is not None:
        rows = rows.filter(commune=commune)
    if only_open:
        rows = rows.filter(closed_on__isnull=True)
    found = _views(rows.order_by("-onset_at", "id")[:MOST], at)
    return tuple(sorted(found, key=_urgency))


def event(actor: Actor, at: datetime, event_id: UUID) -> EventView:
    """One event. Refuses (404) what the actor may not see."""
    return _views([event_row(actor, event_id, READ)], at)[0]


def event_row(actor: Actor, event_id: UUID, deed: str) -> AdverseEvent:
    """The row of an event, when the actor may do the deed where it was recorded; otherwise as if there were none."""
    require(actor, deed)
    row = AdverseEvent.objects.filter(pk=event_id, status=RowStatus.CURRENT).first()
    if row is None or not may_see(actor, row.commune):
        raise not_found()
    return row


def events_of(person: UUID, at: datetime) -> tuple[EventView, ...]:
    """A person's events, the latest first; the caller has asked permission and logs the read."""
    rows = AdverseEvent.objects.filter(person=person, status=RowStatus.CURRENT)
    return tuple(_views(rows.order_by("-onset_at", "id"), at))


def running_notices(actor: Actor, at: datetime) -> tuple[EventView, ...]:
    """Serious events in scope nobody was told of yet, the most urgent first: for the room's home."""
    require(actor, READ)
    rows = _visible(actor).filter(serious=True, notified_at__isnull=True, closed_on__isnull=True)
    return tuple(_views(rows.order_by("known_at", "id")[:MOST], at))


def events_of_lots(actor: Actor, lots: Iterable[UUID], at: datetime) -> tuple[EventView, ...]:
    """Events in scope after a dose of one of these lots."""
    wanted = [str(lot) for lot in lots]
    named = Q(pk__in=[])
    for lot in wanted:
        named |= Q(lot_ids__contains=lot)
    return tuple(_views(_visible(actor).filter(named).order_by("-onset_at", "id")[:MOST], at))


def doses_of(person: UUID, *, day: date | None = None, session: UUID | None = None) -> tuple[DoseChoice, ...]:
    """The doses of a person (of one day or session, when named), the latest first; the caller has asked permission."""
    rows = Dose.objects.filter(person=person, status=RowStatus.CURRENT)
    if day is not None:
        rows = rows.filter(day=day)
    if session is not None:
        rows = rows.filter(session_id=session)
    found = list(rows.order_by("-day", "vaccine", "id")[:MOST_DOSES])
    lots = {row.id: row for row in VaccineLot.objects.filter(pk__in=[one.lot_id for one in found if one.lot_id])}
    return tuple(_choice(one, lots.get(one.lot_id) if one.lot_id else None) for one in found)


def _choice(dose: Dose, lot: VaccineLot | None) -> DoseChoice:
    return DoseChoice(
        id=dose.id,
        day=dose.day,
        given_at=dose.given_at,
        vaccine=dose.vaccine,
        lot=dose.lot_id,
        lot_number=lot.number if lot else dose.lot_number,
        expires_on=lot.expires_on if lot else dose.expires_on,
        session=dose.session_id,
        place_name=dose.place_name,
    )


def view_of(row: AdverseEvent, at: datetime) -> EventView:
    """One row as a frozen value."""
    return _views([row], at)[0]


def _visible(actor: Actor) -> QuerySet[AdverseEvent]:
    rows = AdverseEvent.objects.filter(status=RowStatus.CURRENT)
    return rows if actor.communes is None else rows.filter(commune__in=actor.communes)


def _urgency(one: EventView) -> tuple[bool, datetime | None, float]:
    running = one.notice is not None and one.notice.met_at is None and one.open
    return (not running, one.notice.due_at if running and one.notice else None, -one.onset_at.timestamp())


def _views(rows: Iterable[AdverseEvent], at: datetime) -> list[EventView]:
    found = list(rows)
    people = {hit.id: hit for hit in hits([row.person_id for row in found])} if found else {}
    return [_view(row, people.get(row.person_id), at) for row in found]


def _view(row: AdverseEvent, who: Hit | None, at: datetime) -> EventView:
    notice, council = _clocks(row, at) if row.serious else (None, None)
    return EventView(
        id=row.id,
        stamp=row.stamp,
        person=row.person_id,
        person_name=who.name if who else "",
        birth=who.birth if who else "",
        commune=row.commune,
        dose=row.dose_id,
        vaccine=row.vaccine,
        session=row.session_id,
        lots=tuple(UUID(each) for each in row.lot_ids.split()),
        onset_at=row.onset_at,
        known_at=row.known_at,
        serious=row.serious,
        symptoms=tuple(row.symptoms.split()),
        answers=json.loads(row.answers or "{}"),
        form=row.form,
        form_version=row.form_version,
        outcome=row.outcome,
        cause=row.cause,
        notified_at=row.notified_at,
        notified_to=row.notified_to,
        notice_number=row.notice_number,
        investigation=json.loads(row.investigation or "{}"),
        investigated_on=row.investigated_on,
        council_on=row.council_on,
        council_number=row.council_number,
        closed_on=row.closed_on,
        note=row.note,
        notice=notice,
        council=council,
    )


def _clocks(row: AdverseEvent, at: datetime) -> tuple[Clock, Clock]:
    rule, days = law(today_vn(row.known_at)), working_days()
    council_at = _end_of(row.council_on) if row.council_on else None
    return (
        clock(row.known_at, rule.notice, days, row.notified_at, at),
        clock(row.known_at, rule.council, days, council_at, at),
    )


def _end_of(day: date) -> datetime:
    """The last instant of a day that counts for a deadline given in days."""
    return datetime(day.year, day.month, day.day, 23, 59, tzinfo=VN_TZ)
