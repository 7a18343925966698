"""Households, what the yearly lists say of them, and who belongs to them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from tests.properties.odd.telling import EVER, Telling
from tram.kernel.facts.draft import Draft
from tram.people.models import Household, HouseholdStatus, Membership, Person


def household(telling: Telling, fact: Draft, code: str, village: UUID | None) -> UUID:
    """A household, poor at times; of two lists one may be withdrawn."""
    start, end = telling.span()
    row = fact.add(Household(commune=code, village_id=village, valid_from=start or EVER, valid_to=end))
    telling.tell(
        "people.households", id=row.id, household=row.id, commune=code, village=village, start=start or EVER, end=end
    )
    for _ in range(telling.one(0, 0, 1, 2)):
        _status(telling, fact, row)
    return UUID(str(row.id))


def _status(telling: Telling, fact: Draft, home: Household) -> None:
    first, last = telling.span()
    start, kind = first or EVER, telling.one("poor", "near_poor")
    end = telling.one(last, last, start - timedelta(days=1))
    row = fact.add(HouseholdStatus(household=home, commune=home.commune, kind=kind, valid_from=start, valid_to=end))
    if end is None or end >= start:
        told = {"household": home.id, "commune": home.commune, "kind": kind}
        telling.tell("people.household_statuses", id=row.id, **told, start=start, end=end)


def membership(telling: Telling, fact: Draft, person: Person, home: UUID) -> None:
    """Somebody's time in a household."""
    start, end = telling.span()
    told = {"household": home, "relation": telling.one("head", "child", "other")}
    row = fact.add(
        Membership(
            person=person,
            commune=person.commune,
            household_id=home,
            relation=told["relation"],
            valid_from=start,
            valid_to=end,
        )
    )
    if person.merged_into_id is None:
        whose = {"person": person.id, "commune": person.commune}
        telling.tell("people.memberships", id=row.id, **whose, **told, start=start or EVER, end=end)
