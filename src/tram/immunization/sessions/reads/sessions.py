"""Sessions of a commune: the next, the last, today's."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tram.immunization.models import Session, SessionState
from tram.immunization.sessions.access import MANAGE, find_row
from tram.immunization.sessions.views import SessionView
from tram.kernel.actors import Actor, require
from tram.places.api import facility
from tram.workforce.api import Profession, staff_of

SHOWN = 60
STANDING = (SessionState.PLANNED, SessionState.OPEN, SessionState.STOPPED)


def session_view(actor: Actor, session: UUID) -> SessionView:
    """The session. Refuses (404) when it is not of the actor's communes."""
    return SessionView.of(find_row(actor, session))


def sessions_of(actor: Actor, commune: str) -> tuple[SessionView, ...]:
    """The sessions of a commune, the latest day first, at most sixty."""
    require(actor, MANAGE, commune)
    rows = Session.objects.filter(commune=commune).order_by("-day", "-id")
    return tuple(SessionView.of(row) for row in rows[:SHOWN])


def todays_session(actor: Actor, commune: str, day: date) -> SessionView | None:
    """The session of a commune on a day: the open one, else one that is planned or was stopped; None when none is."""
    require(actor, MANAGE, commune)
    rows = Session.objects.filter(commune=commune, day=day, state__in=STANDING).order_by("id")
    found = sorted(rows, key=lambda row: row.state != SessionState.OPEN)
    return SessionView.of(found[0]) if found else None


def planned_days(commune: str, after: date) -> list[date]:
    """The days after one on which the commune has a session planned."""
    rows = Session.objects.filter(commune=commune, day__gt=after, state=SessionState.PLANNED)
    return sorted(set(rows.values_list("day", flat=True)))


def supervisors(session: SessionView) -> tuple[str, ...]:
    """Whom to call about a session that was stopped: the doctors of the station, then whoever leads the station."""
    if session.facility is None:
        return ()
    doctors = [each for each in staff_of(session.facility, session.day) if each.profession == Profession.DOCTOR]
    station = facility(session.facility, session.day)
    leader = facility(station.parent, session.day) if station and station.parent else None
    return (*(f"{each.profession_name} {each.full_name}" for each in doctors), *([leader.name] if leader else []))
