"""Households: opened, joined, left; a change of head is a fact about each of the two people, written together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from uuid import UUID

from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft, batch, deed
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.actions.parts import WRITE, Done, NewStatus, choice, person_for
from tram.people.actions.places import refuse_strange_place
from tram.people.models import Household, HouseholdStatus, Membership, Person, Poverty, Relation


def open_household(
    *,
    by: Actor,
    at: datetime,
    commune: str,
    since: date,
    village: UUID | None = None,
    code: str = "",
    address: str = "",
    statuses: Sequence[NewStatus] = (),
    check: bool = True,
    under: str = WRITE,
) -> Done:
    """A new household, without members yet; ``statuses`` is what the yearly lists say of it.

    ``check=False`` asks the database nothing (bulk work).

    One fact ``household.opened``.
    """
    require(by, under, commune, village)
    if check:
        refuse_strange_place(commune, village, None, today_vn(at))
    row = Household(
        commune=commune, village_id=village, code=nfc(code)[:30], address=nfc(address)[:250], valid_from=since
    )
    with deed("household.opened", by=by, at=at, place=commune) as fact:
        fact.add(row)
        fact.add_all(_status(row, one) for one in statuses)
    return Done(row.id)


def _status(home: Household, one: NewStatus) -> HouseholdStatus:
    kind = choice(one.kind, Poverty.values, "kind")
    return HouseholdStatus(
        household=home, commune=home.commune, kind=kind, valid_from=one.valid_from, valid_to=one.valid_to
    )


def join_household(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    household: UUID,
    relation: str,
    on: date | None = None,
    under: str = WRITE,
) -> Done:
    """The person belongs to the household from the day ``on`` (None: nobody knows since when); leaves any other.

    Joining again with the same relation changes nothing. A second head refuses ``household.has_head``; use
    ``change_head``. One fact ``household.joined``.
    """
    row = person_for(by, person, under)
    home = household_for(by, household)
    choice(relation, Relation.values, "relation")
    current = _held(row.id)
    if any(held.household_id == home.id and held.relation == relation for held in current):
        return Done(home.id)
    if relation == Relation.HEAD and _head(home.id, other_than=row.id):
        raise Refusal("household.has_head", "Hộ đã có chủ hộ. Hãy dùng “Đổi chủ hộ”.", {"field": "relation"})
    since = on or today_vn(at) if current else on
    with deed("household.joined", by=by, at=at, place=row.commune, person=row.id) as fact:
        _switch(fact, row, current, home, relation, since=since)
    return Done(home.id)


def leave_household(*, by: Actor, at: datetime, person: UUID, on: date, under: str = WRITE) -> Done:
    """The person belongs to no household from the day ``on``. One fact ``household.left``."""
    row = person_for(by, person, under)
    if row.household_id is None:
        return Done(row.id)
    with deed("household.left", by=by, at=at, place=row.commune, person=row.id) as fact:
        _close(fact, _held(row.id), on)
        fact.change(row, household_id=None)
    return Done(row.id)


def change_head(
    *,
    by: Actor,
    at: datetime,
    household: UUID,
    person: UUID,
    on: date,
    old_head_is: str = Relation.OTHER,
    under: str = WRITE,
) -> Done:
    """The person, a member, is head from the day ``on``; the head before becomes ``old_head_is`` to the new one.

    Two facts ``household.head_changed``, one about each, in one transaction. Refuses somebody who is not a member.
    """
    home = household_for(by, household)
    row = person_for(by, person, under)
    if row.household_id != home.id:
        raise Refusal("household.not_member", "Người này chưa ở trong hộ. Hãy thêm vào hộ trước.", {"field": "person"})
    old = _head(home.id, other_than=row.id)
    choice(old_head_is, [value for value in Relation.values if value != Relation.HEAD], "relation")
    with batch():
        if old is not None:
            other = person_for(by, old.person_id, under)
            with _head_changed(by, at, other) as fact:
                _switch(fact, other, _held(other.id), home, old_head_is, since=on)
        with _head_changed(by, at, row) as fact:
            _switch(fact, row, _held(row.id), home, Relation.HEAD, since=on)
    return Done(home.id)


def _head_changed(by: Actor, at: datetime, row: Person) -> AbstractContextManager[Draft]:
    return deed("household.head_changed", by=by, at=at, place=row.commune, person=row.id)


def _switch(
    fact: Draft, row: Person, held: list[Membership], home: Household, relation: str, *, since: date | None
) -> None:
    """Ends the memberships held and begins the new one; one begun on that very day is corrected in place."""
    same_day = next((one for one in held if since is not None and one.valid_from == since), None)
    _close(fact, [one for one in held if one is not same_day], since or date.max)
    if same_day is not None:
        fact.change(same_day, household_id=home.id, relation=relation)
    else:
        fact.add(Membership(person=row, commune=row.commune, household=home, relation=relation, valid_from=since))
    fact.change(row, household_id=home.id)


def _held(person: UUID) -> list[Membership]:
    return list(Membership.objects.filter(person=person, valid_to=None))


def _close(fact: Draft, held: list[Membership], on: date) -> None:
    for membership in held:
        fact.change(membership, valid_to=max(on - timedelta(days=1), membership.valid_from or date.min))


def household_for(by: Actor, household: UUID) -> Household:
    """The household, which still stands. Refuses (404) what lies outside the actor's places."""
    home = Household.objects.filter(pk=household, valid_to=None).first()
    if home is None or not may_see(by, home.commune, home.village_id):
        raise not_found()
    return home


def _head(household: UUID, other_than: UUID) -> Membership | None:
    held = Membership.objects.filter(household=household, relation=Relation.HEAD, valid_to=None)
    return held.exclude(person=other_than).filter(person__died_on=None, person__merged_into=None).first()
