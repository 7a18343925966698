"""Deeds of adverse events: recorded, told, investigated, brought before the council, closed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tram.engines.forms import Checked, check, plain_values
from tram.immunization.events import refusals
from tram.immunization.events.definitions import event_form, investigation_form
from tram.immunization.events.reads import WRITE, event_row, view_of
from tram.immunization.events.rules import onset
from tram.immunization.events.views import EventView
from tram.immunization.models import AdverseEvent, Dose, RowStatus, Session, VaccineLot
from tram.immunization.record.access import vaccinee_for
from tram.immunization.refusals import reason_missing
from tram.immunization.sessions.actions.plan import stop_session
from tram.immunization.stock.actions.holds import hold_rows
from tram.immunization.stock.balance import twins
from tram.immunization.stock.rules import lot_key
from tram.immunization.stock.texts import kept
from tram.kernel import facts
from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.ids import uuid7

RUNNING = ("planned", "open")
MOST_LOTS = 10
TOGETHER = 64  # deeds of one serious event: all in one transaction


@dataclass(frozen=True, slots=True)
class Around:
    """What an event stands beside: the doses it may come from, the session, and the lots of this commune."""

    dose: Dose | None
    doses: tuple[Dose, ...]
    session: Session | None
    lots: tuple[tuple[VaccineLot, ...], ...]


def record_event(
    *,
    by: Actor,
    at: datetime,
    person: UUID,
    answers: Mapping[str, Any],
    dose: UUID | None = None,
    session: UUID | None = None,
    known_at: datetime | None = None,
    token: UUID | None = None,
) -> EventView:
    """Records what befell somebody after a dose (fact ``adverse_event.recorded``); returns it.

    A serious event also stops the session while it runs (``session.stopped``) and puts the lots of the doses given that
    day on hold (``lot.held``), all in one transaction, and its 24 hours run from ``known_at`` (default now). ``token``
    names the event beforehand: a form sent twice is one event. Refuses who may not write here or may not see the person
    (404), a dose of somebody else, and what the form does not accept (``event.findings``).
    """
    patient = vaccinee_for(by, WRITE, person)
    require(by, WRITE, by.commune)
    known = AdverseEvent.objects.filter(pk=token).first() if token else None
    if known is not None:
        return view_of(event_row(by, known.id, WRITE), at)
    around = _around(by, patient.id, dose, session)
    checked = _checked(answers, at, around.dose)
    row = _row(checked, patient.id, by.commune, at=at, known_at=known_at or at, token=token)
    row.dose_id, row.vaccine = (around.dose.id, around.dose.vaccine) if around.dose else (None, "")
    row.session_id = around.session.id if around.session else None
    row.lot_ids = " ".join(str(each) for each in _ids(around))
    with transaction.atomic(), facts.batch(size=TOGETHER):
        with facts.deed("adverse_event.recorded", by=by, at=at, place=row.commune, person=row.person_id) as fact:
            fact.add(row)
        if row.serious:
            _make_safe(by, at, row, around)
    return view_of(row, at)


def change_event(*, by: Actor, at: datetime, event: UUID, answers: Mapping[str, Any], change_reason: str) -> EventView:
    """Writes the form anew (fact ``adverse_event.changed``); one that turns serious is made safe like a new one.

    Refuses without a reason, a closed event, and what the form does not accept.
    """
    row = _open(by, event)
    why = kept(AdverseEvent, "change_reason", change_reason)
    if not why:
        raise reason_missing()
    around = _around(by, row.person_id, row.dose_id, row.session_id)
    fresh = _row(_checked(answers, at, around.dose), row.person_id, row.commune, at=at, known_at=row.known_at)
    worse = fresh.serious and not row.serious
    columns = ("answers", "symptoms", "serious", "outcome", "onset_at", "form", "form_version")
    values = {name: getattr(fresh, name) for name in columns} | {"change_reason": why}
    if worse:
        values |= {"known_at": at, "lot_ids": " ".join(str(each) for each in _ids(around))}
    with transaction.atomic(), facts.batch(size=TOGETHER):
        with facts.deed("adverse_event.changed", by=by, at=at, place=row.commune, person=row.person_id) as fact:
            fact.change(row, **values)
        if worse:
            _make_safe(by, at, row, around)
    return view_of(row, at)


def mark_notified(
    *, by: Actor, at: datetime, event: UUID, notified_at: datetime, notified_to: str, notice_number: str = ""
) -> EventView:
    """Says that the notice of a serious event was given by hand, when and to whom (fact ``adverse_event.notified``).

    Refuses an event that is not serious, a time to come or before the event was known, and nobody told.
    """
    row = _serious(by, event)
    told = kept(AdverseEvent, "notified_to", notified_to)
    if not told:
        raise refusals.wrong("notified_to", "Hãy ghi đã báo cho nơi nào.")
    if not row.known_at.replace(second=0, microsecond=0) <= notified_at <= at:  # people tell hours and minutes
        raise refusals.wrong("notified_at", "Giờ báo phải từ lúc biết phản ứng đến bây giờ. Hãy xem lại ngày giờ.")
    number = kept(AdverseEvent, "notice_number", notice_number)
    return _changed(by, at, row, "notified", notified_at=notified_at, notified_to=told, notice_number=number)


def record_investigation(*, by: Actor, at: datetime, event: UUID, answers: Mapping[str, Any]) -> EventView:
    """Writes the investigation of a serious event, also anew (fact ``adverse_event.investigated``).

    Refuses an event that is not serious or is closed, and what the form does not accept.
    """
    row = _serious(by, event)
    checked = check(investigation_form(today_vn(at)), answers)
    _refuse_errors(checked)
    day = checked.values["investigated_on"]
    assert isinstance(day, date)
    if not today_vn(row.onset_at) <= day <= today_vn(at):
        raise refusals.wrong("investigated_on", "Ngày điều tra phải từ ngày khởi phát đến hôm nay.")
    told = json.dumps(plain_values(checked.values), ensure_ascii=False, sort_keys=True)
    cause = str(checked.values["cause"] or row.cause)
    return _changed(by, at, row, "investigated", investigation=told, investigated_on=day, cause=cause)


def send_council_file(*, by: Actor, at: datetime, event: UUID, day: date, number: str = "") -> EventView:
    """Says that the file for the provincial council was sent (fact ``adverse_event.council``).

    Refuses an event that is not serious, and a day to come or before the event was known.
    """
    row = _serious(by, event)
    if not today_vn(row.known_at) <= day <= today_vn(at):
        raise refusals.wrong("council_on", "Ngày gửi hồ sơ phải từ ngày biết phản ứng đến hôm nay.")
    known = kept(AdverseEvent, "council_number", number)
    return _changed(by, at, row, "council", council_on=day, council_number=known)


def close_event(*, by: Actor, at: datetime, event: UUID, cause: str, note: str = "") -> EventView:
    """Ends the following of an event with its cause (fact ``adverse_event.closed``).

    Refuses a cause that is not on the list, and a serious event that was not told or not investigated.
    """
    row = _open(by, event)
    found = investigation_form(today_vn(at)).field("cause")
    if cause not in {one.code for one in (found.options if found else ())}:
        raise refusals.wrong("cause", "Hãy chọn nguyên nhân.")
    if row.serious and row.notified_at is None:
        raise refusals.not_told()
    if row.serious and row.investigated_on is None:
        raise refusals.not_investigated()
    return _changed(by, at, row, "closed", cause=cause, closed_on=today_vn(at), note=kept(AdverseEvent, "note", note))


def checked_event(answers: Mapping[str, Any], at: datetime, given_on: date | None) -> Checked:
    """What the form makes of the answers: values and findings."""
    day = today_vn(at)
    return check(event_form(day), answers, inputs={"given_on": given_on, "today": day})


def _checked(answers: Mapping[str, Any], at: datetime, dose: Dose | None) -> Checked:
    checked = checked_event(answers, at, dose.day if dose else None)
    _refuse_errors(checked)
    return checked


def _refuse_errors(checked: Checked) -> None:
    errors = [one for one in checked.findings if one.severity == "error"]
    if errors:
        raise refusals.findings(errors)


def _row(
    checked: Checked, person: UUID, commune: str, *, at: datetime, known_at: datetime, token: UUID | None = None
) -> AdverseEvent:
    values, form = checked.values, event_form(today_vn(at))
    day = values["onset_on"]
    assert isinstance(day, date)
    began = onset(day, str(values["onset_at"] or ""))
    if began is None:
        raise refusals.wrong("onset_at", "Giờ khởi phát có dạng 9:30. Không rõ thì để trống.")
    if day == today_vn(at):
        began = min(began, at)
    if known_at > at:
        raise refusals.wrong("known_at", "Giờ biết phản ứng ở tương lai. Hãy xem lại.")
    symptoms = values["symptoms"]
    return AdverseEvent(
        id=token or uuid7(),
        person_id=person,
        commune=commune,
        onset_at=began,
        known_at=known_at,
        serious=bool(values["serious"]),
        symptoms=" ".join(symptoms if isinstance(symptoms, tuple) else ()),
        answers=json.dumps(plain_values(values), ensure_ascii=False, sort_keys=True),
        form=form.head.id,
        form_version=form.head.version,
        outcome=str(values["outcome"] or ""),
    )


def _around(by: Actor, person: UUID, dose: UUID | None, session: UUID | None) -> Around:
    found = Dose.objects.filter(pk=dose, status=RowStatus.CURRENT).first() if dose else None
    if dose and (found is None or found.person_id != person):
        raise refusals.dose_of_another()
    where = (found.session_id if found else None) or session
    held = Session.objects.filter(pk=where).first() if where else None
    if held is not None and held.commune != by.commune:
        held = None
    given = _doses_with(person, found, held)
    return Around(found, given, held, tuple(_lots(by.commune, given)))


def _doses_with(person: UUID, dose: Dose | None, session: Session | None) -> tuple[Dose, ...]:
    """The doses an event may come from: all the person got that day or at that session, or the one named."""
    rows = Dose.objects.filter(person=person, status=RowStatus.CURRENT)
    if dose is not None:
        return tuple(rows.filter(day=dose.day).order_by("id"))
    return tuple(rows.filter(session_id=session.id).order_by("id")) if session else ()


def _lots(commune: str, doses: Iterable[Dose]) -> Iterable[tuple[VaccineLot, ...]]:
    """The lots of the doses, and lots of this commune with the number a card tells; each once with all its rows."""
    seen: set[UUID] = set()
    for dose in doses:
        for row in _lot_rows(commune, dose):
            rows = twins(row)
            if rows[0].id not in seen:
                seen.add(rows[0].id)
                yield rows


def _lot_rows(commune: str, dose: Dose) -> Sequence[VaccineLot]:
    if dose.lot_id is not None:
        return list(VaccineLot.objects.filter(pk=dose.lot_id, commune=commune))
    if not lot_key(dose.lot_number):
        return ()
    rows = VaccineLot.objects.filter(commune=commune, vaccine=dose.vaccine)
    return [row for row in rows if lot_key(row.number) == lot_key(dose.lot_number)]


def _ids(around: Around) -> list[UUID]:
    return [rows[0].id for rows in around.lots][:MOST_LOTS]


def _make_safe(by: Actor, at: datetime, row: AdverseEvent, around: Around) -> None:
    """Stops the session that runs and holds the lots: nobody else gets of them before somebody says so."""
    why = "Phản ứng nặng sau tiêm"
    if around.session is not None and around.session.state in RUNNING:
        stop_session(by=by, at=at, session=around.session.id, reason=why)
    for rows in around.lots:
        if any(each.held_on is None or each.released_on is not None for each in rows):
            hold_rows(by, at, rows, why, row.id)


def _open(by: Actor, event: UUID) -> AdverseEvent:
    row = event_row(by, event, WRITE)
    if row.closed_on is not None:
        raise refusals.closed()
    return row


def _serious(by: Actor, event: UUID) -> AdverseEvent:
    row = _open(by, event)
    if not row.serious:
        raise refusals.not_serious()
    return row


def _changed(by: Actor, at: datetime, row: AdverseEvent, word: str, **values: Any) -> EventView:
    with facts.deed(f"adverse_event.{word}", by=by, at=at, place=row.commune, person=row.person_id) as fact:
        fact.change(row, **values)
    return view_of(row, at)
