"""Family-doctor lists: whose list a person stands on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.facts import deed
from tram.kernel.refusals import Refusal
from tram.people.actions.parts import WRITE, Done, person_for
from tram.people.models import FamilyDoctor
from tram.places.api import facility as facility_on


def assign_family_doctor(
    *, by: Actor, at: datetime, person: UUID, facility: UUID, on: date, doctor: UUID | None = None, under: str = WRITE
) -> Done:
    """The person stands on the facility's (and doctor's) list from the day ``on``, and on no other.

    The same list again changes nothing. Refuses a facility that does not operate that day. One fact
    ``family_doctor.assigned``.
    """
    row = person_for(by, person, under)
    if facility_on(facility, on) is None:
        raise Refusal(
            "person.facility_unknown", "Cơ sở này không hoạt động vào ngày đã ghi. Hãy chọn lại.", {"field": "facility"}
        )
    current = list(FamilyDoctor.objects.filter(person=row.id, valid_to=None))
    if any(held.facility_id == facility and held.doctor == doctor for held in current):
        return Done(row.id)
    with deed("family_doctor.assigned", by=by, at=at, place=row.commune, person=row.id) as fact:
        for held in current:
            fact.change(held, valid_to=max(on - timedelta(days=1), held.valid_from or date.min))
        added = fact.add(
            FamilyDoctor(person=row, commune=row.commune, facility_id=facility, doctor=doctor, valid_from=on)
        )
    return Done(added.id)
