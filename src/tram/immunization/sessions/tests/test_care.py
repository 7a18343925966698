"""What one person goes through at a session: screened, vaccinated, watched; or put off."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tram.immunization.models import Attendance, Deferral, Dose
from tram.immunization.sessions.actions import (
    close_session,
    finish_observation,
    open_session,
    put_off,
    screen,
    stop_session,
    vaccinate,
)
from tram.immunization.sessions.reads.desk import desk
from tram.immunization.sessions.tests.conftest import AT, DAY, NORMAL, add_child, lot
from tram.immunization.stock.actions import hold_lot
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
MINUTE = timedelta(minutes=1)


def give(station, session, person, *doses, at=AT, **told):
    values = {"answers": NORMAL, "doses": doses or [station.dose()]} | told
    return vaccinate(by=station.hanh, at=at, session=session.id, person=person.id, **values)


def test_a_vaccination_is_one_fact_with_screening_dose_and_appointment(station, fact_names):
    na = add_child()
    session = station.open(na)
    before = len(fact_names())
    seen = give(station, session, na)
    assert fact_names()[before:] == ["vaccination.given"]
    dose = Dose.objects.get()
    assert (dose.vaccine, dose.day, dose.given_at, dose.session_id) == ("dpt-vgb-hib", DAY, AT, session.id)
    assert dose.lot_number == "DPT-VGB-HIB-01"
    assert (seen.stage, str(seen.temperature), seen.observed_from) == ("watched", "36.7", AT)
    assert seen.next_on == DAY + timedelta(days=1), "OPV, PCV and rota are still due"


def test_the_form_sent_twice_is_one_dose(station):
    na, token = add_child(), uuid7()
    session = station.open(na)
    first = give(station, session, na, token=token)
    again = give(station, session, na, token=token, at=AT + MINUTE)
    assert Dose.objects.count() == 1
    assert again.observed_from == first.observed_from


def test_two_desks_that_record_the_same_dose_make_one(station):
    na = add_child()
    session = station.open(na)
    give(station, session, na, token=uuid7())
    with pytest.raises(Refusal) as refused:
        give(station, session, na, token=uuid7())
    assert refused.value.code == "dose.repeated"
    assert Dose.objects.count() == 1


def test_a_form_that_puts_off_sent_twice_puts_off_once(station):
    na = add_child()
    told = {"by": station.hanh, "session": station.open(na).id, "person": na.id, "answers": NORMAL, "token": uuid7()}
    first = put_off(**told, at=AT, reason="fever", note="ho")
    assert put_off(**told, at=AT + MINUTE, reason="fever", note="ho") == first
    with pytest.raises(Refusal) as refused:
        put_off(**told, at=AT + MINUTE, reason="fear")
    assert refused.value.code == "row.conflict"
    assert Deferral.objects.count() == 1


def test_the_injection_desk_goes_on_from_the_screening_desk(station, fact_names):
    na = add_child()
    session = station.open(na)
    screened = screen(by=station.hanh, at=AT, session=session.id, person=na.id, answers=NORMAL)
    assert screened.stage == "screened"
    give(station, session, na, at=AT + 3 * MINUTE, answers=screened.screening)
    row = Attendance.objects.get()
    assert (row.arrived_at, row.observed_from, str(row.temperature)) == (AT, AT + 3 * MINUTE, "36.7")


def test_somebody_who_was_not_invited_is_vaccinated_all_the_same(station):
    session = station.open()
    seen = give(station, session, add_child("Vàng A Páo"))
    assert (seen.walk_in, seen.invited) == (True, False)


def test_a_fever_puts_off_with_its_reason_and_nothing_is_written(station, fact_names):
    na = add_child()
    session = station.open(na)
    before = fact_names()
    with pytest.raises(Refusal) as refused:
        give(station, session, na, answers={"temperature": "380"})
    assert refused.value.code == "vaccination.screened_out"
    assert refused.value.details["findings"][0]["id"].endswith(".off.fever")
    assert fact_names() == before


def test_putting_off_keeps_the_reason_and_the_day_to_come_back(station, fact_names):
    na = add_child()
    session = station.open(na)
    before = len(fact_names())
    seen = put_off(
        by=station.hanh, at=AT, session=session.id, person=na.id, reason="fever", answers={"temperature": "38"}
    )
    assert fact_names()[before:] == ["vaccination.put_off"]
    assert (seen.stage, seen.next_on) == ("defer", DAY + timedelta(days=7))
    row = Deferral.objects.get()
    assert (row.kind, row.reason, row.session_id) == ("deferred", "fever", session.id)


def test_a_refusal_needs_no_thermometer(station):
    na = add_child()
    session = station.open(na)
    seen = put_off(by=station.hanh, at=AT, session=session.id, person=na.id, reason="fear", answers={})
    assert seen.stage == "refuse"


def test_an_unknown_reason_is_refused(station):
    na = add_child()
    session = station.open(na)
    with pytest.raises(Refusal) as refused:
        put_off(by=station.hanh, at=AT, session=session.id, person=na.id, reason="no-answer", answers=NORMAL)
    assert refused.value.code == "vaccination.reason_unknown"


@pytest.mark.parametrize(
    ("how", "code"), [("held", "lot.held"), ("expired", "lot.expired"), ("missing", "vaccination.lot_missing")]
)
def test_a_lot_that_may_not_be_used_is_refused_and_says_why(station, how, code):
    na = add_child()
    session = station.open(na)
    dose = station.dose()
    if how == "held":
        hold_lot(by=station.hanh, at=AT, lot=dose.lot, reason="chờ kiểm tra")
    elif how == "expired":
        dose = station.dose(lot=lot(station.hanh, "dpt-vgb-hib", "OLD", 9, expires_on=DAY - timedelta(days=1)))
    else:
        dose = station.dose(lot=None)
    with pytest.raises(Refusal) as refused:
        give(station, session, na, dose)
    assert refused.value.code == code
    assert Dose.objects.count() == 0


def test_nobody_is_vaccinated_before_it_opens_after_it_closed_or_once_it_stopped(station):
    na = add_child()
    planned = station.plan(na)
    with pytest.raises(Refusal) as refused:
        give(station, planned, na)
    assert refused.value.code == "session.state"
    open_session(by=station.hanh, at=AT, session=planned.id)
    stop_session(by=station.hanh, at=AT, session=planned.id, reason="trẻ sốc phản vệ")
    with pytest.raises(Refusal) as refused:
        give(station, planned, na)
    assert refused.value.code == "session.stopped"
    assert "sốc phản vệ" in refused.value.sentence


def test_a_session_left_open_takes_no_dose_of_the_next_day(station):
    na = add_child()
    session = station.open(na)
    with pytest.raises(Refusal) as refused:
        give(station, session, na, at=AT + timedelta(days=1))
    assert refused.value.code == "session.day_over"
    assert "05/10/2026" in refused.value.sentence


def test_watching_runs_by_itself_and_ends_with_one_deed(station):
    na = add_child()
    session = station.open(na)
    give(station, session, na)
    assert desk(station.hanh, session.id, AT + 12 * MINUTE).watched[0].minutes == 18
    assert desk(station.hanh, session.id, AT + 45 * MINUTE).watched[0].minutes == 0
    seen = finish_observation(by=station.hanh, at=AT + 31 * MINUTE, session=session.id, person=na.id)
    assert (seen.stage, seen.observed_outcome) == ("done", "well")
    with pytest.raises(Refusal) as refused:
        finish_observation(by=station.hanh, at=AT + 32 * MINUTE, session=session.id, person=na.id)
    assert refused.value.code == "observation.not_waiting"


def test_somebody_is_sent_home_also_after_the_session_was_stopped(station):
    na = add_child()
    session = station.open(na)
    give(station, session, na)
    stop_session(by=station.hanh, at=AT + MINUTE, session=session.id, reason="trẻ khác sốc")
    assert finish_observation(by=station.hanh, at=AT + 40 * MINUTE, session=session.id, person=na.id).stage == "done"


def test_the_next_appointment_is_the_next_session_that_was_planned(station):
    na = add_child()
    session = station.open(na, vaccines=("dpt-vgb-hib",))
    coming = station.plan(day=DAY + timedelta(days=20))
    assert give(station, session, na).next_on == coming.day


def test_the_neighbour_finds_no_session_and_no_child(station, tuan):
    na = add_child()
    session = station.open(na)
    for deed in (
        lambda: desk(tuan, session.id, AT),
        lambda: vaccinate(by=tuan, at=AT, session=session.id, person=na.id, doses=[station.dose()], answers=NORMAL),
        lambda: close_session(by=tuan, at=AT, session=session.id),
        lambda: put_off(by=tuan, at=AT, session=session.id, person=na.id, reason="fear", answers={}),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.status == 404


def test_a_child_of_another_commune_is_not_seen(station):
    session = station.open()
    with pytest.raises(Refusal) as refused:
        give(station, session, add_child(commune="03181", born=date(2026, 7, 1)))
    assert refused.value.status == 404
