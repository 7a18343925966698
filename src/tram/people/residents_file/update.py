"""A row about somebody who is there already: what the file says and the record does not, is brought up to date."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.people.actions.change import change_person
from tram.people.actions.covers import record_cover
from tram.people.actions.households import join_household
from tram.people.actions.identifiers import add_identifier
from tram.people.actions.parts import NewCover
from tram.people.actions.residence import move_person
from tram.people.models import Person
from tram.people.residents_file.known import Known
from tram.people.rules.numbers import CCCD, CMND, LOCAL
from tram.people.rules.residents import Resident

UNDER = "person.import"
PLAIN = ("full_name", "sex", "ethnicity", "occupation", "phone")


def differs(row: Resident, one: Known, village: UUID | None, home: UUID | None) -> bool:
    """Whether the file says anything that the record does not."""
    return bool(
        _plain(row, one) or _numbers(row, one) or _cover(row, one)
        or (village and village != one.village) or (home and _moves_in(row, one, home))
    )  # fmt: skip


def bring_up_to_date(
    by: Actor, at: datetime, row: Resident, one: Known, *, village: UUID | None, home: UUID | None
) -> None:
    """Writes the differences, one deed for each kind; the caller holds the transaction that makes them one."""
    changes = _plain(row, one)
    if changes:
        change_person(by=by, at=at, person=one.id, under=UNDER, **changes)
        one.full_name, one.sex = row.full_name, row.sex if "sex" in changes else one.sex
        for name in PLAIN[2:]:
            setattr(one, name, changes.get(name, getattr(one, name)))
        if row.birth and "birth" in changes:
            one.born, one.precision = row.birth.day, row.birth.precision
    for system, value in _numbers(row, one).items():
        add_identifier(by=by, at=at, person=one.id, system=system, value=value, source="tệp người dân", under=UNDER)
        one.numbers[system] = value
    if row.card and _cover(row, one):
        cover = NewCover(
            row.card.number, row.bhyt_from, row.bhyt_to, facility_code=row.bhyt_facility, source="tệp người dân"
        )
        record_cover(by=by, at=at, person=one.id, cover=cover, under=UNDER)
        one.cover = (row.card.number, row.bhyt_from, row.bhyt_to, row.bhyt_facility)
    _place(by, at, row, one, village=village, home=home)


def _place(by: Actor, at: datetime, row: Resident, one: Known, *, village: UUID | None, home: UUID | None) -> None:
    if village and village != one.village:
        commune = Person.objects.values_list("commune", flat=True).get(pk=one.id)
        move_person(
            by=by, at=at, person=one.id, commune=commune, village=village, address=row.address, on=today_vn(at),
            kind=row.residence_kind, keep_household=True, under=UNDER,
        )  # fmt: skip
        one.village = village
    if home and _moves_in(row, one, home):
        relation = row.relation if "relation" in row.told else one.relation or "other"
        join_household(by=by, at=at, person=one.id, household=home, relation=relation, on=None, under=UNDER)
        one.household, one.relation = home, relation


def _plain(row: Resident, one: Known) -> dict[str, Any]:
    found = {
        name: getattr(row, name) for name in PLAIN if name in row.told and getattr(row, name) != getattr(one, name)
    }
    if found.get("sex") == "unknown":
        del found["sex"]
    if row.birth and (row.birth.day, row.birth.precision) != (one.born, one.precision) and not _vaguer(row, one):
        found["birth"] = row.birth
    return found


def _vaguer(row: Resident, one: Known) -> bool:
    """The file knows only the year (or month) of a date that the record has in full."""
    if row.birth is None or one.born is None or row.birth.day.year != one.born.year:
        return False
    order = ("day", "month", "year")
    return order.index(row.birth.precision) > order.index(one.precision)


def _numbers(row: Resident, one: Known) -> dict[str, str]:
    told = ((CCCD, row.cccd), (CMND, row.cmnd), (LOCAL, row.local))
    return {system: value for system, value in told if value and one.numbers.get(system) != value}


def _cover(row: Resident, one: Known) -> bool:
    if row.card is None:
        return False
    return one.cover != (row.card.number, row.bhyt_from, row.bhyt_to, row.bhyt_facility)


def _moves_in(row: Resident, one: Known, home: UUID) -> bool:
    return one.household != home or ("relation" in row.told and one.relation != row.relation)
