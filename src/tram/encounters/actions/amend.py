"""Amending, cancelling and closing a visit: nothing is overwritten, the old version stays and says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Unpack
from uuid import UUID

from tram.encounters.access import Patient, patient_for
from tram.encounters.actions.check import checked
from tram.encounters.actions.record import said_before, with_place
from tram.encounters.inputs import VisitContent
from tram.encounters.models import RowStatus, VisitStatus
from tram.encounters.reads.assemble import load_rows, view_of_rows
from tram.encounters.refusals import id_taken, not_current, not_open, reason_missing
from tram.encounters.rows import TEXTS, Part, VisitRows, fits, visit_rows
from tram.encounters.said import content_of
from tram.encounters.views import VisitView
from tram.kernel import facts
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.facts import Draft
from tram.kernel.text import nfc

KINDS = {
    "observations": {"vitals", "observations", "procedures"},
    "diagnoses": {"diagnoses"},
    "procedures": {"procedures"},
    "prescriptions": {"prescription"},
    "lines": {"prescription"},
    "supplies": {"supplies", "procedures"},
    "documents": {"documents"},
}
CLOSING = (
    *("facility_id", "examiner_id", "day", "started_at", "ended_at", "kind", "status", "payer", "follow_up_on"),
    *("outcome", "purpose", "traditional", "stay_from"),
    *TEXTS,
)
CURRENT = {VisitStatus.FINISHED, VisitStatus.IN_PROGRESS}


def amend_visit(
    *,
    by: Actor,
    at: datetime,
    visit: UUID,
    change_reason: str,
    token: UUID | None = None,
    **content: Unpack[VisitContent],
) -> VisitView:
    """Replaces a visit by a new version that supersedes it (fact ``visit.amended``); returns the new version.

    What ``content`` leaves out stays as it was. ``token`` names the new version beforehand (a form sent twice amends
    once). Refuses without a reason, when the version is not current, and whatever ``record_visit`` refuses.
    """
    if token is not None and (known := said_before(token)) is not None:
        return _amended_already(by, known, visit)
    patient, old = _opened(by, visit)
    _refuse_unless_current(old, change_reason)
    merged: VisitContent = {**content_of(old), **content}
    if merged["facility"] != old.visit.facility_id:
        merged = with_place(by, at, merged)
    require(by, "visit.write", merged["commune"])
    new = visit_rows(old.visit.person_id, merged["commune"], at, checked(patient, at, merged), token)
    new.visit.supersedes_id = old.visit.id
    new.visit.change_reason = nfc(change_reason)
    fits(new.visit)
    with facts.deed("visit.amended", by=by, at=at, place=new.visit.commune, person=old.visit.person_id) as fact:
        fact.change(old.visit, status=VisitStatus.SUPERSEDED)
        _set_status(fact, old.parts(), RowStatus.SUPERSEDED)
        fact.add_all(new.all())
    return view_of_rows(new)


def cancel_visit(*, by: Actor, at: datetime, visit: UUID, cancel_reason: str) -> VisitView:
    """Marks a visit and its parts as cancelled (fact ``visit.cancelled``); it stays in the history.

    Refuses without a reason and when the version is not current.
    """
    _, rows = _opened(by, visit)
    _refuse_unless_current(rows, cancel_reason)
    with facts.deed("visit.cancelled", by=by, at=at, place=rows.visit.commune, person=rows.visit.person_id) as fact:
        fact.change(rows.visit, status=VisitStatus.CANCELLED, cancel_reason=nfc(cancel_reason))
        fits(rows.visit)
        _set_status(fact, rows.parts(), RowStatus.CANCELLED)
    return view_of_rows(rows)


def close_visit(*, by: Actor, at: datetime, visit: UUID, **content: Unpack[VisitContent]) -> VisitView:
    """Finishes a visit in progress (fact ``visit.closed``), with what was added since; returns it.

    A kind of part that ``content`` names (diagnoses, say) replaces what stood there. Refuses when it is not in
    progress, and whatever ``record_visit`` refuses.
    """
    patient, old = _opened(by, visit)
    if old.visit.status != VisitStatus.IN_PROGRESS:
        raise not_open()
    merged: VisitContent = {**content_of(old), **content, "status": VisitStatus.FINISHED}
    merged["ended_at"] = content.get("ended_at") or at
    new = visit_rows(old.visit.person_id, old.visit.commune, at, checked(patient, at, merged), old.visit.id)
    with facts.deed("visit.closed", by=by, at=at, place=old.visit.commune, person=old.visit.person_id) as fact:
        fact.change(old.visit, **{name: getattr(new.visit, name) for name in CLOSING})
        for kind in [kind for kind, keys in KINDS.items() if keys & content.keys()]:
            _set_status(fact, getattr(old, kind), RowStatus.SUPERSEDED)
            fact.add_all(getattr(new, kind))
            setattr(old, kind, getattr(new, kind))
    return view_of_rows(old)


def _opened(by: Actor, visit: UUID) -> tuple[Patient, VisitRows]:
    """The visit's rows and its person, when the actor may write where the visit took place."""
    rows = load_rows(visit)
    if rows is None:
        raise not_found()
    require(by, "visit.write", rows.visit.commune)
    return patient_for(by, "visit.write", rows.visit.person_id), rows


def _refuse_unless_current(rows: VisitRows, why: str) -> None:
    if rows.visit.status not in CURRENT:
        raise not_current()
    if not nfc(why):
        raise reason_missing()


def _amended_already(by: Actor, known: VisitView, visit: UUID) -> VisitView:
    patient_for(by, "visit.write", known.person)
    if known.supersedes != visit:
        raise id_taken()
    return known


def _set_status(fact: Draft, parts: Iterable[Part], status: RowStatus) -> None:
    for part in parts:
        if part.status == RowStatus.CURRENT:
            fact.change(part, status=status)
