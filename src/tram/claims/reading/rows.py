"""The claim's own row of what was read: its number, its money, and that another system has sent it already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid5

from tram.claims.models import Claim
from tram.claims.models.claims import ClaimState
from tram.claims.reading.model import Told
from tram.claims.reading.places import Station
from tram.claims.sending.settle import NAMESPACE
from tram.kernel.actors import Actor
from tram.kernel.clock import VN_TZ
from tram.kernel.facts import deed


@dataclass(frozen=True, slots=True)
class Subject:
    """The visit (its first version) and the person a claim is about."""

    visit: UUID
    person: UUID


def add_claim(by: Actor, at: datetime, told: Told, station: Station, of: Subject) -> None:
    """The row of a claim that came in a file: accepted, never sent from here (attempt 0). One fact ``claim.read``."""
    row = Claim(
        id=uuid5(NAMESPACE, of.visit.hex),
        person_id=of.person,
        commune=station.commune,
        facility_id=station.id,
        visit=of.visit,
        visit_now=of.visit,
        number=told.number[:100],
        state=ClaimState.ACCEPTED,
        **_columns(told),
    )
    with deed("claim.read", by=by, at=at, place=station.commune, person=of.person) as fact:
        fact.add(row)


def renew_claim(by: Actor, at: datetime, row: Claim, told: Told, version: UUID) -> None:
    """A corrected claim was read: the row follows. One fact ``claim.read``."""
    with deed("claim.read", by=by, at=at, place=row.commune, person=row.person_id) as fact:
        fact.change(row, visit_now=version, **_columns(told))


def _columns(told: Told) -> dict[str, Any]:
    sums = told.sums
    made_at = datetime.combine(told.made_on, time(), VN_TZ) if told.made_on else None
    return {
        "month": told.month,
        "decision": told.decision,
        "total": sums.total,
        "in_scope": sums.in_scope,
        "fund": sums.fund,
        "copaid": sums.copaid,
        "self_paid": sums.self_paid,
        "other": sums.other,
        "digest": told.digest,
        "sent_at": made_at,
    }
