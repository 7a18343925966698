"""Claims of visits, in every state and with odd sums."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from tests.properties.odd.telling import Telling
from tram.claims.models import Claim, ClaimState
from tram.kernel.facts.draft import Draft
from tram.people.models import Person

AMOUNTS = (Decimal(0), Decimal("0.01"), Decimal(38325), Decimal("638242.5"), Decimal("1234567890.99"))


def claim(telling: Telling, fact: Draft, person: Person, visit: UUID, facility: UUID) -> None:
    """A claim of a visit; withdrawn ones are not told."""
    told = {
        "commune": person.commune,
        "facility_id": facility,
        "decision": telling.one("3176", "1931"),
        "state": telling.one(*ClaimState.values),
        "errors": telling.one(0, 0, 3),
        "attempt": telling.one(0, 1, 2),
        **{name: telling.one(*AMOUNTS) for name in ("total", "in_scope", "fund", "copaid", "self_paid", "other")},
    }
    month = telling.day().replace(day=1)
    row = fact.add(Claim(person=person, visit=visit, visit_now=visit, number=str(visit), month=month, **told))
    if told["state"] != ClaimState.WITHDRAWN:
        telling.tell("claims.claims", id=row.id, person_id=person.id, visit_id=visit, day=month, **told)
