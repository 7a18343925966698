"""From what a caller says to rows of doses: checked, not yet written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from django.db import models

from tram.encounters.api import Patient
from tram.immunization.models import Dose, DoseSource, RowStatus, Session, VaccineLot
from tram.immunization.record import refusals
from tram.immunization.record.inputs import DoseInput
from tram.immunization.refusals import text_too_long
from tram.immunization.schedule import routes, sites, vaccines
from tram.immunization.stock.balance import twins
from tram.kernel.actors import Actor, not_found
from tram.kernel.clock import today_vn
from tram.kernel.ids import uuid7
from tram.kernel.records import Record
from tram.kernel.text import nfc
from tram.people.api import records_of

RowT = TypeVar("RowT", bound=Record)
CLOCKS_DIFFER_BY = timedelta(minutes=10)
MOST_DOSES, MOST_ML = 20, Decimal(10)
FROM_A_VIAL = (DoseSource.HERE, DoseSource.CAMPAIGN)


def dose_rows(
    *,
    by: Actor,
    at: datetime,
    patient: Patient,
    doses: Sequence[DoseInput],
    commune: str = "",
    instead_of: UUID | None = None,
) -> list[Dose]:
    """The rows of these doses, for a deed's fact about the patient; nothing is written.

    ``commune`` holds them: the actor's own, the patient's for one who works for several. ``instead_of`` names the dose
    they replace. Refuses an unknown vaccine, a day that cannot be, a lot that is not there, expired or held on
    the day, and the same vaccine twice on a day. The caller has asked permission.
    """
    place = commune or by.commune or patient.commune
    lots = _lots(place, doses)
    rows = []
    for said in doses:
        _refuse(patient, at, said)
        named = _with_lot(said, lots)
        _refuse_expired(named)
        rows.append(fits(dose_row(patient.id, place, named, facility=by.facility)))
    _refuse_repeats(patient.id, rows, instead_of)
    return rows


def dose_row(person: UUID, commune: str, said: DoseInput, *, facility: UUID | None = None) -> Dose:
    """The row of a dose, unchecked. ``facility`` is where it was given when it was given here and nobody says."""
    here = facility if said.source in FROM_A_VIAL else None
    return Dose(
        id=said.token or uuid7(),
        person_id=person,
        commune=commune,
        day=said.day,
        given_at=said.given_at,
        vaccine=said.vaccine,
        lot_id=said.lot,
        lot_number=nfc(said.lot_number),
        expires_on=said.expires_on,
        site=said.site,
        route=said.route,
        quantity=said.quantity,
        said_number=said.said_number,
        facility_id=said.facility or here,
        place_name=nfc(said.place_name),
        given_by_id=said.given_by,
        session_id=said.session,
        source=said.source,
        note=nfc(said.note),
    )


def said_of(row: Dose) -> DoseInput:
    """What a row says, as somebody would say it; without a token."""
    return DoseInput(
        vaccine=row.vaccine, day=row.day, given_at=row.given_at, lot=row.lot_id, lot_number=row.lot_number,
        expires_on=row.expires_on, site=row.site, route=row.route, quantity=row.quantity, said_number=row.said_number,
        facility=row.facility_id, place_name=row.place_name, given_by=row.given_by_id, session=row.session_id,
        source=row.source, note=row.note,
    )  # fmt: skip


def fits(row: RowT) -> RowT:
    """The same row. Refuses text longer than its column: SQLite would keep it, PostgreSQL would not."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.CharField) and field.max_length is not None:
            value = getattr(row, field.attname)
            if isinstance(value, str) and len(value) > field.max_length:
                raise text_too_long(field.name, field.max_length)
    return row


def _refuse(patient: Patient, at: datetime, said: DoseInput) -> None:
    known = vaccines().get(said.vaccine)
    if known is None:
        raise refusals.vaccine_unknown(said.vaccine)
    if said.source not in DoseSource.values:
        raise refusals.source_unknown()
    _refuse_days(patient, at, said)
    if said.site and said.site not in sites():
        raise refusals.place_unknown("site")
    if said.route and said.route not in routes():
        raise refusals.place_unknown("route")
    if said.said_number is not None and not 1 <= said.said_number <= MOST_DOSES:
        raise refusals.bad_number()
    _refuse_quantity(said.quantity)


def _refuse_quantity(quantity: Decimal | None) -> None:
    if quantity is None:
        return
    if not quantity.is_finite() or not 0 < quantity <= MOST_ML or quantity != round(quantity, 2):
        raise refusals.bad_quantity()


def _refuse_days(patient: Patient, at: datetime, said: DoseInput) -> None:
    if said.day > today_vn(at) or (said.given_at is not None and said.given_at > at + CLOCKS_DIFFER_BY):
        raise refusals.in_future()
    if said.given_at is not None and today_vn(said.given_at) != said.day:
        raise refusals.days_differ()
    if patient.birth_date is not None and said.day < patient.birth_date:
        raise refusals.before_birth(patient.birth_date)
    if patient.died_on is not None and said.day > patient.died_on:
        raise refusals.after_death(patient.died_on)


def _lots(commune: str, doses: Iterable[DoseInput]) -> dict[UUID, VaccineLot]:
    asked = {said.lot for said in doses if said.lot is not None}
    return {lot.id: lot for lot in VaccineLot.objects.filter(pk__in=asked, commune=commune)} if asked else {}


def refuse_sessions(commune: str, doses: Iterable[DoseInput]) -> None:
    """Refuses (404) a session that is not one of the commune's."""
    asked = {said.session for said in doses if said.session is not None}
    if asked and Session.objects.filter(pk__in=asked, commune=commune).count() < len(asked):
        raise not_found()


def _with_lot(said: DoseInput, lots: Mapping[UUID, VaccineLot]) -> DoseInput:
    """The dose with what its lot says. Refuses a lot of another store or vaccine, and one held on the day."""
    if said.lot is None:
        return said
    lot = lots.get(said.lot)
    if lot is None or lot.vaccine != said.vaccine:
        raise refusals.lot_unknown()
    held = next((row for row in twins(lot) if held_on(row, said.day)), None)
    if held is not None:
        raise refusals.held(held.number, held.held_reason)
    return replace(said, lot_number=lot.number, expires_on=lot.expires_on)


def held_on(lot: VaccineLot, day: date) -> bool:
    """Whether the lot must not be used on a day."""
    return lot.held_on is not None and lot.held_on <= day and (lot.released_on is None or day < lot.released_on)


def _refuse_expired(said: DoseInput) -> None:
    if said.expires_on is not None and said.expires_on < said.day:
        raise refusals.expired(said.lot_number, said.expires_on)


def _refuse_repeats(person: UUID, rows: Sequence[Dose], instead_of: UUID | None) -> None:
    """Refuses the same vaccine twice on one day, among these rows and with what the record has."""
    days = {row.day for row in rows}
    known = Dose.objects.filter(person_id__in=records_of(person), day__in=days, status=RowStatus.CURRENT)
    seen = {(vaccine, day) for one, vaccine, day in known.values_list("pk", "vaccine", "day") if one != instead_of}
    for row in rows:
        if (row.vaccine, row.day) in seen:
            raise refusals.repeated(vaccines()[row.vaccine].name_vi, row.day)
        seen.add((row.vaccine, row.day))
