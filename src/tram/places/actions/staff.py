"""Staff numbers an administrator enters until the workforce room keeps every post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from tram.kernel.actors import Actor
from tram.kernel.facts import deed
from tram.places import refusals
from tram.places.actions.steps import DAY, facility_of, step, village_of
from tram.places.models import Facility, StaffCategory, StaffCount, Village
from tram.places.reads.network import staff_count_view
from tram.places.rules import check_change_day
from tram.places.views import StaffCountView

LARGEST = 999


def set_staff_count(
    *,
    by: Actor,
    at: datetime,
    category: str,
    number: int,
    day: date,
    facility: UUID | None = None,
    village: UUID | None = None,
) -> StaffCountView:
    """How many staff of a category a facility (doctors) or a village (trained workers) has from ``day`` on.

    The same number again writes nothing. Refuses a number outside 0 to 999, both or neither place, and a day before
    the number now standing began.
    """
    place = _place(by, facility, village)
    if not 0 <= number <= LARGEST:
        raise refusals.staff_number()
    if category != (StaffCategory.DOCTOR if facility else StaffCategory.TRAINED_VHW):
        raise refusals.staff_category()
    check_change_day(day, place.valid_from - DAY, place.valid_to)
    current = _rows(facility, village).filter(category=category).order_by("-valid_from").first()
    if current is not None:
        check_change_day(day, current.valid_from - DAY, None)
        if current.number == number and current.valid_to is None:
            return staff_count_view(current)
    with deed("staff_count.set", by=by, at=at, place=place.commune) as fact:
        if current is not None and current.valid_to is None:
            row = step(fact, current, day, number=number)
        else:
            row = fact.add(
                StaffCount(
                    commune=place.commune,
                    facility_id=facility,
                    village_id=village,
                    category=category,
                    number=number,
                    valid_from=day,
                )
            )
    return staff_count_view(row)


def set_staff_counts(
    *, by: Actor, at: datetime, day: date, facilities: Mapping[UUID, int], villages: Mapping[UUID, int]
) -> tuple[StaffCountView, ...]:
    """Doctors by facility and trained workers by village, all from ``day`` on: all of them or, on a refusal, none."""
    with transaction.atomic():
        doctors = [
            set_staff_count(by=by, at=at, category=StaffCategory.DOCTOR, number=number, day=day, facility=facility)
            for facility, number in facilities.items()
        ]
        workers = [
            set_staff_count(by=by, at=at, category=StaffCategory.TRAINED_VHW, number=number, day=day, village=village)
            for village, number in villages.items()
        ]
    return (*doctors, *workers)


def _place(by: Actor, facility: UUID | None, village: UUID | None) -> Facility | Village:
    if facility is not None and village is None:
        return facility_of(by, facility)
    if village is not None and facility is None:
        return village_of(by, village)
    raise refusals.staff_place()


def _rows(facility: UUID | None, village: UUID | None) -> QuerySet[StaffCount]:
    if facility is not None:
        return StaffCount.objects.filter(facility=facility)
    return StaffCount.objects.filter(village=village)
