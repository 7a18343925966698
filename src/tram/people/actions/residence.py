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
from tram.people.reads.scope import valid_on

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

    The commune may lie outside the actor's places: then the record goes there and the actor sees it no more. Refuses
    days to come, days before the current residence began, and villages of another commune. One fact ``person.moved``.
    """
    row = person_for(by, person, under, based_on)
    today = today_vn(at)
    if on > today:
        raise Refusal("person.move_future", "Ngày chuyển đến không được sau hôm nay.", {"field": "on"})
    refuse_strange_place(commune, village, None, today)
    choice(kind, ResidenceKind.values, "residence_kind")
    current = list(Residence.objects.filter(valid_on(on), person=row.id))
    if any(old.valid_from is not None and old.valid_from >= on for old in current):
        raise Refusal("person.move_early", "Ngày chuyển phải sau ngày bắt đầu ở nơi cũ.", {"field": "on"})
    with deed(FACT, by=by, at=at, place=commune, person=row.id) as fact:
        for old in current:
            fact.change(old, valid_to=on - timedelta(days=1))
        fact.add(
            Residence(
                person=row, commune=commune, village_id=village, kind=kind, address=nfc(address)[:250], valid_from=on
            )
        )
        _carry_over(fact, row, commune, village, on, keep_household=keep_household)
    return Done(row.id)


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
