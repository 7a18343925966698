"""Handing out the drugs of a visit."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tram.encounters.access import patient_for
from tram.encounters.models import PrescriptionLine, RowStatus, Visit, VisitStatus
from tram.encounters.refusals import nothing_to_dispense
from tram.kernel import facts
from tram.kernel.actors import Actor, not_found, require


def dispense(*, by: Actor, at: datetime, visit: UUID) -> int:
    """Notes that the drugs of a visit that were not yet handed out are now (fact ``prescription.dispensed``).

    Returns how many. Refuses a visit that does not count or has nothing left to hand out, and like ``amend_visit``
    whose place or person the actor may not see.
    """
    seen = Visit.objects.filter(pk=visit).first()
    if seen is None:
        raise not_found()
    require(by, "visit.write", seen.commune)
    patient_for(by, "visit.write", seen.person_id)
    lines = PrescriptionLine.objects.filter(prescription__visit=visit, status=RowStatus.CURRENT)
    counts = seen.status in {VisitStatus.FINISHED, VisitStatus.IN_PROGRESS}
    rows = list(lines.filter(dispensed_at__isnull=True).order_by("rank", "id")) if counts else []
    if not rows:
        raise nothing_to_dispense()
    with facts.deed("prescription.dispensed", by=by, at=at, place=seen.commune, person=seen.person_id) as fact:
        for row in rows:
            fact.change(row, dispensed_at=at)
    return len(rows)
