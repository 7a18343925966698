"""Closing a session: the store is settled, whoever was expected and did not come is written down as absent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tram.immunization.models import Attendance, Decision, Deferral, DeferralKind, Session, SessionState
from tram.immunization.sessions.access import at_work
from tram.immunization.sessions.actions.invite import MANY
from tram.immunization.sessions.reads.attendance import attendances
from tram.immunization.sessions.views import SessionView
from tram.immunization.stock.settle import settle_session
from tram.kernel import facts
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn


def close_session(*, by: Actor, at: datetime, session: UUID, opened: Mapping[UUID, int] | None = None) -> SessionView:
    """Ends a session (fact ``session.closed``, with the vials ``opened`` of each lot) in one transaction.

    Everybody invited who was neither vaccinated nor put off gets a fact of their own (``vaccination.missed``). A
    session that was stopped is settled in the same way and stays stopped; it is closed once. Refuses fewer vials than
    the doses given need.
    """
    with at_work(by, session, "open", "stopped", "closed") as row:
        if row.state == SessionState.CLOSED or settled(row):
            return SessionView.of(row)
        with facts.batch(size=MANY):
            with facts.deed("session.closed", by=by, at=at, place=row.commune) as fact:
                settle_session(fact, session=row.id, commune=row.commune, day=row.day, opened=opened or {})
                state = SessionState.STOPPED if row.state == SessionState.STOPPED else SessionState.CLOSED
                fact.change(row, state=state, closed_at=at, ends_at=at)
            for each in attendances(row.id):
                if each.decision == "":
                    _missed(by, at, row, each)
    return SessionView.of(row)


def settled(row: Session) -> bool:
    """Whether the store of a session was settled already; a stopped one stays stopped when it is."""
    return row.ends_at is not None


def _missed(by: Actor, at: datetime, session: Session, row: Attendance) -> None:
    absent = Deferral(
        person_id=row.person_id,
        commune=session.commune,
        session_id=session.id,
        day=today_vn(at),
        kind=DeferralKind.ABSENT,
        reason="no-answer",
    )
    with facts.deed("vaccination.missed", by=by, at=at, place=session.commune, person=row.person_id) as fact:
        fact.add(absent)
        fact.change(row, decision=Decision.ABSENT)
