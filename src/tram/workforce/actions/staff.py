"""Staff: who begins and who ends where."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tram.kernel.actors import Actor, not_found, require
from tram.kernel.facts import deed
from tram.kernel.text import name_sort_key, nfc
from tram.places.api import commune as commune_on
from tram.places.api import facility as facility_on
from tram.workforce import refusals
from tram.workforce.models import Profession, StaffMember
from tram.workforce.reads.staff import staff_view
from tram.workforce.views import StaffView

NAME_LENGTH, LICENCE_LENGTH, SOURCE_LENGTH, SORT_LENGTH = 160, 40, 120, 400


def add_staff(
    *,
    by: Actor,
    at: datetime,
    full_name: str,
    profession: str,
    commune: str,
    day: date,
    facility: UUID | None = None,
    licence: str = "",
    source_system: str = "",
    source_value: str = "",
) -> StaffView:
    """Adds somebody who works in a commune, at a facility if named, from ``day`` on.

    ``commune`` '' is for staff of no commune here (a practitioner named in received data). Refuses no name, an unknown
    profession or commune, a facility not operating that day.
    """
    require(by, "account.manage", commune=commune)
    name = nfc(full_name)[:NAME_LENGTH]
    if not name:
        raise refusals.name_missing()
    if profession not in Profession.values:
        raise refusals.profession_unknown(map(str, Profession.labels))
    check_place(commune, facility, day)
    row = StaffMember(
        commune=commune,
        facility_id=facility,
        full_name=name,
        sort_key=name_sort_key(name)[:SORT_LENGTH],
        profession=profession,
        licence=nfc(licence)[:LICENCE_LENGTH],
        source_system=source_system[:SOURCE_LENGTH],
        source_value=source_value[:SOURCE_LENGTH],
        valid_from=day,
    )
    with deed("staff.added", by=by, at=at, place=commune) as fact:
        fact.add(row)
    return staff_view(row)


def end_staff(*, by: Actor, at: datetime, staff: UUID, day: date) -> StaffView:
    """Ends somebody's work: ``day`` is the first day they no longer work here. Accounts are closed apart."""
    require(by, "account.manage")
    row = StaffMember.objects.filter(pk=staff).first()
    if row is None:
        raise not_found()
    require(by, "account.manage", commune=row.commune)
    if row.valid_to is not None:
        raise refusals.already_ended()
    if day <= row.valid_from:
        raise refusals.too_early(row.valid_from)
    with deed("staff.ended", by=by, at=at, place=row.commune) as fact:
        fact.change(row, valid_to=day - timedelta(days=1))
    return staff_view(row)


def check_place(commune: str, facility: UUID | None, day: date) -> None:
    """Refuses a commune not in force, or a facility that does not operate in it, on the day."""
    if commune and commune_on(commune, day) is None:
        raise refusals.commune_unknown()
    if facility is not None:
        found = facility_on(facility, day)
        if found is None or (commune and found.commune != commune):
            raise refusals.facility_unknown()
