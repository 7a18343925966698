"""What is done with one person at a session: screened, vaccinated or put off, watched. Each is one fact about them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from tram.immunization.models import AdverseEvent, Attendance, Deferral, Dose, Observed, RowStatus, Session
from tram.immunization.record import DeferralInput, DoseInput, deferral_row, dose_rows, vaccination_record, vaccinee_for
from tram.immunization.schedule import deferral_reasons, vaccines
from tram.immunization.sessions.access import at_work
from tram.immunization.sessions.due import appointment
from tram.immunization.sessions.reads.attendance import attendance_of
from tram.immunization.sessions.reads.sessions import planned_days
from tram.immunization.sessions.refusals import (
    day_over,
    id_taken,
    lot_missing,
    not_waiting,
    nothing_chosen,
    reason_unknown,
    screening_says_no,
)
from tram.immunization.sessions.screening import Screened, screened
from tram.immunization.sessions.views import AttendanceView
from tram.immunization.stock.reads import check_lot
from tram.kernel import facts
from tram.kernel.actors import Actor
from tram.kernel.clock import today_vn
from tram.kernel.facts import Draft
from tram.kernel.text import nfc

WRITE = "vaccination.write"
DECISIONS = {"deferred": "defer", "contraindicated": "defer", "refused": "refuse"}


def screen(*, by: Actor, at: datetime, session: UUID, person: UUID, answers: Mapping[str, str]) -> AttendanceView:
    """Keeps what the screening desk asked and measured (fact ``session.screened``); the injection desk goes on from it.

    Somebody who was not invited is added as a walk-in. Refuses answers that cannot be.
    """
    patient = vaccinee_for(by, WRITE, person)
    with at_work(by, session, "open") as row:
        found = screened(patient.birth_date, today_vn(at), answers)
        with facts.deed("session.screened", by=by, at=at, place=row.commune, person=patient.id) as fact:
            there = _present(fact, row, patient.id, at)
            fact.change(there, **_screening(found, at))
    return AttendanceView.of(there)


def vaccinate(
    *,
    by: Actor,
    at: datetime,
    session: UUID,
    person: UUID,
    doses: Sequence[DoseInput],
    answers: Mapping[str, str],
    token: UUID | None = None,
    observer: UUID | None = None,
) -> AttendanceView:
    """Records the doses given to one person with their screening, in one fact (``vaccination.given``).

    Watching begins at ``at``; the next appointment is reckoned. ``token`` names the form beforehand: sent twice it is
    one dose. Refuses when the session is not open, when screening speaks against it, a lot that may not be used, a
    vaccine this person was given today already, whatever ``dose_rows`` refuses.
    """
    patient = vaccinee_for(by, WRITE, person)
    with at_work(by, session, "open") as row, facts.in_turn():
        if token is not None and (known := _said_before(session, patient.id, token, doses)) is not None:
            return known
        today = today_vn(at)
        if row.day != today:
            raise day_over(row.day)
        found = screened(patient.birth_date, today, answers)
        if found.against:
            raise screening_says_no(found.against)
        if not doses:
            raise nothing_chosen()
        record = vaccination_record(by, patient.id, today)
        _refuse_lots(row.commune, today, doses)
        given = _here(at, row, doses, token)
        rows = dose_rows(by=by, at=at, patient=patient, doses=given, commune=row.commune)
        with facts.deed("vaccination.given", by=by, at=at, place=row.commune, person=patient.id) as fact:
            there = _present(fact, row, patient.id, at)
            fact.add_all(rows)
            next_on = appointment(patient, record, rows, today, planned_days(row.commune, today))
            watching = {"decision": "vaccinate", "observed_from": at, "next_on": next_on, "observer_id": observer}
            fact.change(there, **_screening(found, at), **watching)
    return AttendanceView.of(there)


def put_off(
    *,
    by: Actor,
    at: datetime,
    session: UUID,
    person: UUID,
    reason: str,
    answers: Mapping[str, str],
    until: date | None = None,
    group: str = "",
    note: str = "",
    token: UUID | None = None,
) -> AttendanceView:
    """Records that somebody went without a vaccine and why, in one fact (``vaccination.put_off``).

    The reason says whether it is a deferral, a refusal or a contraindication; ``group`` '' means everything due.
    ``until`` is the day to come back, also the next appointment; None takes what is usual for the reason. ``token``
    names the form beforehand: sent twice it is one. Refuses a reason that is not on the list, and something else under
    a token that was used (``row.conflict``, 409).
    """
    patient = vaccinee_for(by, WRITE, person)
    why = deferral_reasons().get(reason)
    if why is None or why.kind not in DECISIONS:
        raise reason_unknown(reason)
    today = today_vn(at)
    until = until or (today + timedelta(days=why.days) if why.days else None)
    said = DeferralInput(kind=why.kind, day=today, reason=reason, group=group, until=until, note=note, session=session)
    said = replace(said, token=uuid5(token, "put_off") if token else None)
    with at_work(by, session, "open") as row:
        if (known := _put_off_before(said, patient.id)) is not None:
            return known
        found = screened(patient.birth_date, today, answers, whole=False)
        with facts.deed("vaccination.put_off", by=by, at=at, place=row.commune, person=patient.id) as fact:
            there = _present(fact, row, patient.id, at)
            fact.add(deferral_row(at=at, patient=patient, said=said, commune=row.commune))
            decision = {"decision": there.decision or DECISIONS[why.kind], "next_on": until or there.next_on}
            fact.change(there, **_screening(found, at), **decision)
    return AttendanceView.of(there)


def finish_observation(
    *, by: Actor, at: datetime, session: UUID, person: UUID, observer: UUID | None = None
) -> AttendanceView:
    """Ends the watching of one person (fact ``session.observed``): how they were follows from the events on record.

    Also after the session was stopped or closed: nobody is left watched for ever. Refuses when nobody is waiting.
    """
    with at_work(by, session, "open", "stopped", "closed") as row:
        there = attendance_of(session, person)
        if there is None or there.observed_from is None or there.observed_until is not None:
            raise not_waiting()
        ended = {
            "observed_until": at,
            "observed_outcome": _outcome(session, there.person_id),
            "observer_id": observer or there.observer_id,
        }
        with facts.deed("session.observed", by=by, at=at, place=row.commune, person=there.person_id) as fact:
            fact.change(there, **ended)
    return AttendanceView.of(there)


def _outcome(session: UUID, person: UUID) -> Observed:
    """Well, unless an event after a dose of the session was recorded."""
    events = AdverseEvent.objects.filter(session_id=session, person_id=person, status=RowStatus.CURRENT)
    serious = list(events.values_list("serious", flat=True))
    if not serious:
        return Observed.WELL
    return Observed.SERIOUS if any(serious) else Observed.MILD


def _present(fact: Draft, session: Session, person: UUID, at: datetime) -> Attendance:
    """The person's row at the session, made for a walk-in, with the moment they came."""
    row = attendance_of(session.id, person)
    if row is None:
        new = Attendance(session_id=session.id, person_id=person, commune=session.commune, walk_in=True, arrived_at=at)
        return fact.add(new)
    if row.arrived_at is None:
        fact.change(row, arrived_at=at)
    return row


def _screening(found: Screened, at: datetime) -> dict[str, Any]:
    """The columns of the screening; none when nothing was said."""
    if not found.answers:
        return {}
    return {
        "screened_at": at,
        "screening": json.dumps(dict(found.answers), ensure_ascii=False, sort_keys=True),
        "screening_form": found.form,
        "screening_version": found.version,
        "temperature": found.temperature,
        "weight": found.weight,
    }


def _refuse_lots(commune: str, day: date, doses: Sequence[DoseInput]) -> None:
    """Refuses a dose without a lot, and a lot that may not be used: held, expired, empty, of another vaccine."""
    for each in doses:
        if each.lot is None:
            raise lot_missing(vaccines()[each.vaccine].name_vi if each.vaccine in vaccines() else each.vaccine)
        check_lot(each.lot, commune, each.vaccine, day)


def _here(at: datetime, session: Session, doses: Sequence[DoseInput], token: UUID | None) -> list[DoseInput]:
    """The doses as given at this session now; with a token each has an id that follows from it."""
    source = "campaign" if session.kind == "campaign" else "here"
    told: dict[str, Any] = {"day": today_vn(at), "given_at": at, "session": session.id, "facility": session.facility_id}
    return [replace(each, **told, source=source, token=_dose_id(token, each.vaccine)) for each in doses]


def _dose_id(token: UUID | None, vaccine: str) -> UUID | None:
    return uuid5(token, vaccine) if token else None


def _said_before(session: UUID, person: UUID, token: UUID, doses: Sequence[DoseInput]) -> AttendanceView | None:
    """What a form's token already made; None when this is the first time."""
    ids = [uuid5(token, each.vaccine) for each in doses]
    known = Dose.objects.filter(pk__in=ids).first()
    if known is None:
        return None
    if known.person_id != person:
        raise id_taken()
    row = attendance_of(session, person)
    return AttendanceView.of(row) if row else None


def _put_off_before(said: DeferralInput, person: UUID) -> AttendanceView | None:
    """What the form made when it was sent before with the same words; None when this is the first time."""
    if said.token is None or said.session is None:
        return None
    told = {"reason": said.reason, "group": said.group, "until": said.until, "note": nfc(said.note)}
    if not Deferral.objects.filter(pk=said.token, person_id=person, session_id=said.session, **told).exists():
        return None
    row = attendance_of(said.session, person)
    return AttendanceView.of(row) if row else None
