"""Who works where on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from tram.workforce.models import Profession, StaffMember
from tram.workforce.views import StaffView


def on(day: date) -> Q:
    """Rows valid on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def staff(commune: str, day: date) -> tuple[StaffView, ...]:
    """The staff of a commune on a day, by given name."""
    return tuple(staff_view(row) for row in StaffMember.objects.filter(on(day), commune=commune).order_by("sort_key"))


def staff_of(facility: UUID, day: date) -> tuple[StaffView, ...]:
    """The staff of a facility on a day, by given name."""
    rows = StaffMember.objects.filter(on(day), facility=facility).order_by("sort_key")
    return tuple(staff_view(row) for row in rows)


def staff_by_id(ids: Iterable[UUID]) -> dict[UUID, StaffView]:
    """Staff by id, whether they still work or not, in one query."""
    return {row.pk: staff_view(row) for row in StaffMember.objects.filter(pk__in=set(ids))}


def staff_by_source(system: str, value: str) -> StaffView | None:
    """The staff member another system knows by this identifier; None when none came from there."""
    row = StaffMember.objects.filter(source_system=system, source_value=value).order_by("id").first()
    return staff_view(row) if row else None


def staff_view(row: StaffMember) -> StaffView:
    """A row as a frozen value."""
    return StaffView(
        id=row.pk,
        commune=row.commune,
        facility=row.facility_id,
        full_name=row.full_name,
        profession=row.profession,
        profession_name=str(Profession(row.profession).label),
        licence=row.licence,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source_system=row.source_system,
        source_value=row.source_value,
    )
