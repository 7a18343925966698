"""Inviting people to a session: one fact a person, all of them in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from tram.immunization.models import Attendance, RowStatus, Session
from tram.immunization.sessions.access import at_work
from tram.immunization.sessions.reads.attendance import attendance_of, attendances
from tram.immunization.sessions.refusals import wrong_state
from tram.kernel import facts
from tram.kernel.actors import Actor, may_see, not_found
from tram.people.api import Hit, hits

MANY = 10_000


def invite(*, by: Actor, at: datetime, session: UUID, people: Sequence[UUID]) -> int:
    """Puts people on the list of a session (fact ``session.invited`` for each); returns how many were new.

    Refuses (404) when one of them is nobody the actor may see, and a session that has ended.
    """
    with at_work(by, session, "planned", "open") as row, facts.batch(size=MANY):
        return len(invited(by, at, row, people))


def invited(by: Actor, at: datetime, session: Session, people: Iterable[UUID]) -> list[Attendance]:
    """Writes the invitations that are not there yet; the caller holds the session and a batch."""
    there = {each.person_id for each in attendances(session.id)}
    rows = [_row(session, hit.id) for hit in seen(by, people) if hit.id not in there]
    for each in rows:
        with facts.deed("session.invited", by=by, at=at, place=session.commune, person=each.person_id) as fact:
            fact.add(each)
    return rows


def uninvite(*, by: Actor, at: datetime, session: UUID, person: UUID) -> None:
    """Takes somebody off the list again (fact ``session.uninvited``). Refuses once they have come."""
    with at_work(by, session, "planned", "open"):
        row = attendance_of(session, person)
        if row is None:
            raise not_found()
        if row.decision or row.screened_at:
            raise wrong_state("open", "planned")
        with facts.deed("session.uninvited", by=by, at=at, place=row.commune, person=row.person_id) as fact:
            fact.change(row, status=RowStatus.CANCELLED)


def seen(by: Actor, people: Iterable[UUID]) -> list[Hit]:
    """The people, merged records as where they went. Refuses (404) when one is unknown or out of the actor's sight."""
    wanted = list(dict.fromkeys(people))
    found = hits(wanted)
    if len(found) < len(wanted) or not all(may_see(by, each.commune, each.village) for each in found):
        raise not_found()
    return found


def _row(session: Session, person: UUID) -> Attendance:
    return Attendance(session_id=session.id, person_id=person, commune=session.commune, invited=True)
