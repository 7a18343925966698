"""Amending and cancelling a dose: nothing is overwritten, the old row stays and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Unpack
from uuid import UUID

from tram.encounters.api import Patient
from tram.immunization.models import Dose, RowStatus
from tram.immunization.record.access import vaccinee_for
from tram.immunization.record.inputs import DoseChanges, DoseInput
from tram.immunization.record.reads import dose_views
from tram.immunization.record.refusals import token_taken
from tram.immunization.record.rows import dose_rows, fits, refuse_sessions, said_of
from tram.immunization.record.views import DoseView
from tram.immunization.refusals import not_current, reason_missing
from tram.kernel import facts
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.text import nfc

WRITE = "vaccination.write"


def amend_dose(
    *,
    by: Actor,
    at: datetime,
    dose: UUID,
    change_reason: str,
    token: UUID | None = None,
    **changes: Unpack[DoseChanges],
) -> DoseView:
    """Replaces a dose by a new row that supersedes it (fact ``dose.amended``); returns the new one.

    What ``changes`` leave out stays as it was. ``token`` names the new row beforehand. Refuses without a reason, when
    the dose is not current, when it is moved to a session of another commune (404), and whatever ``dose_rows`` refuses.
    """
    patient, old = _opened(by, dose)
    if token is not None and (known := Dose.objects.filter(pk=token).first()) is not None:
        return _amended_already(known, dose)
    _refuse_unless_current(old, change_reason)
    keeps_lot = "lot" not in changes and changes.get("vaccine", old.vaccine) == old.vaccine
    said = _said(old, changes, token, keeps_lot=keeps_lot)
    if said.session != old.session_id:
        refuse_sessions(old.commune, [said])
    [new] = dose_rows(by=by, at=at, patient=patient, doses=[said], commune=old.commune, instead_of=old.id)
    if keeps_lot:
        new.lot_id = old.lot_id
    new.person_id, new.facility_id = old.person_id, said.facility
    new.supersedes_id, new.change_reason = old.id, nfc(change_reason)
    fits(new)
    with facts.deed("dose.amended", by=by, at=at, place=old.commune, person=old.person_id) as fact:
        fact.change(old, status=RowStatus.SUPERSEDED)
        fact.add(new)
    return dose_views([new])[0]


def cancel_dose(*, by: Actor, at: datetime, dose: UUID, cancel_reason: str) -> DoseView:
    """Marks a dose as cancelled (fact ``dose.cancelled``): it counts nowhere and stays in the history.

    Refuses without a reason and when it is not current.
    """
    _, old = _opened(by, dose)
    _refuse_unless_current(old, cancel_reason)
    with facts.deed("dose.cancelled", by=by, at=at, place=old.commune, person=old.person_id) as fact:
        fact.change(old, status=RowStatus.CANCELLED, cancel_reason=nfc(cancel_reason))
        fits(old)
    return DoseView.of(old)


def _said(old: Dose, changes: DoseChanges, token: UUID | None, *, keeps_lot: bool) -> DoseInput:
    """The dose as it is said now. A lot kept as it stands is not asked for again: it may be held or used up by now."""
    said = replace(said_of(old), lot=None, token=token)
    if not keeps_lot:
        said = replace(said, lot_number="", expires_on=None)
    return replace(said, **changes)


def _opened(by: Actor, dose: UUID) -> tuple[Patient, Dose]:
    """The row and its person, when the actor may write where the dose was recorded."""
    row = Dose.objects.filter(pk=dose).first()
    if row is None:
        raise not_found()
    require(by, WRITE, row.commune)
    return vaccinee_for(by, WRITE, row.person_id), row


def _refuse_unless_current(row: Dose, why: str) -> None:
    if row.status != RowStatus.CURRENT:
        raise not_current()
    if not nfc(why).strip():
        raise reason_missing()


def _amended_already(known: Dose, dose: UUID) -> DoseView:
    if known.supersedes_id != dose:
        raise token_taken()
    return dose_views([known])[0]
