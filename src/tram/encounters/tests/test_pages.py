"""The visit form and page, as a browser would use them."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tram.encounters import api
from tram.encounters.models import Allergy, Visit
from tram.encounters.tests.conftest import HERE
from tram.kernel import facts
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now, today_vn
from tram.kernel.ids import uuid7
from tram.kernel.models import ReadEntry
from tram.people.models import Cover

pytestmark = pytest.mark.django_db


def filled(**typed) -> dict[str, str]:
    start = {"token": str(uuid7()), "payer": "self", "kind": "AMB", "save": "done"}
    return start | {"systolic": "150/95", "main": "I10", "follow_up_on": _day(30)} | typed


def _day(days: int) -> str:
    return f"{today_vn(now()) + timedelta(days=days):%d/%m/%Y}"


def new(person) -> str:
    return reverse("encounters:visit_new", args=[person.id])


def test_a_filled_form_becomes_a_visit_and_shows_it(desk, lan):
    answer = desk.post(new(lan), filled(prescription="Amlodipin 5 mg x 30 viên: sáng 1 viên\nGiảm muối"))
    visit = Visit.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("encounters:visit", args=[visit.id])
    seen = api.find_visit(visit.id)
    assert seen is not None
    assert (seen.number("8480-6"), seen.number("8462-4")) == (Decimal(150), Decimal(95))
    assert [(each.text, each.dosage) for each in seen.lines] == [
        ("Amlodipin 5 mg x 30 viên", "sáng 1 viên"),
        ("Giảm muối", ""),
    ]
    page = desk.get(answer.url).content.decode()
    assert "I10 Bệnh lý tăng huyết áp" in page
    assert "150/95 mmHg" in page


@pytest.mark.parametrize("pressure", ["150/95", "150 95", " 150 / 95 "])
def test_both_pressures_are_typed_in_one_box(desk, lan, pressure):
    desk.post(new(lan), filled(systolic=pressure))
    seen = api.find_visit(Visit.objects.get().id)
    assert seen is not None
    assert (seen.number("8480-6"), seen.number("8462-4")) == (Decimal(150), Decimal(95))


def test_the_same_form_sent_twice_saves_once(desk, lan):
    form = filled()
    first, second = desk.post(new(lan), form), desk.post(new(lan), form)
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    assert Visit.objects.count() == 1


def test_an_error_comes_back_beside_its_field_and_nothing_typed_is_lost(desk, lan):
    answer = desk.post(
        new(lan), filled(temperature="365", reason="Đau đầu «3 ngày»", prescription="Paracetamol: khi sốt")
    )
    page = answer.content.decode()
    assert (answer.status_code, Visit.objects.count()) == (422, 0)
    assert "Nhiệt độ 365,0 °C ngoài khoảng 25 đến 45." in page
    for kept in ("365", "Đau đầu «3 ngày»", "Paracetamol: khi sốt", "I10 Bệnh lý tăng huyết áp", _day(30)):
        assert kept in page


def test_a_rare_value_asks_once_and_is_saved_when_sent_again(desk, lan):
    form = filled(systolic="240/120")
    page = desk.post(new(lan), form).content.decode()
    assert "hiếm gặp" in page
    assert Visit.objects.count() == 0
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen is not None
    assert desk.post(new(lan), form | {"seen": seen[1]}).status_code == 302


@pytest.mark.parametrize(("typed", "days"), [("+7", 7), ("10n", 10), ("2t", 14), ("2 T", 14)])
def test_the_next_date_may_be_typed_as_a_distance(desk, lan, typed, days):
    desk.post(new(lan), filled(follow_up_on=typed))
    assert Visit.objects.get().follow_up_on == today_vn(now()) + timedelta(days=days)


@pytest.mark.parametrize(("typed", "code"), [("i10", "I10"), ("e119", "E11.9"), ("I10 Bệnh lý tăng huyết áp", "I10")])
def test_a_code_that_was_typed_and_not_picked_is_understood(desk, lan, typed, code):
    desk.post(new(lan), filled(main="", main_text=typed))
    seen = api.find_visit(Visit.objects.get().id)
    assert seen is not None
    assert seen.main is not None
    assert seen.main.code == code


def test_words_that_fit_several_codes_are_asked_about(desk, lan):
    page = desk.post(new(lan), filled(main="", main_text="tăng huyết áp")).content.decode()
    assert "chưa rõ là mã bệnh nào" in page
    assert Visit.objects.count() == 0


def test_a_finding_says_where_its_rule_stands(desk, lan):
    page = desk.post(new(lan), filled(main="N40")).content.decode()
    assert "Mã N40 (Tăng sản tuyến tiền liệt) chỉ có ở nam. (Quyết định 4469/QĐ-BYT, phụ lục A4.2" in page
    assert "Nhiệt độ" in page
    assert "Trạm: giới hạn" not in page


@pytest.mark.parametrize(
    "odd",
    [
        {"token": "x", "examiner": "không", "payer": "vàng", "kind": "'; --", "seen": "\0"},
        {"systolic": "9" * 400, "weight": "1e400", "temperature": "NaN", "pulse": "-1", "spo2": "½"},
        {"seen_on": "31/02/2026", "seen_at": "25:99", "follow_up_on": "+999999", "main": "<script>"},
        {"seen_on": "01/01/0001", "follow_up_on": "999th", "accompanying": ";;,,", "accompanying_text": "\0"},
        {"reason": "\0" * 10, "prescription": ":\n::\n-\n" + "x" * 6000, "note": "a" * 600, "main_text": " \t"},
        {"allergy": ":::", "advice": "\u202e\ud7ff", "treatment": "{{ 7 }}{% now %}", "symptoms": "<b>&amp;"},
    ],
)
def test_whatever_is_posted_is_answered_with_a_sentence_or_a_visit(desk, lan, odd):
    answer = desk.post(new(lan), filled(**odd))
    assert answer.status_code in (302, 422)
    assert "<script>" not in answer.content.decode().replace("<script type", "").replace("<script src", "")


def test_a_refusal_of_the_deed_is_shown_with_the_form(desk, lan):
    page = desk.post(new(lan), filled(main="", seen_on="01/01/1950", follow_up_on="02/01/1950"))
    assert page.status_code == 422
    assert "Ngày khám trước ngày sinh" in page.content.decode()


def test_the_payer_starts_with_the_card_of_the_day_and_notes_its_number(desk, lan):
    with facts.deed("cover.recorded", by=SYSTEM, at=now(), place=HERE, person=lan.id) as fact:
        fact.add(Cover(person=lan, commune=HERE, number="GD4121234567890", valid_from=date(2020, 1, 1)))
    page = desk.get(new(lan)).content.decode()
    assert re.search(r'value="bhyt" checked', page)
    desk.post(new(lan), filled(payer="bhyt"))
    assert Visit.objects.get().cover_number == "GD4121234567890"


def test_who_is_signed_in_is_the_examiner_to_begin_with(desk, lan):
    page = desk.get(new(lan)).content.decode()
    assert re.search(r"selected>Lò Thị Hạnh</option>", page)


def test_the_last_diagnosis_and_prescription_are_one_key_away(desk, lan):
    desk.post(new(lan), filled(prescription="Amlodipin 5 mg: sáng 1 viên"))
    page = desk.get(new(lan)).content.decode()
    assert re.search(r'data-pick="main" data-value="I10"[^>]*data-alt="1"', page)
    last = re.search(r'<script id="last-lines" type="application/json">(.*?)</script>', page)
    assert last is not None
    assert json.loads(last[1]) == "Amlodipin 5 mg: sáng 1 viên"
    assert 'data-fill="id_prescription"' in page


def test_an_allergy_heard_at_a_visit_is_noted_once_and_warns_from_then_on(desk, lan):
    for typed in ("Penicillin: nổi mày đay", "penicillin"):
        desk.post(new(lan), filled(allergy=typed))
    page = desk.get(new(lan)).content.decode()
    assert "Penicillin (nổi mày đay)" in page
    assert Allergy.objects.count() == 1


def test_a_visit_that_waits_is_carried_on(desk, lan):
    desk.post(new(lan), filled(save="wait", main="", follow_up_on=""))
    visit = Visit.objects.get()
    assert visit.status == "in-progress"
    going = reverse("encounters:visit_continue", args=[visit.id])
    assert 'value="150"' in desk.get(going).content.decode()
    desk.post(going, filled(main="J00", follow_up_on=""))
    assert Visit.objects.get().status == "finished"
    assert desk.get(going).status_code == 302


def test_an_amended_visit_shows_both_versions(desk, lan):
    first = desk.post(new(lan), filled()).url
    amend = reverse("encounters:visit_amend", args=[Visit.objects.get().id])
    page = desk.get(amend).content.decode()
    assert 'value="150"' in page
    refused = desk.post(amend, filled(systolic="140", diastolic="85"))
    assert (refused.status_code, Visit.objects.count()) == (422, 1)
    changed = desk.post(amend, filled(systolic="140", diastolic="85", change_reason="Gõ nhầm")).url
    page = desk.get(changed).content.decode()
    assert "140/85 mmHg" in page
    assert "150/95 mmHg" in page
    assert "Gõ nhầm" in page
    assert "Mở bản đang dùng" in desk.get(first).content.decode()


def test_a_cancelled_visit_says_why(desk, lan):
    url = desk.post(new(lan), filled()).url
    cancel = reverse("encounters:visit_cancel", args=[Visit.objects.get().id])
    assert desk.get(cancel).status_code == 405
    assert desk.post(cancel, {"reason": ""}).status_code == 422
    assert desk.post(cancel, {"reason": "Nhầm người"}).url == url
    assert "Nhầm người" in desk.get(url).content.decode()


def test_codes_are_found_by_words_without_tones_and_by_code(desk):
    url = reverse("encounters:icd")
    for typed, code in (("tang huyet ap", "I10"), ("i10", "I10"), ("cao huyết áp", "I10"), ("dai thao duong", "E11.9")):
        results = desk.get(url, {"q": typed}).json()["results"]
        assert results[0]["code"] == code
    assert desk.get(url, {"q": "zzzz"}).json() == {"results": []}
    assert desk.get(url, {"q": "z34.9", "vai": "main"}).json()["results"][0]["note"] == "không làm bệnh chính"


def test_every_look_at_a_visit_is_logged(desk, lan):
    url = desk.post(new(lan), filled()).url
    desk.get(url)
    desk.get(new(lan))
    desk.post(new(lan), filled(temperature="365"))
    assert list(ReadEntry.objects.order_by("id").values_list("why", "person")) == [
        ("visit.page", lan.id),
        ("visit.form", lan.id),
        ("visit.form", lan.id),
    ]


def test_tuan_finds_no_page_of_lan_and_saves_nothing(desk, next_door, lan):
    desk.post(new(lan), filled())
    visit = Visit.objects.get().id
    looks = [
        new(lan),
        *(reverse(f"encounters:{name}", args=[visit]) for name in ("visit", "visit_amend", "visit_continue")),
    ]
    for url in looks:
        answer = next_door.get(url)
        assert (answer.status_code, lan.full_name in answer.content.decode()) == (404, False)
    for url in (new(lan), *looks[2:], reverse("encounters:visit_cancel", args=[visit])):
        assert next_door.post(url, filled(change_reason="x", reason="x")).status_code == 404
    assert Visit.objects.get().status == "finished"


def test_nobody_sees_anything_before_signing_in(client, lan):
    for url in (new(lan), reverse("encounters:icd")):
        assert client.get(url).status_code in (302, 403)
