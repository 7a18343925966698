"""An address put right without a move, and one kept of two that machines recorded apart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft, deed
from tram.kernel.models import Fork
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.actions.parts import WRITE, Done, choice, person_for
from tram.people.actions.places import refuse_strange_place
from tram.people.actions.residence import FOLLOWING, residences_held
from tram.people.models import Person, PersonRecord, Residence, ResidenceKind
from tram.people.rules.residences import DAY, EVER, last_day_of_other, withdrawn


def correct_address(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    address: str,
    village: UUID | None = None,
    kind: str = ResidenceKind.PERMANENT,
    based_on: int | None = None,
    under: str = WRITE,
) -> Done:
    """The address the person lives at, written as it should be: nobody moved, so no day changes.

    ``based_on`` is the stamp of the residence the form was filled from: refuses ``row.stale`` when it moved on. Refuses
    villages of another commune. Who has no address gets one, since ever. One fact ``person.address_corrected``.
    """
    row = person_for(by, person, under)
    refuse_strange_place(row.commune, village, None, today_vn(at))
    choice(kind, ResidenceKind.values, "residence_kind")
    lived = max(_open(row.id), key=lambda one: (one.valid_from or EVER, one.id), default=None)
    if based_on is not None and (lived is None or lived.stamp != based_on):
        raise Refusal(
            "row.stale", "Người khác vừa sửa nơi ở này. Hãy tải lại trang, xem thay đổi rồi nhập lại.", status=409
        )
    there = {"commune": row.commune, "village_id": village, "kind": kind, "address": nfc(address)[:250]}
    if lived is not None and row.village_id == village and _same(lived, there):
        return Done(row.id)
    with deed("person.address_corrected", by=by, at=at, place=row.commune, person=row.id) as fact:
        if lived is None:
            fact.add(Residence(person=row, **there))
        else:
            fact.change(lived, **there)
        fact.change(row, village_id=village)
    return Done(row.id)


def keep_residence(
    *, by: Actor, at: datetime, person: UUID, residence: UUID, others_were_wrong: bool = False, under: str = WRITE
) -> Done:
    """Of the addresses a person is recorded at today, this one is kept; the person's commune and village follow it.

    The others ended the day before it began, or are withdrawn when they were wrong or began no earlier. What had ended
    for the sake of a withdrawn one ends where the kept one begins. Refuses an address that is not in use. With one
    address only nothing is written. One fact ``person.residence_decided``.
    """
    row = person_for(by, person, under)
    lived = residences_held(row.id)
    kept = next((one for one in lived if one.id == residence and one.valid_to is None), None)
    if kept is None:
        raise Refusal("person.residence_ended", "Nơi ở này không còn dùng. Hãy tải lại trang rồi chọn lại.", status=409)
    others = [one for one in lived if one.valid_to is None and one.id != kept.id]
    if not others:
        return Done(row.id)
    ended = [one for one in lived if one.valid_to is not None]
    ends = {one.id: last_day_of_other(one.valid_from, kept.valid_from, wrong=others_were_wrong) for one in others}
    gone = {one.id for one in others if withdrawn(one.valid_from, ends[one.id])}
    begins = [one.valid_from or EVER for one in (kept, *others) if one.id not in gone]
    with deed("person.residence_decided", by=by, at=at, place=kept.commune, person=row.id) as fact:
        for one in others:
            fact.decide(one, valid_from=one.valid_from, valid_to=ends[one.id])
        _mend(fact, ended, begins, {ends[key] for key in gone})
        home = row.household_id if row.commune == kept.commune else None
        _follow(fact, row, kept.commune, kept.village_id, home)
    return Done(row.id)


def decide_home(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    commune: str,
    village: UUID | None,
    household: UUID | None,
    residence: UUID | None = None,
    address: str | None = None,
    under: str = WRITE,
) -> Done:
    """Of the homes that machines wrote down apart for one residence, this is the true one; nobody moved.

    ``residence`` is the one meant, else the only one in use; ``address`` None leaves the house as it is. The person and
    what the commune holds about them follow. Refuses villages and households of another commune. One fact
    ``person.residence_decided``.
    """
    row = person_for(by, person, under)
    refuse_strange_place(commune, village, household, today_vn(at))
    held, undecided = residences_held(row.id), _undecided(row.id)
    used = [one for one in held if one.id == residence or (residence is None and one.valid_to is None)]
    with deed("person.residence_decided", by=by, at=at, place=commune, person=row.id) as fact:
        for one in used if len(used) == 1 else []:
            house = one.address if address is None else nfc(address)[:250]
            _settle(fact, one, undecided, commune=commune, village_id=village, address=house)
        if residence is None or (used and used[0].valid_to is None):
            _follow(fact, row, commune, village, household)
    return Done(row.id)


def _open(person: UUID) -> list[Residence]:
    return [one for one in residences_held(person) if one.valid_to is None]


def _same(row: Residence, values: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _mend(fact: Draft, ended: list[Residence], begins: list[date], ends: set[date]) -> None:
    """What ended only because a withdrawn address began, or nobody knows when, lasts until the next one begins."""
    for one in ended:
        after = min((begin for begin in begins if begin > (one.valid_from or EVER)), default=None)
        apart = "valid_to" in _undecided(one.person_id).get(one.id, "").split()
        if after is not None and (apart or one.valid_to in ends):
            fact.decide(one, valid_from=one.valid_from, valid_to=after - DAY)


def _follow(fact: Draft, row: Person, commune: str, village: UUID | None, household: UUID | None) -> None:
    """The person and what the commune holds about them go to the address; what was undecided there is decided."""
    undecided = _undecided(row.id)
    _settle(fact, row, undecided, commune=commune, village_id=village, household_id=household)
    for model in FOLLOWING:
        rows: QuerySet[PersonRecord] = QuerySet(model)
        for held in rows.filter(person=row.id):
            _settle(fact, held, undecided, commune=commune)


def _undecided(person: UUID) -> dict[UUID, str]:
    return dict(Fork.objects.filter(person=person).exclude(columns="").values_list("row", "columns"))


def _settle(fact: Draft, row: Record, undecided: dict[UUID, str], **values: Any) -> None:
    """A change; a decision where machines had written one of these columns apart."""
    if values.keys() & set(undecided.get(row.id, "").split()):
        fact.decide(row, **values)
    else:
        fact.change(row, **values)
