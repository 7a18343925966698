"""Facilities: founded, renamed, moved, led by another, given codes."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from tram.kernel.actors import Actor, require
from tram.kernel.facts import deed
from tram.kernel.text import nfc, search_key
from tram.places import refusals
from tram.places.actions.steps import DAY, RowT, check_commune, clean_name, facility_of, step
from tram.places.kinds import leading_kinds
from tram.places.models import (
    CodeSystem,
    Facility,
    FacilityCode,
    FacilityKind,
    FacilityName,
    FacilitySite,
    FormerParent,
)
from tram.places.reads.network import facility_views, led_by
from tram.places.reads.validity import holds, on
from tram.places.rules import check_change_day, check_code, check_leader
from tram.places.views import FacilityView

NAME_LENGTH, ADDRESS_LENGTH = 200, 250
NATIONAL_SYSTEMS = (CodeSystem.BHXH, CodeSystem.NATIONAL)


def found_facility(
    *,
    by: Actor,
    at: datetime,
    commune: str,
    kind: str,
    name: str,
    day: date,
    address: str = "",
    bhxh_code: str = "",
    national_code: str = "",
    parent: UUID | None = None,
) -> FacilityView:
    """Founds a facility of any kind from ``day`` on, with its name, site, leader and both national codes.

    Refuses an unknown commune or kind, no name, a code of the wrong shape or borne by another, an unfit leader.
    """
    require(by, "place.write", commune=commune)
    cleaned = clean_name(name, NAME_LENGTH)
    if kind not in FacilityKind.values:
        raise refusals.kind_unknown(", ".join(map(str, FacilityKind.labels)))
    check_commune(commune, day)
    leader = _leader(kind, parent, day)
    codes = {"bhxh": nfc(bhxh_code).upper(), "national": nfc(national_code)}
    for system, value in codes.items():
        _check_code(system, value, day)
    row = Facility(commune=commune, kind=kind, parent=leader, valid_from=day)
    since = {"facility": row, "commune": commune, "valid_from": day}
    with deed("facility.founded", by=by, at=at, place=commune) as fact:
        fact.add(row)
        fact.add(FacilityName(**since, name=cleaned, search_key=search_key(cleaned)))
        fact.add(FacilitySite(**since, address=nfc(address)[:ADDRESS_LENGTH]))
        fact.add_all(FacilityCode(**since, system=system, value=value) for system, value in codes.items() if value)
    given = {system: value for system, value in codes.items() if value}
    return FacilityView(
        row.pk, kind, str(FacilityKind(kind).label), cleaned, commune, nfc(address), parent, day, None, None, given
    )


def rename_facility(*, by: Actor, at: datetime, facility: UUID, name: str, day: date) -> FacilityView:
    """Gives a facility another name from ``day`` on; earlier days keep the old one.

    Refuses a day before the present name began, a closed facility, no name, the same name.
    """
    row = facility_of(by, facility)
    cleaned = clean_name(name, NAME_LENGTH)
    current = _latest(FacilityName.objects.all(), row, day)
    if current.name == cleaned:
        raise refusals.same_name()
    with deed("facility.renamed", by=by, at=at, place=row.commune) as fact:
        step(fact, current, day, name=cleaned, search_key=search_key(cleaned))
    return _answer(row, day)


def move_facility(
    *, by: Actor, at: datetime, facility: UUID, day: date, address: str, commune: str = ""
) -> FacilityView:
    """Moves a facility to another address, or another commune the actor may write in, from ``day`` on."""
    row = facility_of(by, facility)
    goal = commune or row.commune
    require(by, "place.write", commune=goal)
    check_commune(goal, day)
    current = _latest(FacilitySite.objects.all(), row, day)
    with deed("facility.moved", by=by, at=at, place=row.commune) as fact:
        step(fact, current, day, commune=goal, address=nfc(address)[:ADDRESS_LENGTH])
        fact.change(row, commune=goal)
    return _answer(row, day)


def set_facility_leader(*, by: Actor, at: datetime, facility: UUID, parent: UUID | None, day: date) -> FacilityView:
    """Puts a facility under another (or under none) from ``day`` on. Refuses circles and unfit kinds."""
    row = facility_of(by, facility)
    since = _led_since(row)
    check_change_day(day, since - DAY, row.valid_to)
    leader = _leader(row.kind, parent, day)
    if leader is not None and leader.pk in _below(row.pk, day):
        raise refusals.leads_itself()
    with deed("facility.led", by=by, at=at, place=row.commune) as fact:
        if day > since and row.parent_id != parent:
            fact.add(
                FormerParent(
                    facility=row, parent_id=row.parent_id, commune=row.commune, valid_from=since, valid_to=day - DAY
                )
            )
        fact.change(row, parent=leader)
    return _answer(row, day)


def set_facility_code(*, by: Actor, at: datetime, facility: UUID, system: str, value: str, day: date) -> FacilityView:
    """Gives a facility a national code from ``day`` on, in place of the one it bore; an empty value ends it.

    ``system`` is bhxh or national. Refuses a value of the wrong shape or borne by another facility that day.
    """
    row = facility_of(by, facility)
    if system not in NATIONAL_SYSTEMS:
        raise refusals.kind_unknown(", ".join(str(CodeSystem(system).label) for system in NATIONAL_SYSTEMS))
    cleaned = nfc(value).upper()
    _check_code(system, cleaned, day, row.pk)
    check_change_day(day, row.valid_from - DAY, row.valid_to)
    current = FacilityCode.objects.filter(facility=row, system=system, valid_to=None).first()
    if current is not None:
        check_change_day(day, current.valid_from - DAY, None)
    with deed("facility.coded", by=by, at=at, place=row.commune) as fact:
        if current is not None and cleaned:
            step(fact, current, day, value=cleaned)
        elif current is not None:
            fact.change(current, valid_to=max(day - DAY, current.valid_from))
        elif cleaned:
            fact.add(FacilityCode(facility=row, commune=row.commune, system=system, value=cleaned, valid_from=day))
    return _answer(row, day)


def _latest(rows: QuerySet[RowT], row: Facility, day: date) -> RowT:
    """The dated row that still holds. Refuses a day before it began or after the facility closed."""
    found = rows.filter(facility=row).order_by("-valid_from").first()
    if found is None:
        raise refusals.receiver_not_in_force()
    check_change_day(day, found.valid_from - DAY, row.valid_to)
    return found


def _leader(kind: str, parent: UUID | None, day: date) -> Facility | None:
    if parent is None:
        return None
    leader = Facility.objects.filter(pk=parent).first()
    if leader is None or not holds(leader, day):
        raise refusals.leader_missing()
    check_leader(kind, leader.kind, leading_kinds())
    return leader


def _led_since(row: Facility) -> date:
    last = FormerParent.objects.filter(facility=row).order_by("-valid_to").first()
    return last.valid_to + DAY if last and last.valid_to else row.valid_from


def _below(top: UUID, day: date) -> set[UUID]:
    """The facility and everything it leads, at any depth."""
    found, waiting = {top}, [top]
    while waiting:
        new = led_by(waiting.pop(), day) - found
        found |= new
        waiting.extend(new)
    return found


def _check_code(system: str, value: str, day: date, owner: UUID | None = None) -> None:
    if not value:
        return
    check_code(system, value)
    others = FacilityCode.objects.filter(on(day), system=system, value=value).exclude(facility=owner)
    if others.filter(facility__in=Facility.objects.filter(on(day))).exists():
        raise refusals.code_taken()


def _answer(row: Facility, day: date) -> FacilityView:
    return facility_views([row], day)[0]
