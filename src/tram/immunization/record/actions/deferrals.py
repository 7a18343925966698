"""Doses put off, refused, forbidden or missed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tram.encounters.api import Patient
from tram.immunization.models import Deferral, RowStatus
from tram.immunization.record import refusals
from tram.immunization.record.access import vaccinee_for
from tram.immunization.record.inputs import DeferralInput
from tram.immunization.record.rows import fits
from tram.immunization.record.views import DeferralView
from tram.immunization.refusals import not_current, reason_missing
from tram.immunization.schedule import deferral_reasons, groups
from tram.kernel import facts
from tram.kernel.actors import Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.ids import uuid7
from tram.kernel.text import nfc

WRITE = "vaccination.write"


def record_deferral(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    kind: str,
    reason: str,
    day: date | None = None,
    group: str = "",
    until: date | None = None,
    note: str = "",
    token: UUID | None = None,
) -> DeferralView:
    """Notes that somebody went without a dose and why (fact ``deferral.recorded``). ``day`` is today by default.

    ``group`` "" means every vaccine. ``token`` names it beforehand. Refuses a reason that is not on the list of the
    kind, an unknown group, and days that cannot be.
    """
    patient = vaccinee_for(by, WRITE, person)
    place = by.commune or patient.commune
    require(by, WRITE, place)
    if token is not None and (known := Deferral.objects.filter(pk=token).first()) is not None:
        return _said_again(known, patient)
    said = DeferralInput(
        kind=kind, reason=reason, day=day or today_vn(at), group=group, until=until, note=note, token=token
    )
    row = deferral_row(at=at, patient=patient, said=said, commune=place)
    with facts.deed("deferral.recorded", by=by, at=at, place=place, person=patient.id) as fact:
        fact.add(row)
    return DeferralView.of(row)


def deferral_row(*, at: datetime, patient: Patient, said: DeferralInput, commune: str) -> Deferral:
    """The row of a deferral, checked, for a deed's fact about the patient; nothing is written."""
    _refuse(patient, today_vn(at), said)
    return fits(unchecked_deferral(patient.id, commune, said))


def unchecked_deferral(person: UUID, commune: str, said: DeferralInput) -> Deferral:
    """The row of a deferral."""
    return Deferral(
        id=said.token or uuid7(), person_id=person, commune=commune, session_id=said.session, day=said.day,
        group=said.group, kind=said.kind, reason=said.reason, until=said.until, note=nfc(said.note),
    )  # fmt: skip


def cancel_deferral(*, by: Actor, at: datetime, deferral: UUID, cancel_reason: str) -> DeferralView:
    """Takes back what was written by mistake (fact ``deferral.cancelled``). Refuses without a reason."""
    row = Deferral.objects.filter(pk=deferral).first()
    if row is None:
        raise not_found()
    require(by, WRITE, row.commune)
    vaccinee_for(by, WRITE, row.person_id)
    if row.status != RowStatus.CURRENT:
        raise not_current()
    if not nfc(cancel_reason).strip():
        raise reason_missing()
    with facts.deed("deferral.cancelled", by=by, at=at, place=row.commune, person=row.person_id) as fact:
        fact.change(row, status=RowStatus.CANCELLED, cancel_reason=nfc(cancel_reason))
        fits(row)
    return DeferralView.of(row)


def _refuse(patient: Patient, today: date, said: DeferralInput) -> None:
    if said.reason not in deferral_reasons(said.kind):
        raise refusals.reason_unknown()
    if said.group and said.group not in groups():
        raise refusals.group_unknown()
    if said.day > today:
        raise refusals.in_future()
    if patient.birth_date is not None and said.day < patient.birth_date:
        raise refusals.before_birth(patient.birth_date)
    if said.until is not None and said.until <= said.day:
        raise refusals.until_early()


def _said_again(known: Deferral, patient: Patient) -> DeferralView:
    if known.person_id != patient.id:
        raise refusals.token_taken()
    return DeferralView.of(known)
