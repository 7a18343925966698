"""The pages of the store, of fridges and of adverse events, as a browser would use them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tram.encounters.tests.conftest import add_station
from tram.immunization import api
from tram.immunization.models import AdverseEvent, Dose, FridgeReading, Session, StockMovement, VaccineLot
from tram.immunization.pages.alarms import alarms
from tram.immunization.stock.tests.conftest import HERE, NEXT_DOOR, actor, add_child, add_session, give
from tram.kernel.actors import PERMISSIONS, SYSTEM, Role
from tram.kernel.clock import VN_TZ, now, today_vn
from tram.kernel.models import ReadEntry
from tram.people.models import Person
from tram.workforce.api import add_staff, grant_role, open_account
from tram.workforce.models import Account

pytestmark = pytest.mark.django_db
SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret
LONG_AGO = date(2025, 7, 1)


def sign_in(name: str, commune: str) -> Client:
    place = add_station(commune)
    staff = add_staff(
        by=SYSTEM, at=now(), full_name=name, profession="nurse", commune=commune, day=LONG_AGO, facility=place
    )
    account = open_account(
        by=SYSTEM, at=now(), username=commune, name=name, password=SECRET, staff=staff.id, must_change=False
    )
    grant_role(by=SYSTEM, at=now(), account=account.id, role="nurse", day=LONG_AGO, commune=commune, facility=place)
    client = Client()
    client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
    return client


@pytest.fixture
def desk(db) -> Client:
    return sign_in("Lò Thị Hạnh", HERE)


@pytest.fixture
def next_door(db) -> Client:
    return sign_in("Vàng Văn Tuấn", NEXT_DOOR)


@pytest.fixture
def nurse(desk):
    return actor("Hạnh", HERE, Role.NURSE)


@pytest.fixture
def lot(nurse) -> UUID:
    line = api.ReceiptLine("bcg", "BC-01", today() + timedelta(days=200), 5, 10)
    return api.receive_vaccine(by=nurse, at=now(), commune=HERE, day=today(), lines=[line])[0]


@pytest.fixture
def fridge(nurse) -> UUID:
    return api.add_fridge(by=nurse, at=now(), commune=HERE, name="Tủ 1", day=today()).id


@pytest.fixture
def given(lot) -> Person:
    child = add_child()
    give(child, lot, day=today(), given_at=now(), session_id=add_session(day=today()))
    return child


def today() -> date:
    return today_vn(now())


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def url(name: str, *args: object) -> str:
    return reverse(f"immunization:{name}", args=args)


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(url(name, *args) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def receipt(**told: object) -> dict[str, object]:
    usual = {"vaccine": "bcg", "number": "BC-02", "expires_on": "12/2030", "vials": "3", "presentation": "10"}
    return {"document": "PX-1", "partner": "TTYT", "day": shown(today())} | usual | told


def serious(**told: object) -> dict[str, object]:
    return {"onset_on": shown(today()), "symptoms": ["anaphylaxis"], "serious_because": ["life"]} | told


def record(client: Client, person: Person) -> AdverseEvent:
    form = client.get(url("event_new", person.id)).content.decode()
    chosen = Dose.objects.get(person=person).id
    assert f'<option value="{chosen}" selected>' in form
    answer = client.post(url("event_new", person.id), serious(dose=str(chosen)))
    assert answer.status_code == 302
    return AdverseEvent.objects.get()


def test_a_delivery_typed_becomes_lots_on_the_page_of_the_store(desk):
    answer = desk.post(url("stock_receive"), receipt())
    assert answer.status_code == 302
    told = page(desk, "stock")
    assert "BC-02" in told
    assert "Dùng được" in told


def test_a_delivery_with_a_wrong_line_comes_back_with_what_was_typed(desk):
    answer = desk.post(url("stock_receive"), receipt(expires_on="mai"))
    assert answer.status_code == 422
    assert "Dòng 1" in answer.content.decode()
    assert "BC-02" in answer.content.decode()
    assert not VaccineLot.objects.exists()


def token_in(told: str) -> str:
    [token] = re.findall(r'name="token" value="([^"]+)"', told)
    return str(token)


def test_forms_of_the_store_pressed_twice_are_saved_once(desk):
    token = token_in(page(desk, "stock_receive"))
    wrong = desk.post(url("stock_receive"), receipt(token=token, vials="nhiều"))
    assert token_in(wrong.content.decode()) == token
    for _press in range(2):
        assert desk.post(url("stock_receive"), receipt(token=token)).status_code == 302
    lot = VaccineLot.objects.get().id
    out = {"token": token_in(page(desk, "lot", lot)), "day": shown(today()), "vials": "1", "waste_reason": "broken"}
    for _press in range(2):
        assert desk.post(url("lot_out", lot), out | {"what": "waste"}).status_code == 302
    count = {"token": token_in(page(desk, "stock_count")), f"dem-{lot}": "1", f"vi-{lot}": "lost"}
    for _press in range(2):
        assert desk.post(url("stock_count"), count).status_code == 302
    kinds = StockMovement.objects.order_by("kind").values_list("kind", "vials")
    assert list(kinds) == [("count", -1), ("receipt", 3), ("waste", -1)]


def test_a_file_fills_the_form_and_saves_nothing_yet(desk):
    rows = "Vắc xin;Số lô;Hạn dùng;Số lọ\nBCG;B-1;31/12/2030;5\nThuốc lạ;X;31/12/2030;1\n"
    file = SimpleUploadedFile("phieu.csv", rows.encode())
    told = desk.post(url("stock_receive"), {"day": shown(today()), "file": file}).content.decode()
    assert 'value="B-1"' in told
    assert "không nhận ra vắc xin «Thuốc lạ»" in told
    assert not VaccineLot.objects.exists()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"a;b\n1;2\n", b"PK\x03\x04broken"])
def test_a_file_that_is_no_delivery_note_is_refused_in_a_sentence(desk, data):
    file = SimpleUploadedFile("phieu.xlsx", data or b" ")
    answer = desk.post(url("stock_receive"), {"day": shown(today()), "file": file})
    assert answer.status_code == 422


def test_the_page_of_a_lot_explains_its_balance_and_leads_to_the_people(desk, lot, given):
    told = page(desk, "lot", lot)
    assert "Tiêm cho 1 người" in told
    people = page(desk, "lot_people", lot, query=f"?ngay={shown(today())}")
    assert given.full_name in people
    assert "0912345678" in people
    assert ReadEntry.objects.filter(why="vaccine_lot.people", people=1).exists()


def test_waste_returns_holds_and_cancelled_lines_are_done_from_the_page_of_the_lot(desk, lot):
    out = {"vials": "1", "day": shown(today()), "what": "waste", "waste_reason": "broken"}
    assert desk.post(url("lot_out", lot), out).status_code == 302
    back = out | {"what": "return", "return_reason": "surplus", "partner": "TTYT"}
    assert desk.post(url("lot_out", lot), back).status_code == 302
    assert desk.post(url("lot_hold", lot), {"reason": "Chờ kết luận"}).status_code == 302
    assert "Chờ kết luận" in page(desk, "stock")
    assert desk.post(url("lot_release", lot), {"reason": "Đã có kết luận"}).status_code == 302
    line = StockMovement.objects.get(kind="waste")
    assert desk.post(url("lot_cancel_line", lot, line.id), {"reason": "Ghi nhầm"}).status_code == 302
    assert "Ghi nhầm" in page(desk, "lot", lot)


@pytest.mark.parametrize("told", [{}, {"vials": "x"}, {"vials": "1", "day": "mai"}, {"vials": "99", "what": "waste"}])
def test_a_wrong_number_shows_the_lot_again_with_a_sentence(desk, lot, told):
    answer = desk.post(url("lot_out", lot), {"day": shown(today()), "waste_reason": "broken"} | told)
    assert answer.status_code == 422
    assert "Chưa ghi được" in answer.content.decode()


def test_a_count_needs_a_reason_for_a_difference(desk, lot):
    typed = {f"dem-{lot}": "4"}
    answer = desk.post(url("stock_count"), typed)
    assert answer.status_code == 422
    assert "lệch -10 liều" in answer.content.decode()
    assert desk.post(url("stock_count"), typed | {f"vi-{lot}": "lost"}).status_code == 302
    assert api.lot_view(SYSTEM, lot).doses == 40


def test_a_temperature_is_one_number_and_an_alarm_asks_what_was_done(desk, fridge):
    answer = desk.post(url("fridges"), {f"do-{fridge}": "9,5"})
    assert answer.status_code == 422
    assert "Đã làm gì" in answer.content.decode()
    assert desk.post(url("fridges"), {f"do-{fridge}": "9,5", f"viec-{fridge}": "Chuyển tủ"}).status_code == 302
    row = FridgeReading.objects.get()
    assert (str(row.celsius), row.alarm, row.by_name) == ("9.5", True, "Lò Thị Hạnh")
    assert "Chuyển tủ" in page(desk, "fridge", fridge)
    assert desk.post(url("fridge_cancel", fridge, row.id), {"reason": "Gõ nhầm"}).status_code == 302


@pytest.mark.parametrize("typed", ["năm", "5,55", "1e9", "", "NaN"])
def test_what_is_no_temperature_is_refused(desk, fridge, typed):
    assert desk.post(url("fridges"), {f"do-{fridge}": typed}).status_code == 422


def test_odd_addresses_are_answered_without_a_fault(desk, fridge, lot):
    for query in ("?thang=2026-13", "?thang=x", "?thang=9999"):
        assert desk.get(url("fridge", fridge) + query).status_code == 422
    assert desk.get(url("fridges") + "?ngay=x&buoi=am").status_code == 422
    assert desk.get(url("fridges") + "?ngay=01/01/2020&buoi=am").status_code == 200
    assert desk.get(url("lot_people", lot) + "?ngay=hôm qua").status_code == 422
    assert desk.get(url("event_new")).status_code == 404


def test_a_serious_event_stops_holds_counts_24_hours_and_is_said_on_the_first_page(desk, lot, given, nurse):
    event = record(desk, given)
    assert Session.objects.get().state == "stopped"
    assert VaccineLot.objects.get().held_on == today()
    told = page(desk, "event", event.id)
    assert "còn lại để báo" in told
    assert "Nghị định 165/2026" in told
    first = alarms(nurse, now())[0]
    assert (first["level"], first["url"]) == ("error", url("event", event.id))
    assert "QUÁ HẠN" in alarms(nurse, now() + timedelta(hours=25))[0]["text"]
    assert "Phản ứng nặng" in page(desk, "home")


def test_an_earlier_event_is_seen_where_the_next_dose_is_decided(desk, lot, given):
    assert url("event_new", given.id) in page(desk, "person", given.id)
    event = record(desk, given)
    told = page(desk, "person", given.id)
    assert url("event", event.id) in told
    assert "Phản vệ, sốc" in told


def test_the_papers_of_an_event_name_who_else_got_the_lot_and_log_the_read(desk, lot, given):
    other = add_child("Vàng A Páo")
    give(other, lot, day=today())
    event = record(desk, given)
    assert "Phản vệ, sốc" in page(desk, "event_notice", event.id)
    paper = page(desk, "event_investigation", event.id)
    assert "Vàng A Páo" in paper
    assert ReadEntry.objects.filter(why="adverse_event.investigation", person=given.id).exists()
    assert ReadEntry.objects.filter(why="adverse_event.others").exists()


def test_an_event_is_told_investigated_sent_and_closed_from_its_page(desk, lot, given):
    event = record(desk, given).id
    at = now().astimezone(VN_TZ)
    told = {"day": shown(at.date()), "hour": f"{at:%H:%M}", "notified_to": "Sở Y tế"}
    for wrong in ({"hour": "giờ nào"}, {"day": shown(today() - timedelta(days=2))}, {"notified_to": ""}):
        assert desk.post(url("event_notify", event), told | wrong).status_code == 422
    assert desk.post(url("event_notify", event), told).status_code == 302
    inquiry = {"investigated_on": shown(today()), "investigators": "BS Minh", "findings": "Phản vệ"}
    assert desk.post(url("event_investigation", event), inquiry).status_code == 302
    assert desk.post(url("event_council", event), {"day": shown(today()), "number": "3"}).status_code == 302
    assert desk.post(url("event_close", event), {"cause": ""}).status_code == 422
    assert desk.post(url("event_close", event), {"cause": "product"}).status_code == 302
    assert "Do đặc tính của vắc xin" in page(desk, "event", event)


def test_the_24_hours_run_from_when_the_station_knew(desk, given):
    yesterday = {"known_on": shown(today() - timedelta(days=1)), "known_hour": "8:00"}
    for wrong in ({"known_hour": "sáng"}, {"known_on": shown(today() + timedelta(days=1))}):
        assert desk.post(url("event_new", given.id), serious(**(yesterday | wrong))).status_code == 422
    assert desk.post(url("event_new", given.id), serious(**yesterday)).status_code == 302
    assert AdverseEvent.objects.get().known_at.astimezone(VN_TZ).date() == today() - timedelta(days=1)


def test_a_lot_is_corrected_from_its_page(desk, lot):
    assert desk.post(url("lot_correct", lot), {"expires_on": "x"}).status_code == 422
    assert desk.post(url("lot_correct", lot), {"expires_on": "12/2031", "manufacturer": "IVAC"}).status_code == 302
    assert "31/12/2031" in page(desk, "lot", lot)


def test_a_form_with_a_fault_comes_back_with_what_was_typed(desk, given):
    answer = desk.post(url("event_new", given.id), serious(symptoms=["other"], treatment="Theo dõi"))
    assert answer.status_code == 422
    assert "Theo dõi" in answer.content.decode()
    assert not AdverseEvent.objects.exists()


def test_tuan_of_the_next_station_gets_nothing(desk, next_door, lot, fridge, given):
    event = record(desk, given).id
    closed = [
        *[url(name, lot) for name in ("lot", "lot_people")],
        url("fridge", fridge),
        *[url(name, event) for name in ("event", "event_notice", "event_investigation", "event_change")],
        url("event_new", given.id),
        url("stock") + f"?xa={HERE}",
        url("fridges") + f"?xa={HERE}",
        url("stock_order") + f"?xa={HERE}",
    ]
    assert {next_door.get(one).status_code for one in closed} == {404}
    for name in ("event_notify", "event_council", "event_close"):
        assert next_door.post(url(name, event), {"day": shown(today()), "hour": "9:00"}).status_code == 404
    for name in ("lot_out", "lot_hold", "lot_release", "lot_discard", "lot_correct"):
        told = {"vials": "1", "day": shown(today()), "reason": "x", "expires_on": "12/2031"}
        assert next_door.post(url(name, lot), told).status_code == 404
    assert given.full_name not in page(next_door, "events")
    assert "BC-01" not in page(next_door, "stock")


def test_the_order_of_next_month_is_shown(desk, lot, given):
    assert "Đề nghị cấp" in page(desk, "stock_order")


def test_the_form_of_an_event_opens_to_who_may_save_it(desk, lot, given, monkeypatch):
    event = record(desk, given).id
    assert desk.get(url("event_change", event)).status_code == 200
    monkeypatch.setitem(PERMISSIONS, "adverse_event.write", frozenset())  # as the centre: it reads
    assert desk.get(url("event", event)).status_code == 200
    assert desk.get(url("event_change", event)).status_code == 403
