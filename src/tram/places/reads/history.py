"""What happened to a village or a facility, oldest first, told by its dated rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from tram.places.models import (
    CodeSystem,
    Facility,
    FacilityCode,
    FacilityName,
    FacilitySite,
    FormerParent,
    FormerVillageName,
    PlaceRecord,
    StaffCount,
    Village,
)
from tram.places.views import Event

DAY = timedelta(days=1)


def village_history(village: UUID) -> tuple[Event, ...]:
    """Founding, former names, staff numbers and the end of a village; empty when there is no such village."""
    row = Village.objects.select_related("merged_into").filter(pk=village).first()
    if row is None:
        return ()
    former = list(FormerVillageName.objects.filter(village=row).order_by("valid_from"))
    names = [found.name for found in former] + [row.name]
    found = [Event(row.valid_from, "founded", names[0])]
    found += [Event(_next(old), "renamed", new) for old, new in zip(former, names[1:], strict=True)]
    found += _counts(StaffCount.objects.filter(village=row))
    found += _end(row, row.merged_into.name if row.merged_into else "")
    return _in_order(found)


def facility_history(facility: UUID) -> tuple[Event, ...]:
    """Founding, names, sites, leaders, codes, staff numbers and the end of a facility; empty when there is none."""
    row = Facility.objects.filter(pk=facility).first()
    if row is None:
        return ()
    names = FacilityName.objects.filter(facility=row).order_by("valid_from")
    sites = FacilitySite.objects.filter(facility=row).order_by("valid_from")
    codes = FacilityCode.objects.filter(facility=row).order_by("valid_from").exclude(system=CodeSystem.LOCAL)
    found = [Event(name.valid_from, "renamed" if index else "founded", name.name) for index, name in enumerate(names)]
    found += [Event(site.valid_from, "moved", f"{site.address} ({site.commune})") for site in list(sites)[1:]]
    found += [Event(code.valid_from, "coded", f"{CodeSystem(code.system).label}: {code.value}") for code in codes]
    found += _leaders(row)
    found += _counts(StaffCount.objects.filter(facility=row))
    found += _end(row, _name(row.merged_into_id))
    return _in_order(found)


def _leaders(row: Facility) -> list[Event]:
    former = list(FormerParent.objects.filter(facility=row).order_by("valid_from"))
    leaders = [found.parent_id for found in former] + [row.parent_id]
    days = [row.valid_from, *(_next(found) for found in former)]
    return [Event(day, "led", _name(leader)) for day, leader in zip(days, leaders, strict=True) if leader]


def _counts(rows: Iterable[StaffCount]) -> list[Event]:
    return [Event(row.valid_from, "counted", f"{row.get_category_display()}: {row.number}") for row in rows]


def _end(row: Village | Facility, receiver: str) -> list[Event]:
    if row.valid_to is None:
        return []
    return [Event(_next(row), "merged" if row.merged_into_id else "closed", receiver)]


def _name(facility: UUID | None) -> str:
    last = FacilityName.objects.filter(facility_id=facility).order_by("-valid_from").first() if facility else None
    return last.name if last else ""


def _next(row: PlaceRecord) -> date:
    return row.valid_to + DAY if row.valid_to else row.valid_from


def _in_order(events: list[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.day))
