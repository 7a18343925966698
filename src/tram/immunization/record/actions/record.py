"""Recording doses outside a session: one, or the whole of a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Unpack
from uuid import UUID

from tram.encounters.api import Patient
from tram.immunization.models import Dose
from tram.immunization.record.access import vaccinee_for
from tram.immunization.record.inputs import DoseDetails, DoseInput
from tram.immunization.record.reads import dose_views
from tram.immunization.record.refusals import nothing_said, token_taken
from tram.immunization.record.rows import dose_rows, refuse_sessions
from tram.immunization.record.views import DoseView
from tram.kernel import facts
from tram.kernel.actors import Actor, require

WRITE = "vaccination.write"


def record_dose(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    vaccine: str,
    day: date,
    token: UUID | None = None,
    **details: Unpack[DoseDetails],
) -> DoseView:
    """Records one dose (fact ``dose.recorded``) and returns it with what it counts as.

    ``token`` names it beforehand: the second call of a form sent twice returns the first's. Refuses who may not write
    here or may not see the person (404), a session of another commune (404), and whatever ``dose_rows`` refuses.
    """
    said = DoseInput(vaccine=vaccine, day=day, token=token, **details)
    return record_doses(by=by, at=at, person=person, doses=[said])[0]


def record_doses(*, by: Actor, at: datetime, person: UUID, doses: Sequence[DoseInput]) -> tuple[DoseView, ...]:
    """Records several doses of one person in one fact (``dose.recorded``): a card, say; all of them or none.

    Two screens that press at the same moment come one after the other, and the second sees what the first wrote.
    Refuses like ``record_dose``, and when there is none.
    """
    patient = vaccinee_for(by, WRITE, person)
    place = by.commune or patient.commune
    require(by, WRITE, place)
    if not doses:
        raise nothing_said()
    refuse_sessions(place, doses)
    with facts.in_turn():
        if (known := said_before(patient, doses)) is not None:
            return known
        rows = dose_rows(by=by, at=at, patient=patient, doses=doses, commune=place)
        with facts.deed("dose.recorded", by=by, at=at, place=place, person=patient.id) as fact:
            fact.add_all(rows)
    return dose_views(rows)


def said_before(patient: Patient, doses: Sequence[DoseInput]) -> tuple[DoseView, ...] | None:
    """The doses a form's tokens already made; None when this is the first time. Refuses tokens of other doses."""
    tokens = [said.token for said in doses if said.token is not None]
    rows = list(Dose.objects.filter(pk__in=tokens)) if tokens else []
    if not rows:
        return None
    if len(rows) != len(doses) or any(row.person_id != patient.id for row in rows):
        raise token_taken()
    return dose_views(sorted(rows, key=lambda row: tokens.index(row.id)))
