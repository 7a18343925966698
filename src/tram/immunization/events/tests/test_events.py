"""What befell somebody after a dose: recorded, made safe, told in time, investigated, closed."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta

import pytest

from tram.engines.deadlines import due_at
from tram.immunization.events import actions
from tram.immunization.events.definitions import law
from tram.immunization.events.reads import event, events, running_notices
from tram.immunization.events.rules import Clock, onset, time_of_day
from tram.immunization.models import AdverseEvent, Session, VaccineLot
from tram.immunization.stock.reads import check_lot, usable_lots
from tram.immunization.stock.tests.conftest import AT, DAY, HERE, NEXT_DOOR, add_child, add_session, give, receive
from tram.immunization.stock.tests.test_stock import refused
from tram.kernel.definitions import ROOT
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact
from tram.places.api import working_days

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
MILD = {"onset_on": "5/10/2026", "onset_at": "9:00", "symptoms": "local"}
SERIOUS = {"onset_on": "5/10/2026", "symptoms": "anaphylaxis", "serious_because": "life"}
LATER = AT + timedelta(hours=3)


def facts_named(*names: str) -> int:
    return Fact.objects.filter(name__in=names).count()


def state(clock: Clock | None) -> tuple[str, int] | None:
    return (clock.state, clock.minutes) if clock else None


def serious(by, person, **more):
    return actions.record_event(by=by, at=AT, person=person.id, answers=SERIOUS, **more)


@pytest.fixture
def session(hanh):
    return add_session()


@pytest.fixture
def dose(hanh, na, session):
    return give(na, receive(hanh), session_id=session)


def test_a_mild_event_is_recorded_and_stops_nothing(hanh, na, dose, session):
    seen = actions.record_event(by=hanh, at=AT, person=na.id, answers=MILD, dose=dose.id)
    assert (seen.serious, seen.notice, seen.dose, seen.session) == (False, None, dose.id, session)
    assert Session.objects.get().state == "open"
    assert facts_named("session.stopped", "lot.held") == 0


def test_a_serious_event_stops_the_session_and_holds_every_lot_the_person_got(hanh, na, dose, session):
    other = give(na, receive(hanh, vaccine="hepb", number="HB", presentation=1), "hepb", session_id=session)
    seen = serious(hanh, na, dose=dose.id)
    assert set(seen.lots) == {dose.lot_id, other.lot_id}
    assert (Session.objects.get().state, Session.objects.get().stop_reason) == ("stopped", "Phản ứng nặng sau tiêm")
    assert all(row.held_event == seen.id for row in VaccineLot.objects.all())
    assert usable_lots(hanh, HERE, DAY, ["bcg", "hepb"]) == {"bcg": (), "hepb": ()}
    with refused("lot.held"):
        check_lot(dose.lot_id, HERE, "bcg", DAY)
    assert facts_named("adverse_event.recorded", "session.stopped", "lot.held") == 4


def test_the_session_of_the_dose_is_stopped_whatever_session_the_form_names(hanh, na, dose, session):
    foreign, other = add_session(commune=NEXT_DOOR), add_session()
    assert serious(hanh, na, dose=dose.id, session=foreign).session == session
    states = {row.id: row.state for row in Session.objects.all()}
    assert states == {session: "stopped", foreign: "open", other: "open"}


def test_a_serious_event_is_written_whole_or_not_at_all(hanh, na, dose, monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions, "hold_rows", fails)
    with pytest.raises(RuntimeError):
        serious(hanh, na, dose=dose.id)
    assert not AdverseEvent.objects.exists()
    assert Session.objects.get().state == "open"


def test_a_form_sent_twice_is_one_event(hanh, na, dose):
    token = uuid7()
    assert serious(hanh, na, dose=dose.id, token=token).id == serious(hanh, na, dose=dose.id, token=token).id == token
    assert AdverseEvent.objects.count() == 1


def test_a_lot_known_from_a_card_only_is_held_when_the_station_has_it(hanh, na):
    lot = receive(hanh)
    dose = give(na, None, lot_number="bc 01", source="elsewhere")
    assert serious(hanh, na, dose=dose.id).lots == (lot,)
    assert VaccineLot.objects.get().held_on == DAY


def test_the_notice_runs_24_hours_from_when_it_was_known_and_says_when_it_is_late(hanh, na, dose):
    found = serious(hanh, na, dose=dose.id, known_at=AT - timedelta(hours=1))
    assert state(found.notice) == ("running", 23 * 60)
    late = event(hanh, AT + timedelta(hours=23, minutes=5), found.id)
    assert (late.overdue, state(late.notice)) == (True, ("overdue", 5))
    assert [one.id for one in running_notices(hanh, LATER)] == [found.id]
    told = actions.mark_notified(
        by=hanh, at=LATER, event=found.id, notified_at=AT, notified_to="Sở Y tế, CDC tỉnh", notice_number="12/BC"
    )
    assert (state(told.notice), told.notified_at, told.notice_number) == (("met", 0), AT, "12/BC")
    assert running_notices(hanh, LATER) == ()


def test_the_council_has_five_working_days(hanh, na, dose):
    found = serious(hanh, na, dose=dose.id)
    assert found.council is not None
    assert f"{found.council.due_at:%d/%m/%Y %H:%M}" == "13/10/2026 00:00"
    done = actions.send_council_file(
        by=hanh, at=AT + timedelta(days=7), event=found.id, day=date(2026, 10, 12), number="3/HS"
    )
    assert (state(done.council), done.council_number) == (("met", 0), "3/HS")


def test_a_serious_event_is_closed_after_the_notice_and_the_investigation(hanh, na, dose):
    found = serious(hanh, na, dose=dose.id)
    close = {"by": hanh, "at": LATER, "event": found.id, "cause": "product"}
    with refused("event.not_told"):
        actions.close_event(**close)
    actions.mark_notified(by=hanh, at=LATER, event=found.id, notified_at=LATER, notified_to="Sở Y tế")
    with refused("event.not_investigated"):
        actions.close_event(**close)
    answers = {"investigated_on": "5/10/2026", "investigators": "BS Minh", "findings": "Phản vệ", "cause": "quality"}
    seen = actions.record_investigation(by=hanh, at=LATER, event=found.id, answers=answers)
    assert (seen.cause, seen.investigation["investigators"]) == ("quality", "BS Minh")
    with refused("event.cause_wrong"):
        actions.close_event(**close | {"cause": "moon"})
    assert actions.close_event(**close).closed_on == DAY
    for again in (
        lambda: actions.close_event(**close),
        lambda: actions.record_investigation(by=hanh, at=LATER, event=found.id, answers=answers),
    ):
        with refused("event.closed"):
            again()


def test_a_mild_event_is_closed_with_its_cause_and_needs_no_notice(hanh, na, dose):
    found = actions.record_event(by=hanh, at=AT, person=na.id, answers=MILD, dose=dose.id)
    for refused_deed in (
        lambda: actions.mark_notified(by=hanh, at=AT, event=found.id, notified_at=AT, notified_to="Sở"),
        lambda: actions.send_council_file(by=hanh, at=AT, event=found.id, day=DAY),
    ):
        with refused("event.not_serious"):
            refused_deed()
    assert not actions.close_event(by=hanh, at=AT, event=found.id, cause="coincidental").open


def test_a_mild_event_that_turns_serious_is_made_safe_from_then_on(hanh, na, dose, session):
    found = actions.record_event(by=hanh, at=AT, person=na.id, answers=MILD, dose=dose.id)
    with refused("immunization.reason_missing"):
        actions.change_event(by=hanh, at=LATER, event=found.id, answers=SERIOUS, change_reason=" ")
    seen = actions.change_event(by=hanh, at=LATER, event=found.id, answers=SERIOUS, change_reason="Vào viện")
    assert (seen.serious, seen.known_at, state(seen.notice)) == (True, LATER, ("running", 24 * 60))
    assert Session.objects.get().state == "stopped"
    assert VaccineLot.objects.get().held_event == found.id


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "event.findings"),
        (MILD | {"onset_on": "4/10/2026"}, "event.findings"),
        (MILD | {"onset_on": "6/10/2026"}, "event.findings"),
        (MILD | {"symptoms": "moonsick"}, "event.findings"),
        (MILD | {"onset_at": "25:00"}, "event.onset_at_wrong"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(hanh, na, dose, answers, code):
    with refused(code) as caught:
        actions.record_event(by=hanh, at=AT, person=na.id, answers=answers, dose=dose.id)
    assert caught.value.sentence.endswith(".")
    assert not AdverseEvent.objects.exists()


def test_a_dose_of_somebody_else_is_refused(hanh, na, dose):
    with refused("event.dose_of_another"):
        serious(hanh, add_child("Bé khác"), dose=dose.id)


def test_the_next_station_sees_no_event_and_the_centre_reads_it(hanh, tuan, oanh, na, dose):
    found = serious(hanh, na, dose=dose.id)
    assert events(tuan, AT) == ()
    for attempt in (
        lambda: event(tuan, AT, found.id),
        lambda: serious(tuan, na),
        lambda: actions.close_event(by=tuan, at=AT, event=found.id, cause="product"),
    ):
        with refused("access.not_found"):
            attempt()
    assert [one.person_name for one in events(oanh, AT)] == [na.full_name]
    with refused("access.role"):
        actions.mark_notified(by=oanh, at=AT, event=found.id, notified_at=AT, notified_to="Sở Y tế")


def test_the_most_urgent_event_stands_first(hanh, na, dose):
    mild = actions.record_event(by=hanh, at=AT, person=na.id, answers=MILD, dose=dose.id)
    later = serious(hanh, na, dose=dose.id)
    sooner = serious(hanh, na, dose=dose.id, known_at=AT - timedelta(hours=2))
    assert [one.id for one in events(hanh, AT)] == [sooner.id, later.id, mild.id]


def test_the_examples_of_the_law_come_out():
    body = tomllib.loads((ROOT / "immunization" / "aefi_law.toml").read_text(encoding="utf-8"))
    for example in body["examples"]:
        known = example["known_at"]
        rule = law(known.date())
        found = {name: due_at(known, getattr(rule, name), working_days()) for name in ("notice", "council")}
        assert found == example["expected"], example["title_vi"]


def test_hours_are_read_as_people_write_them():
    assert [f"{time_of_day(typed)}" for typed in ("9:30", "9h", "21h05", " 7:5", "noon", "24:00")] == [
        "09:30:00", "09:00:00", "21:05:00", "None", "None", "None",
    ]  # fmt: skip
    assert f"{onset(DAY, ''):%H:%M}" == "12:00"
