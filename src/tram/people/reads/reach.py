"""How to reach many people at once: who answers for a child, which phone to ring, which house to go to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from tram.engines.expression.calendar import years_between
from tram.people.models import Membership, Relation, Residence, Sex
from tram.people.reads.scope import valid_on
from tram.people.reads.views import Hit

OF_AGE = 18
PARENTS = (Relation.HEAD, Relation.SPOUSE)
_NEVER = date.min


class _Kin(NamedTuple):
    """Somebody of a household, as far as a child's caregiver is concerned."""

    person: UUID
    relation: str
    name: str
    sex: str
    phone: str


@dataclass(frozen=True, slots=True)
class Reach:
    """How to reach a person. ``caregiver`` is whom to speak to about a child: the mother where the household shows her
    (``mother`` is then true), else its head; "" for adults and where nobody is known. ``phone`` is the person's own,
    else the caregiver's, else the head's. ``house`` is what the address says below the village.
    """

    caregiver: str = ""
    mother: bool = False
    phone: str = ""
    house: str = ""


def ways_to_reach(people: Sequence[Hit], day: date) -> dict[UUID, Reach]:
    """How to reach each person on a day, in two queries however many there are; the caller has asked permission."""
    homes = {hit.household for hit in people if hit.household}
    kin, houses = _kin(homes, day), _houses([hit.id for hit in people], day)
    return {hit.id: _reach(hit, kin, houses.get(hit.id, ""), day) for hit in people}


def _reach(hit: Hit, kin: Mapping[UUID, Sequence[_Kin]], house: str, day: date) -> Reach:
    family = kin.get(hit.household, ()) if hit.household else ()
    head = next((one for one in family if one.relation == Relation.HEAD), None)
    if not _is_child(hit, day):
        return Reach(phone=hit.phone or (head.phone if head else ""), house=house)
    mother = _mother(hit, family)
    answers = mother or (head if head and head.person != hit.id else None)
    phones = (hit.phone, answers.phone if answers else "", head.phone if head else "")
    return Reach(answers.name if answers else "", mother is not None, next(filter(None, phones), ""), house)


def _mother(hit: Hit, family: Sequence[_Kin]) -> _Kin | None:
    """The woman of the couple that a child of the household's head belongs to; for other children nobody can say."""
    own = next((one for one in family if one.person == hit.id), None)
    if own is None or own.relation != Relation.CHILD:
        return None
    return next((one for one in family if one.relation in PARENTS and one.sex == Sex.FEMALE), None)


def _is_child(hit: Hit, day: date) -> bool:
    return hit.born is not None and years_between(hit.born, day) < OF_AGE


def _kin(households: Iterable[UUID], day: date) -> dict[UUID, list[_Kin]]:
    found: dict[UUID, list[_Kin]] = defaultdict(list)
    rows = Membership.objects.filter(valid_on(day), household__in=list(households), person__merged_into=None)
    columns = ("household_id", "person_id", "relation", "person__full_name", "person__sex", "person__phone")
    for home, *member in rows.filter(person__died_on=None).order_by("id").values_list(*columns):
        found[home].append(_Kin(*member))
    return found


def _houses(people: Iterable[UUID], day: date) -> dict[UUID, str]:
    """The house of each person's latest address that holds on the day."""
    rows = Residence.objects.filter(valid_on(day), person__in=list(people)).order_by("id")
    found: dict[UUID, tuple[date, str]] = {}
    for person, since, address in rows.values_list("person_id", "valid_from", "address"):
        if person not in found or (since or _NEVER) >= found[person][0]:
            found[person] = (since or _NEVER, address)
    return {person: address for person, (_since, address) in found.items()}
