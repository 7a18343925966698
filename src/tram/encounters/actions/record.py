"""Recording a visit: one deed, one fact."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack
from uuid import UUID

from tram.encounters.access import patient_for
from tram.encounters.actions.check import checked
from tram.encounters.inputs import VisitContent
from tram.encounters.models import Visit
from tram.encounters.reads.assemble import view_of_rows
from tram.encounters.reads.visit import find_visit
from tram.encounters.refusals import facility_missing, id_taken
from tram.encounters.rows import VisitRows, visit_rows
from tram.encounters.views import VisitView
from tram.kernel import facts
from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.refusals import Refusal
from tram.places.api import facility


def record_visit(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    token: UUID | None = None,
    **content: Unpack[VisitContent],
) -> VisitView:
    """Records what was done at a visit (fact ``visit.recorded``) and returns it.

    ``token`` names the visit beforehand, so that a form sent twice is one visit: the second call returns the first's.
    Refuses who may not write here or may not see the person (404), impossible values and dates, a diagnosis that is
    not on the ICD-10 list of the day or not allowed for it (``visit.findings``, all of them in ``details``).
    """
    patient = patient_for(by, "visit.write", person)
    if token is not None and (known := said_before(token)) is not None:
        return _said_again(known, patient.id)
    content = with_place(by, at, content)
    require(by, "visit.write", content["commune"])
    rows = visit_rows(patient.id, content["commune"], at, checked(patient, at, content), token)
    try:
        return _store(by, at, rows)
    except Refusal as refusal:
        known = said_before(token) if token is not None and refusal.code == "row.conflict" else None
        if known is None:
            raise
        return _said_again(known, patient.id)


def record_checked_visit(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    token: UUID | None = None,
    **content: Unpack[VisitContent],
) -> VisitView:
    """The writing half of ``record_visit``, without one query: for imports and the village.

    The caller has asked permission itself, knows the person to exist, and names ``commune`` (and ``display`` of
    diagnoses). Refuses only text too long for its column.
    """
    return _store(by, at, visit_rows(person, content.get("commune", by.commune), at, content, token))


def with_place(by: Actor, at: datetime, content: VisitContent) -> VisitContent:
    """The content with ``facility`` (default the actor's) and the commune it stands in. Refuses an unknown facility."""
    chosen = content.get("facility", by.facility)
    if chosen is None or (chosen == by.facility and by.commune):
        commune = by.commune
    else:
        place = facility(chosen, today_vn(content.get("started_at") or at))
        commune = place.commune if place else ""
    if not commune:
        raise facility_missing()
    return {**content, "facility": chosen, "commune": commune}


def said_before(token: UUID) -> VisitView | None:
    """The visit a form's token already made; None when this is the first time."""
    return find_visit(token) if Visit.objects.filter(pk=token).exists() else None


def _said_again(known: VisitView, person: UUID) -> VisitView:
    if known.person != person:
        raise id_taken()
    return known


def _store(by: Actor, at: datetime, rows: VisitRows) -> VisitView:
    visit = rows.visit
    with facts.deed("visit.recorded", by=by, at=at, place=visit.commune, person=visit.person_id) as fact:
        fact.add_all(rows.all())
    return view_of_rows(rows)
