"""Moving: the old residence closes, the new one opens, the person's rows follow to the new commune."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft, deed
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.actions.parts import WRITE, Done, choice, person_for
from tram.people.actions.places import refuse_strange_place
from tram.people.models import (
    Cover,
    Death,
    FamilyDoctor,
    Identifier,
    Membership,
    Person,
    PersonName,
    PersonRecord,
    Residence,
    ResidenceKind,
)
from tram.people.rules.residences import withdrawn

FACT = "person.moved"
FOLLOWING = (Identifier, Cover, PersonName, FamilyDoctor, Death, Membership)


def move_person(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    commune: str,
    on: date,
    village: UUID | None = None,
    address: str = "",
    kind: str = ResidenceKind.PERMANENT,
    keep_household: bool = False,
    based_on: int | None = None,
    under: str = WRITE,
) -> Done:
    """The person lives at the new address from the day ``on``; leaves the household unless ``keep_household``.

    A move on the very day the current residence began corrects it.

    The commune may lie outside the actor's places: then the record goes there and the actor sees it no more. Refuses
    days to come, days before the current residence began, and villages of another commune. One fact ``person.moved``.
    """
    row = person_for(by, person, under, based_on)
    today = today_vn(at)
    if on > today:
        raise Refusal("person.move_future", "Ngày chuyển đến không được sau hôm nay.", {"field": "on"})
    refuse_strange_place(commune, village, None, today)
    choice(kind, ResidenceKind.values, "residence_kind")
    there = {"commune": commune, "village_id": village, "kind": kind, "address": nfc(address)[:250]}
    with deed(FACT, by=by, at=at, place=commune, person=row.id) as fact:
        same_day = _close(fact, residences_held(row.id), on)
        if same_day is None:
            fact.add(Residence(person=row, valid_from=on, **there))
        else:
            fact.change(same_day, **there)
        _carry_over(fact, row, commune, village, on, keep_household=keep_household)
    return Done(row.id)


def residences_held(person: UUID) -> list[Residence]:
    """A person's residences but those withdrawn."""
    rows = Residence.objects.filter(person=person).order_by("id")
    return [row for row in rows if not withdrawn(row.valid_from, row.valid_to)]


def _close(fact: Draft, lived: list[Residence], on: date) -> Residence | None:
    """Ends what was open the day before; a residence begun on that very day is given back, to be corrected in place."""
    if any(old.valid_from is not None and old.valid_from > on for old in lived):
        raise Refusal("person.move_early", "Ngày chuyển phải sau ngày bắt đầu ở nơi cũ.", {"field": "on"})
    for old in lived:
        if old.valid_from != on and (old.valid_to is None or old.valid_to >= on):
            fact.change(old, valid_to=on - timedelta(days=1))
    return next((old for old in lived if old.valid_from == on), None)


def _carry_over(
    fact: Draft, row: Person, commune: str, village: UUID | None, on: date, *, keep_household: bool
) -> None:
    if row.household_id and not keep_household:
        for membership in Membership.objects.filter(person=row.id, valid_to=None):
            fact.change(membership, valid_to=max(on - timedelta(days=1), membership.valid_from or date.min))
    if row.commune != commune:
        for model in FOLLOWING:
            rows: QuerySet[PersonRecord] = QuerySet(model)
            for held in rows.filter(person=row.id):
                fact.change(held, commune=commune)
    fact.change(row, commune=commune, village_id=village, household_id=row.household_id if keep_household else None)
