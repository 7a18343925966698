"""What changes what is due: recorded, ended, taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tram.encounters.api import Patient
from tram.immunization.models import Circumstance, RowStatus
from tram.immunization.record import refusals
from tram.immunization.record.access import vaccinee_for
from tram.immunization.record.inputs import CircumstanceInput
from tram.immunization.record.rows import fits
from tram.immunization.record.views import CircumstanceView
from tram.immunization.refusals import not_current, reason_missing
from tram.immunization.schedule import circumstances
from tram.kernel import facts
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.ids import uuid7
from tram.kernel.text import nfc
from tram.people.api import records_of

WRITE = "vaccination.write"
PREGNANT = "pregnant"
LONGEST_PREGNANCY = timedelta(days=310)


def record_circumstance(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    code: str,
    start: date,
    end: date | None = None,
    due_on: date | None = None,
    text: str = "",
    token: UUID | None = None,
) -> CircumstanceView:
    """Notes something that changes what is due (fact ``circumstance.recorded``); what is due follows at once.

    ``due_on`` is asked of a pregnancy. ``token`` names it beforehand. Refuses an unknown code, days that cannot be, and
    the same circumstance while it lasts.
    """
    patient = vaccinee_for(by, WRITE, person)
    place = by.commune or patient.commune
    require(by, WRITE, place)
    if token is not None and (known := Circumstance.objects.filter(pk=token).first()) is not None:
        return _said_again(known, patient)
    said = CircumstanceInput(code=code, start=start, end=end, due_on=due_on, text=text, token=token)
    _refuse(patient, today_vn(at), said)
    row = fits(circumstance_row(patient.id, place, said))
    with facts.deed("circumstance.recorded", by=by, at=at, place=place, person=patient.id) as fact:
        fact.add(row)
    return CircumstanceView.of(row)


def end_circumstance(*, by: Actor, at: datetime, circumstance: UUID, end: date) -> CircumstanceView:
    """Says on which day it ended (fact ``circumstance.ended``). Refuses a day before it began or in the future."""
    row = _opened(by, circumstance)
    if not row.start <= end <= today_vn(at):
        raise refusals.ends_early()
    with facts.deed("circumstance.ended", by=by, at=at, place=row.commune, person=row.person_id) as fact:
        fact.change(row, end=end)
    return CircumstanceView.of(row)


def cancel_circumstance(*, by: Actor, at: datetime, circumstance: UUID, cancel_reason: str) -> CircumstanceView:
    """Takes back what was written by mistake (fact ``circumstance.cancelled``). Refuses without a reason."""
    row = _opened(by, circumstance)
    if not nfc(cancel_reason).strip():
        raise reason_missing()
    with facts.deed("circumstance.cancelled", by=by, at=at, place=row.commune, person=row.person_id) as fact:
        fact.change(row, status=RowStatus.CANCELLED, cancel_reason=nfc(cancel_reason))
        fits(row)
    return CircumstanceView.of(row)


def circumstance_row(person: UUID, commune: str, said: CircumstanceInput) -> Circumstance:
    """The row of a circumstance, unchecked."""
    return Circumstance(
        id=said.token or uuid7(), person_id=person, commune=commune, code=said.code, start=said.start, end=said.end,
        due_on=said.due_on, text=nfc(said.text),
    )  # fmt: skip


def _refuse(patient: Patient, today: date, said: CircumstanceInput) -> None:
    if said.code not in circumstances():
        raise refusals.circumstance_unknown(said.code)
    if said.start > today or (patient.birth_date is not None and said.start < patient.birth_date):
        raise refusals.circumstance_future()
    if said.end is not None and not said.start <= said.end <= today:
        raise refusals.ends_early()
    if said.code == PREGNANT and not _may_last(said.start, said.due_on):
        raise refusals.due_day_missing()
    rows = Circumstance.objects.filter(person_id__in=records_of(patient.id), code=said.code, status=RowStatus.CURRENT)
    if any(_share_days(row, said) for row in rows):
        raise refusals.still_open()


def _may_last(start: date, due_on: date | None) -> bool:
    return due_on is not None and start <= due_on <= start + LONGEST_PREGNANCY


def _share_days(row: Circumstance, said: CircumstanceInput) -> bool:
    after = said.end is not None and said.end < row.start
    before = row.end is not None and row.end < said.start
    return not (after or before)


def _opened(by: Actor, circumstance: UUID) -> Circumstance:
    row = Circumstance.objects.filter(pk=circumstance).first()
    if row is None:
        raise not_found()
    require(by, WRITE, row.commune)
    vaccinee_for(by, WRITE, row.person_id)
    if row.status != RowStatus.CURRENT:
        raise not_current()
    return row


def _said_again(known: Circumstance, patient: Patient) -> CircumstanceView:
    if known.person_id != patient.id:
        raise refusals.token_taken()
    return CircumstanceView.of(known)
