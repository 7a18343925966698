"""Planning, inviting, opening and closing a session."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tram.encounters.tests.conftest import HERE
from tram.immunization.models import Attendance, Deferral, Session
from tram.immunization.papers import qr_text
from tram.immunization.sessions.actions import (
    cancel_session,
    change_session,
    close_session,
    invite,
    open_session,
    plan_session,
    put_off,
    stop_session,
    uninvite,
    vaccinate,
)
from tram.immunization.sessions.reads.desk import desk
from tram.immunization.sessions.reads.find import find_at_desk
from tram.immunization.sessions.reads.proposal import proposal
from tram.immunization.sessions.reads.sessions import sessions_of, todays_session
from tram.immunization.sessions.tests.conftest import AT, DAY, NORMAL, OFFERED, add_child
from tram.immunization.stock.reads import balances
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
TOMORROW = DAY + timedelta(days=1)


def test_a_plan_is_one_fact_and_each_invitation_another(station, fact_names):
    before = len(fact_names())
    children = [add_child(), add_child("Vàng A Páo")]
    before = len(fact_names())
    made = station.plan(*children, vials={"dpt-vgb-hib": 3, "opv": 0})
    assert fact_names()[before:] == ["session.planned", "session.invited", "session.invited"]
    assert (made.state, made.vaccines, dict(made.vials)) == ("planned", OFFERED, {"dpt-vgb-hib": 3})
    assert {each.person_id for each in Attendance.objects.all()} == {each.id for each in children}


def test_a_plan_sent_twice_is_one_session(station):
    token = uuid7()
    first, again = (
        plan_session(by=station.hanh, at=AT, day=DAY, vaccines=OFFERED, people=[], token=token) for _ in range(2)
    )
    assert first == again
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"day": DAY - timedelta(days=1)}, "session.day_passed"),
        ({"vaccines": ()}, "session.no_vaccine"),
        ({"vaccines": ("bia",)}, "session.unknown_vaccine"),
        ({"kind": "outreach"}, "session.village_missing"),
        ({"kind": "outreach", "village": uuid7()}, "access.not_found"),
    ],
)
def test_what_no_session_can_be_is_refused(station, plan, code):
    with pytest.raises(Refusal) as refused:
        station.plan(**plan)
    assert refused.value.code == code
    assert Session.objects.count() == 0


def test_inviting_somebody_unseen_invites_nobody(station):
    with pytest.raises(Refusal) as refused:
        station.plan(add_child(), add_child("Trẻ xã khác", commune="03181"))
    assert refused.value.status == 404
    assert Session.objects.count() == Attendance.objects.count() == 0


def test_people_are_added_once_and_taken_off_until_they_come(station):
    na, pao = add_child(), add_child("Vàng A Páo")
    session = station.plan(na)
    assert invite(by=station.hanh, at=AT, session=session.id, people=[na.id, pao.id]) == 1
    uninvite(by=station.hanh, at=AT, session=session.id, person=pao.id)
    assert [line.name for line in desk(station.hanh, session.id, AT).lines] == ["Lò Bé Na"]
    open_session(by=station.hanh, at=AT, session=session.id)
    put_off(by=station.hanh, at=AT, session=session.id, person=na.id, reason="fear", answers={})
    with pytest.raises(Refusal):
        uninvite(by=station.hanh, at=AT, session=session.id, person=na.id)


def test_a_plan_is_changed_and_called_off_with_a_reason(station):
    session = station.plan(day=TOMORROW)
    assert change_session(by=station.hanh, at=AT, session=session.id, note="mang đá").vaccines == OFFERED
    with pytest.raises(Refusal) as refused:
        cancel_session(by=station.hanh, at=AT, session=session.id, reason=" ")
    assert refused.value.code == "session.reason_missing"
    assert cancel_session(by=station.hanh, at=AT, session=session.id, reason="mưa lũ").state == "cancelled"


def test_a_session_opens_on_its_day_only(station):
    session = station.plan(day=TOMORROW)
    with pytest.raises(Refusal) as refused:
        open_session(by=station.hanh, at=AT, session=session.id)
    assert refused.value.code == "session.wrong_day"
    assert open_session(by=station.hanh, at=AT + timedelta(days=1), session=session.id).state == "open"


def test_closing_settles_the_store_and_writes_down_who_was_absent(station, fact_names):
    na, pao, sua = add_child(), add_child("Vàng A Páo"), add_child("Sùng Thị Sua")
    session = station.open(na, pao, sua)
    given = [station.dose(), station.dose("opv", site="MO", route="PO")]
    vaccinate(by=station.hanh, at=AT, session=session.id, person=na.id, doses=given, answers=NORMAL)
    put_off(by=station.hanh, at=AT, session=session.id, person=sua.id, reason="belief", answers={})
    before = len(fact_names())
    opened = {station.lots["dpt-vgb-hib"]: 1, station.lots["opv"]: 1}
    closed = close_session(by=station.hanh, at=AT, session=session.id, opened=opened)
    assert fact_names()[before:] == ["session.closed", "vaccination.missed"]
    assert (closed.state, closed.settled) == ("closed", True)
    left = {lot.vaccine: lot.doses for lot in balances(station.hanh, HERE, DAY)}
    assert (left["dpt-vgb-hib"], left["opv"]) == (4, 40), "one vial of ten is gone with the single dose"
    absent = Deferral.objects.get(kind="absent")
    assert (absent.person_id, absent.reason) == (pao.id, "no-answer")
    assert close_session(by=station.hanh, at=AT, session=session.id) == closed
    assert len(fact_names()) == before + 2


def test_too_few_vials_close_nothing(station):
    na = add_child()
    session = station.open(na)
    vaccinate(by=station.hanh, at=AT, session=session.id, person=na.id, doses=[station.dose()], answers=NORMAL)
    with pytest.raises(Refusal):
        close_session(by=station.hanh, at=AT, session=session.id, opened={})
    assert Session.objects.get().state == "open"


def test_a_stopped_session_is_settled_once_and_stays_stopped(station):
    session = station.open(add_child())
    stop_session(by=station.hanh, at=AT, session=session.id, reason="trẻ sốc phản vệ")
    again = stop_session(by=station.hanh, at=AT, session=session.id, reason="lý do khác")
    assert again.stop_reason == "trẻ sốc phản vệ"
    settled = close_session(by=station.hanh, at=AT, session=session.id)
    assert (settled.state, settled.settled) == ("stopped", True)
    assert Deferral.objects.get().kind == "absent"


def test_a_proposal_counts_people_and_vials(station):
    for number in range(7):
        add_child(f"Trẻ {number}")
    found = proposal(station.hanh, HERE, DAY, AT)
    assert len(found.people) == 7
    offer = next(each for each in found.offers if each.vaccine == "opv")
    assert (offer.need.doses, offer.need.at_least, offer.need.carry, offer.short) == (7, 1, 2, 0)


def test_todays_session_is_the_open_one(station):
    assert todays_session(station.hanh, HERE, DAY) is None
    station.plan()
    running = station.open()
    found = todays_session(station.hanh, HERE, DAY)
    assert found is not None
    assert found.id == running.id
    assert len(sessions_of(station.hanh, HERE)) == 2


def test_a_scan_and_part_of_a_name_find_the_same_child(station):
    na, _other = add_child(), add_child("Lò Thị Hoa")
    session = station.open(na)
    assert find_at_desk(station.hanh, session.id, qr_text(na.id), AT).only == na.id
    assert find_at_desk(station.hanh, session.id, "be na", AT).only == na.id
    assert find_at_desk(station.hanh, session.id, "lo", AT).only == na.id, "the one who was invited"
    unread = find_at_desk(station.hanh, session.id, qr_text(uuid7()), AT)
    assert (unread.only, unread.read) == (None, False)
