"""Which session somebody may work at, and holding it still while a deed decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from tram.immunization.models import Session
from tram.immunization.sessions.refusals import stopped, wrong_state
from tram.kernel.actors import Actor, not_found, require

MANAGE = "session.manage"


def find_row(actor: Actor, session: UUID) -> Session:
    """The session, when the actor manages sessions there; otherwise refuses as if there were none."""
    require(actor, MANAGE)
    row = Session.objects.filter(pk=session).first()
    return _seen(actor, row)


@contextmanager
def at_work(actor: Actor, session: UUID, *states: str) -> Iterator[Session]:
    """The session in one of these states, in a transaction in which no other desk of this machine works at it.

    So two desks that press at the same moment come one after the other, and the second sees what the first wrote.
    """
    require(actor, MANAGE)
    with transaction.atomic():
        row = _seen(actor, Session.objects.select_for_update().filter(pk=session).first())
        if states and row.state not in states:
            raise stopped(row.stop_reason) if row.state == "stopped" else wrong_state(row.state, states[0])
        yield row


def _seen(actor: Actor, row: Session | None) -> Session:
    if row is None:
        raise not_found()
    require(actor, MANAGE, row.commune)
    return row
