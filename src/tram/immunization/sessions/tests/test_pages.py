"""The pages of a session as a browser without script would use them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tram.encounters.tests.conftest import HERE, NEXT_DOOR, add_station, sign_in
from tram.immunization.models import Attendance, Deferral, Dose, Session
from tram.immunization.papers import qr_text
from tram.immunization.sessions.actions import invite, open_session, plan_session
from tram.immunization.sessions.tests.conftest import OFFERED, Station, actor, add_child, lot
from tram.immunization.stock.actions import hold_lot
from tram.kernel.actors import SYSTEM, Role
from tram.kernel.clock import now, today_vn
from tram.kernel.ids import uuid7
from tram.kernel.models import ReadEntry
from tram.places.api import found_village

pytestmark = pytest.mark.django_db


def born(weeks: int) -> date:
    return today_vn(now()) - timedelta(weeks=weeks)


@pytest.fixture
def home(db) -> Station:
    facility = add_station(HERE)
    hanh = actor("Hạnh", HERE, facility, Role.NURSE)
    lots = {}
    for code in OFFERED:
        lots[code] = lot(hanh, code, presentation=10 if code in ("opv", "bcg") else 1, expires_on=born(-60))
    return Station(hanh, facility, lots)


@pytest.fixture
def desk_client(home) -> Client:
    return sign_in("Lò Thị Hạnh", HERE, home.facility)


@pytest.fixture
def running(home):
    """A session that is open today, with three children of ten weeks invited."""
    children = [add_child(name, born(10)) for name in ("Lò Bé Na", "Vàng A Páo", "Sùng Thị Sua")]
    made = plan_session(
        by=home.hanh, at=now(), day=today_vn(now()), vaccines=OFFERED, people=[each.id for each in children]
    )
    open_session(by=home.hanh, at=now(), session=made.id)
    return made, children


def url(name: str, *args) -> str:
    return reverse(f"immunization:{name}", args=args)


def panel(client: Client, session, child) -> tuple[str, dict[str, list[str]]]:
    """The panel's text and the form as a browser would send it untouched."""
    page = client.get(url("session_person", session.id, child.id))
    assert page.status_code == 200
    text = page.content.decode()
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", text.split("data-desk", 1)[1]):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and (("checkbox" not in tag and "radio" not in tag) or " checked" in tag):
            sent.setdefault(name[1], []).append(value[1] if value else "on")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        first = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = [first[1] if first else ""]
    return text, sent


@pytest.mark.parametrize("typed", ["31/02/2026", "abc", "99/99/2026", ""])
def test_a_day_that_is_none_plans_nothing(desk_client, home, typed):
    answer = desk_client.post(url("session_plan"), {"ngay": typed, "loai": "fixed", "vac": OFFERED})
    assert answer.status_code == 422
    assert "không phải một ngày" in answer.content.decode()
    assert not Session.objects.exists()


def test_the_plan_takes_the_day_on_the_screen_and_looking_saves_nothing(desk_client, home):
    tomorrow = today_vn(now()) + timedelta(days=1)
    sent = {"ngay": f"{tomorrow:%d/%m/%Y}", "loai": "fixed", "vac": OFFERED}
    assert desk_client.post(url("session_plan"), sent | {"save": "find"}).status_code == 200
    assert not Session.objects.exists()
    page = desk_client.get(url("session_plan")).content.decode()
    assert page.count('name="ngay"') == 1
    desk_client.post(url("session_plan"), sent)
    assert Session.objects.get().day == tomorrow


def test_a_plan_without_script_from_the_list_to_the_slips(desk_client, home):
    add_child("Lò Bé Na", born(10))
    assert desk_client.get(url("sessions")).status_code == 200
    page = desk_client.get(url("session_plan"), {"ngay": f"{today_vn(now()):%d/%m/%Y}", "loai": "fixed"})
    assert "Lò Bé Na" in page.content.decode()
    [person] = re.findall(r'name="person" value="([^"]+)"', page.content.decode())
    [token] = re.findall(r'name="token" value="([^"]+)"', page.content.decode())
    sent = {"token": token, "ngay": f"{today_vn(now()):%d/%m/%Y}", "loai": "fixed", "vac": OFFERED, "person": person}
    answer = desk_client.post(url("session_plan"), sent | {"lo-opv": "2", "suc": "50"})
    session = Session.objects.get()
    assert answer.url == url("session", session.id)
    assert desk_client.post(url("session_plan"), sent).url == answer.url
    assert '"opv": 2' in session.vials
    for name in ("session", "session_list", "session_slips", "session_change"):
        shown = desk_client.get(url(name, session.id))
        assert shown.status_code == 200
        assert "Lò Bé Na" in shown.content.decode()
    assert "<svg viewBox" in desk_client.get(url("session_slips", session.id)).content.decode()
    assert desk_client.post(url("session_open", session.id)).url == answer.url
    assert Session.objects.get().state == "open"


def test_a_child_is_vaccinated_by_temperature_alone(desk_client, running):
    session, [na, *_] = running
    found = desk_client.post(url("session_find", session.id), {"q": qr_text(na.id)})
    assert found.url == url("session_person", session.id, na.id)
    text, sent = panel(desk_client, session, na)
    assert "DPT-VGB-Hib" in text
    assert len(sent["dose"]) >= 3
    assert len({sent[f"site-{code}"][0] for code in ("dpt-vgb-hib", "pcv")}) == 2, "each injection has its own site"
    answer = desk_client.post(url("session_person", session.id, na.id), sent | {"s-temperature": "367", "save": "give"})
    assert answer.status_code == 302
    doses = Dose.objects.filter(person=na)
    assert {each.vaccine for each in doses} == set(sent["dose"])
    assert all(each.lot_id and each.given_by_id and each.site and each.route and each.quantity for each in doses)
    assert str(Attendance.objects.get(person=na).temperature) == "36.7"
    after = desk_client.get(answer.url).content.decode()
    assert "Hẹn lại" in after
    assert (
        desk_client.post(
            url("session_person", session.id, na.id), sent | {"s-temperature": "367", "save": "give"}
        ).status_code
        == 302
    )
    assert Dose.objects.filter(person=na).count() == len(sent["dose"])


def test_a_fever_comes_back_as_a_deferral_that_one_press_records(desk_client, running):
    session, [na, *_] = running
    _text, sent = panel(desk_client, session, na)
    answer = desk_client.post(
        url("session_person", session.id, na.id), sent | {"s-temperature": "38,2", "save": "give"}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert re.search(r'value="fever"[^>]* checked', text)
    assert 'value="38,2"' in text
    assert re.search(r'value="off" data-save', text)
    off = {"s-temperature": "38,2", "reason": "fever", "save": "off"}
    where = url("session_person", session.id, na.id)
    assert desk_client.post(where, off | {"until": "31/02/2027"}).status_code == 422
    assert not Deferral.objects.exists()
    assert desk_client.post(where, off).status_code == 302
    assert Deferral.objects.get().reason == "fever"
    assert Dose.objects.count() == 0


def test_a_form_without_a_temperature_comes_back_with_everything_kept(desk_client, running):
    session, [na, *_] = running
    _text, sent = panel(desk_client, session, na)
    answer = desk_client.post(
        url("session_person", session.id, na.id), sent | {"s-weight": "5,6", "dose": ["opv"], "save": "give"}
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Cần nhập Nhiệt độ" in text
    assert 'value="5,6"' in text
    assert re.findall(r'name="dose" value="([^"]+)" checked', text) == ["opv"]


def test_watching_is_seen_by_every_desk_and_ended_by_one_press(desk_client, running):
    session, [na, *_] = running
    _text, sent = panel(desk_client, session, na)
    desk_client.post(url("session_person", session.id, na.id), sent | {"s-temperature": "36,7", "save": "give"})
    moving = desk_client.get(url("session_now", session.id)).content.decode()
    assert "hx-swap-oob" in moving
    assert 'data-alt="1"' in moving
    desk_client.post(url("session_observed", session.id, na.id))
    assert Attendance.objects.get(person=na).observed_outcome == "well"


def test_the_end_proposes_vials_and_absentees(desk_client, running, home):
    session, [na, *_] = running
    _text, sent = panel(desk_client, session, na)
    desk_client.post(url("session_person", session.id, na.id), sent | {"s-temperature": "36,7", "save": "give"})
    page = desk_client.get(url("session_close", session.id)).content.decode()
    assert "Vàng A Páo" in page
    assert "Sùng Thị Sua" in page
    proposed = dict(re.findall(r'name="(lo-[^"]+)"[^>]*value="(\d+)"', page))
    assert set(proposed.values()) == {"1"}
    answer = desk_client.post(url("session_close", session.id), proposed)
    assert answer.status_code == 302
    assert Session.objects.get().state == "closed"
    assert Deferral.objects.filter(kind="absent").count() == 2


def test_a_stopped_session_says_why_and_offers_no_injection(desk_client, running):
    session, [na, *_] = running
    desk_client.post(url("session_stop", session.id), {"reason": "Trẻ sốc phản vệ sau tiêm"})
    page = desk_client.get(url("session", session.id)).content.decode()
    assert "Không tiêm thêm cho ai" in page
    assert "Trẻ sốc phản vệ sau tiêm" in page
    text = desk_client.get(url("session_person", session.id, na.id)).content.decode()
    assert "không tiêm thêm cho ai" in text
    assert 'value="give"' not in text


def test_somebody_is_taken_off_the_list_and_put_on_it_before_it_opens(desk_client, home):
    na = add_child("Lò Bé Na", born(10))
    made = plan_session(by=home.hanh, at=now(), day=today_vn(now()), vaccines=OFFERED, people=[na.id])
    assert "Bỏ khỏi danh sách mời" in desk_client.get(url("session_person", made.id, na.id)).content.decode()
    desk_client.post(url("session_invite", made.id, na.id), {"bo": "1"})
    assert "Lò Bé Na" not in desk_client.get(url("session_list", made.id)).content.decode()
    assert "Mời người này" in desk_client.get(url("session_person", made.id, na.id)).content.decode()
    desk_client.post(url("session_invite", made.id, na.id))
    assert "Lò Bé Na" in desk_client.get(url("session_list", made.id)).content.decode()


def test_a_lot_on_hold_cannot_be_chosen_and_says_why(desk_client, running, home):
    session, [na, *_] = running
    hold_lot(by=home.hanh, at=now(), lot=home.lots["pcv"], reason="chờ kết quả kiểm định")
    text, sent = panel(desk_client, session, na)
    assert "Lô PCV-01 đang tạm giữ: chờ kết quả kiểm định. Không được tiêm." in text
    assert "pcv" not in sent["dose"]


def test_a_session_in_a_village_names_it(desk_client, home):
    day = today_vn(now())
    place = found_village(by=SYSTEM, at=now(), commune=HERE, name="Nà Khương", kind="ban", day=born(60))
    made = plan_session(by=home.hanh, at=now(), day=day, vaccines=OFFERED, people=[], kind="outreach", village=place.id)
    assert "Bản Nà Khương" in desk_client.get(url("session", made.id)).content.decode()


def test_the_neighbour_gets_404_everywhere(running):
    session, [na, *_] = running
    tuan = sign_in("Vàng Văn Tuấn", NEXT_DOOR, add_station(NEXT_DOOR))
    for name, *args in (
        ("session", session.id),
        ("session_now", session.id),
        ("session_list", session.id),
        ("session_slips", session.id),
        ("session_close", session.id),
        ("session_change", session.id),
        ("session_person", session.id, na.id),
        ("session_appointment", session.id, na.id),
    ):
        answer = tuan.get(url(name, *args))
        assert answer.status_code == 404, name
        assert "Lò Bé Na" not in answer.content.decode()
    for name, *args in (
        ("session_open", session.id),
        ("session_stop", session.id),
        ("session_cancel", session.id),
        ("session_find", session.id),
        ("session_person", session.id, na.id),
        ("session_observed", session.id, na.id),
        ("session_invite", session.id, na.id),
    ):
        assert tuan.post(url(name, *args), {"reason": "x", "q": "na"}).status_code == 404, name


def test_every_look_at_a_list_or_a_child_is_noted(desk_client, running):
    session, [na, *_] = running
    ReadEntry.objects.all().delete()
    desk_client.get(url("session", session.id))
    desk_client.get(url("session_person", session.id, na.id))
    found = dict(ReadEntry.objects.values_list("why", "people"))
    assert found == {"session.desk": 3, "session.person": 1}


def test_a_desk_that_asks_again_is_noted_when_it_shows_somebody_new(desk_client, running, home):
    session, _children = running
    ReadEntry.objects.all().delete()

    def asked(name: str) -> list[int]:
        assert desk_client.get(url(name, session.id)).status_code == 200
        return list(ReadEntry.objects.filter(why="session.desk").order_by("id").values_list("people", flat=True))

    assert asked("session_now") == [3], "nobody opened the desk"
    assert asked("session") == [3, 3]
    assert asked("session_now") == [3, 3]
    invite(by=home.hanh, at=now(), session=session.id, people=[add_child("Giàng A Tủa", born(12)).id])
    assert asked("session_now") == [3, 3, 4]
    assert asked("session_now") == [3, 3, 4]
    other = plan_session(by=home.hanh, at=now(), day=today_vn(now()), vaccines=OFFERED, people=[])
    desk_client.get(url("session", other.id))
    assert asked("session_now") == [3, 3, 4, 0], "two desks side by side are each noted once"


def test_pages_ask_the_same_however_long_the_list(desk_client, running, home, django_assert_max_num_queries):
    session, [na, *_] = running
    with django_assert_max_num_queries(40):
        desk_client.get(url("session", session.id))
    with django_assert_max_num_queries(60):
        desk_client.get(url("session_person", session.id, na.id))


def test_an_unknown_session_is_404(desk_client):
    assert desk_client.get(url("session", uuid7())).status_code == 404
