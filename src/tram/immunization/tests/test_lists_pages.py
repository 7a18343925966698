"""Lists and one person's vaccinations on screen and paper: who may open them, what they say, how a card is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tram.encounters.api import DiagnosisInput, record_visit
from tram.immunization.api import paper, qr_text, record_circumstance, record_deferral, record_doses
from tram.immunization.models import Circumstance, Deferral, Dose, Forecast
from tram.immunization.record import DoseInput
from tram.immunization.tests.lists_world import AT, HANH, TODAY
from tram.kernel.actors import SYSTEM
from tram.kernel.ids import uuid7
from tram.kernel.models import Fact, ReadEntry
from tram.people.tests.support import HERE, NEXT_DOOR, law, register, village
from tram.places.reads.law import forget
from tram.workforce.api import grant_role, open_account
from tram.workforce.models import Account

pytestmark = pytest.mark.django_db
SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret
BORN = date(2026, 2, 14)
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def _world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    law()
    monkeypatch.setattr("tram.web.middleware.now", lambda: AT)
    yield
    forget()


@pytest.fixture
def hon() -> UUID:
    return village("Bản Hon")


@pytest.fixture
def na(hon: UUID) -> UUID:
    return register("Lò Thị Na", birth="14/02/2026", sex="female", village=hon)


@pytest.fixture
def enter() -> Enter:
    def as_(role: str = "nurse", commune: str = HERE, **where: object) -> Client:
        name = f"{role}{commune}".replace("_", "")
        account = open_account(by=SYSTEM, at=AT, username=name, name="Hạnh", password=SECRET, must_change=False)
        place = where or {"commune": commune}
        grant_role(by=SYSTEM, at=AT, account=account.id, role=role, day=date(2025, 7, 1), **place)  # type: ignore[arg-type]
        client = Client()
        client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
        return client

    return as_


def pages_of(person: UUID) -> list[str]:
    names = ("person", "person_card", "person_paper", "person_deferral", "person_circumstance")
    return [reverse(f"immunization:{name}", args=[person]) for name in names]


def given(person: UUID, *doses: tuple[date, str]) -> list[UUID]:
    said = [DoseInput(vaccine=vaccine, day=day, source="elsewhere", place_name="BV tỉnh") for day, vaccine in doses]
    return [dose.id for dose in record_doses(by=HANH, at=AT, person=person, doses=said)]


def typed(*lines: str, place: str = "TYT xã Khun Há") -> dict[str, object]:
    cells = [[*line.split(","), "", "", ""][:4] for line in lines]
    day, vaccine, number, where = (list(column) for column in zip(*cells, strict=True))
    tokens = [str(uuid7()) for _line in lines]
    return {"day": day, "vaccine": vaccine, "number": number, "place": where, "token": tokens, "place_all": place}


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_every_page_opens_for_the_nurse_and_is_in_the_read_log(enter: Enter, na: UUID) -> None:
    desk = enter()
    for url in pages_of(na):
        assert desk.get(url).status_code == 200, url
    assert ReadEntry.objects.filter(person=na, why__startswith="vaccination.").count() == 5
    assert desk.get(reverse("immunization:due")).status_code == 200
    assert ReadEntry.objects.filter(person=None, why="vaccination.overdue", people=1).exists()


def test_tuan_at_the_next_station_finds_nothing(enter: Enter, na: UUID) -> None:
    [dose] = given(na, (date(2026, 4, 14), "opv"))
    tuan = enter(commune=NEXT_DOOR)
    for url in (*pages_of(na), reverse("immunization:dose_amend", args=[dose])):
        assert tuan.get(url).status_code == 404, url
    assert tuan.post(reverse("immunization:person_card", args=[na]), typed("140426,op")).status_code == 404
    assert tuan.post(reverse("immunization:dose_cancel", args=[dose]), {"reason": "x"}).status_code == 404
    assert tuan.get(reverse("immunization:due"), {"xa": HERE}).status_code == 404
    for url in ("immunization:home", "immunization:due"):
        assert "Lò Thị Na" not in tuan.get(reverse(url)).content.decode()


def test_a_village_worker_sees_the_own_village_and_writes_nothing(enter: Enter, na: UUID, hon: UUID) -> None:
    other = register("Lò Thị Bé", birth="14/02/2026", village=village("Bản Thượng"))
    pan = enter("village_health_worker", village=hon)
    shown = pan.get(reverse("immunization:due")).content.decode()
    assert "Lò Thị Na" in shown
    assert "Lò Thị Bé" not in shown
    assert pan.get(reverse("immunization:person", args=[na])).status_code == 200
    assert pan.get(reverse("immunization:person", args=[other])).status_code == 404
    assert pan.get(reverse("immunization:person_card", args=[na])).status_code == 403
    assert "Nhập từ sổ" not in pan.get(reverse("immunization:person", args=[na])).content.decode()


def test_the_province_gets_numbers_without_names(enter: Enter, na: UUID) -> None:
    ngoc = enter("province", province="12")
    for url in ("immunization:home", "immunization:due"):
        shown = ngoc.get(reverse(url)).content.decode()
        assert "Xã Bình Lư" in shown
        assert "Lò Thị Na" not in shown
    inside = ngoc.get(reverse("immunization:due"), {"xa": HERE}).content.decode()
    assert "Bản Hon" in inside
    assert "Lò Thị Na" not in inside
    assert ngoc.get(reverse("immunization:person", args=[na])).status_code == 403


def test_the_page_says_what_is_late_and_why(enter: Enter, na: UUID) -> None:
    given(na, (date(2026, 2, 14), "hepb"), (date(2026, 3, 20), "dpt-vgb-hib"))
    shown = text_of(enter().get(reverse("immunization:person", args=[na])).content.decode())
    assert "Trễ hẹn: tiêm ngay khi đến" in shown
    assert "Tiêm trước khi đủ 6 tuần tuổi (28/03/2026) nên không được tính." in shown
    assert "Theo lịch tiêm khi đủ 2 tháng tuổi." in shown
    assert "chưa đối chiếu văn bản" in shown


def test_a_card_of_several_lines_is_one_fact(enter: Enter, na: UUID) -> None:
    desk, before = enter(), Fact.objects.count()
    sent = typed("140426,5t,1", "140426,op,1", "150526,5T,2,BV tỉnh Lai Châu")
    answer = desk.post(reverse("immunization:person_card", args=[na]), sent)
    assert answer.status_code == 302
    assert Fact.objects.count() == before + 1
    doses = Dose.objects.filter(person_id=na).order_by("day", "vaccine")
    assert [(one.day, one.vaccine, one.said_number, one.place_name, one.source) for one in doses] == [
        (date(2026, 4, 14), "dpt-vgb-hib", 1, "TYT xã Khun Há", "elsewhere"),
        (date(2026, 4, 14), "opv", 1, "TYT xã Khun Há", "elsewhere"),
        (date(2026, 5, 15), "dpt-vgb-hib", 2, "BV tỉnh Lai Châu", "elsewhere"),
    ]
    desk.post(reverse("immunization:person_card", args=[na]), sent)
    assert Dose.objects.filter(person_id=na).count() == 3


def test_a_card_with_one_bad_line_saves_nothing_and_loses_nothing(enter: Enter, na: UUID) -> None:
    given(na, (date(2026, 4, 14), "opv"))
    sent = typed("140426,5t,1", "140426,op,1", "150526,zz,2")
    answer = enter().post(reverse("immunization:person_card", args=[na]), sent)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Mũi này đã có trong hồ sơ." in shown
    assert "chưa rõ là vắc xin nào" in shown
    assert shown.count('value="140426"') == 2
    assert Dose.objects.filter(person_id=na).count() == 1


def test_an_empty_card_asks_for_a_line(enter: Enter, na: UUID) -> None:
    answer = enter().post(reverse("immunization:person_card", args=[na]), typed("", ""))
    assert answer.status_code == 422
    assert "Chưa gõ mũi nào." in answer.content.decode()


def code_on_paper(page: str) -> str:
    found = re.search(r'data-code="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_paper_brings_its_doses_to_a_station_that_lacks_them(enter: Enter, na: UUID) -> None:
    given(na, (date(2026, 2, 14), "hepb"), (date(2026, 4, 14), "dpt-vgb-hib"), (date(2026, 4, 14), "opv"))
    code = code_on_paper(enter().get(reverse("immunization:person_paper", args=[na])).content.decode())
    read = paper(code)
    assert read is not None
    assert (read.person, read.birth, read.sex, read.place) == (na, BORN, "female", "Xã Bình Lư")
    twin = register("Lò Thị Na", birth="14/02/2026", sex="female", commune=NEXT_DOOR)
    given_here = enter(commune=NEXT_DOOR).post(reverse("immunization:person_card", args=[twin]), {"scan": code})
    shown = given_here.content.decode()
    assert [key in shown for key in ('value="vb"', 'value="5t"', 'value="op"')] == [True] * 3
    assert 'value="14/04/2026"' in shown
    assert "Đọc được 3 mũi chưa có trong hồ sơ." in shown
    assert 'value="Xã Bình Lư"' in shown
    assert Dose.objects.filter(person_id=twin).count() == 0


def test_a_paper_of_somebody_born_on_another_day_is_not_taken(enter: Enter, na: UUID) -> None:
    desk = enter()
    code = code_on_paper(desk.get(reverse("immunization:person_paper", args=[na])).content.decode())
    other = register("Lò Thị Bé", birth="15/02/2026")
    shown = desk.post(reverse("immunization:person_card", args=[other]), {"scan": code}).content.decode()
    assert "Hãy xem lại có đúng người." in shown
    broken = desk.post(reverse("immunization:person_card", args=[na]), {"scan": code[:-1]}).content.decode()
    assert "Không đọc được mã trên phiếu." in broken


def test_a_scanned_paper_opens_its_person(enter: Enter, na: UUID) -> None:
    desk, url = enter(), reverse("immunization:scan")
    here = reverse("immunization:person", args=[na])
    code = code_on_paper(desk.get(reverse("immunization:person_paper", args=[na])).content.decode())
    for text in (code, qr_text(na), f" {qr_text(na)} "):
        assert desk.post(url, {"scan": text}).headers["Location"] == here
    assert desk.post(url, {"scan": "1" * 41}).headers["Location"] == reverse("people:search")
    assert desk.get(url).status_code == 405


def test_the_paper_names_no_more_than_a_paper_must(enter: Enter, na: UUID) -> None:
    given(na, (date(2026, 4, 14), "opv"))
    shown = text_of(enter().get(reverse("immunization:person_paper", args=[na])).content.decode())
    for words in ("PHIẾU TIÊM CHỦNG CÁ NHÂN", "Personal vaccination record", "14/04/2026 OPV 1", "Tiêm ngay"):
        assert words in shown


def test_a_dose_is_put_right_with_a_reason_and_keeps_its_history(enter: Enter, na: UUID) -> None:
    [dose] = given(na, (date(2026, 4, 14), "opv"))
    desk, url = enter(), reverse("immunization:dose_amend", args=[dose])
    told = {"day": "15/04/2026", "vaccine": "ipv", "said_number": "1", "lot_number": "", "place_name": "BV tỉnh"}
    assert desk.post(url, told).status_code == 422
    assert desk.post(url, told | {"change_reason": "gõ nhầm"}).status_code == 302
    current = Dose.objects.get(person_id=na, status="current")
    assert (current.day, current.vaccine, current.supersedes_id) == (date(2026, 4, 15), "ipv", dose)
    assert "Các bản trước" in desk.get(reverse("immunization:dose_amend", args=[current.id])).content.decode()


def test_a_dose_is_cancelled_with_a_reason(enter: Enter, na: UUID) -> None:
    [dose] = given(na, (date(2026, 4, 14), "opv"))
    desk, url = enter(), reverse("immunization:dose_cancel", args=[dose])
    assert desk.post(url, {"reason": " "}).status_code == 422
    assert desk.post(url, {"reason": "của bé khác"}).status_code == 302
    assert Dose.objects.get(pk=dose).status == "cancelled"
    assert "1 mũi đã huỷ" in desk.get(reverse("immunization:person", args=[na])).content.decode()


def test_a_deferral_takes_the_days_its_reason_proposes(enter: Enter, na: UUID) -> None:
    desk, url = enter(), reverse("immunization:person_deferral", args=[na])
    assert desk.post(url, {"reason": "fever", "group": ""}).status_code == 302
    row = Deferral.objects.get(person_id=na)
    assert (row.kind, row.group, row.until) == ("deferred", "", TODAY + timedelta(days=7))
    assert "Đang hoãn" in desk.get(reverse("immunization:person", args=[na])).content.decode()
    assert "Lò Thị Na" not in desk.get(reverse("immunization:due")).content.decode()
    cancel = reverse("immunization:deferral_cancel", args=[row.id])
    assert desk.post(cancel, {"reason": "ghi nhầm"}).status_code == 302
    assert "Lò Thị Na" in desk.get(reverse("immunization:due")).content.decode()


def test_a_refusal_has_no_day_to_come_back_and_stays_on_the_list_with_its_reason(enter: Enter, na: UUID) -> None:
    desk = enter()
    record_deferral(by=HANH, at=AT, person=na, kind="refused", reason="fear")
    shown = text_of(desk.get(reverse("immunization:due")).content.decode())
    assert "Từ chối 22/11: Gia đình lo phản ứng sau tiêm" in shown


def test_a_pregnancy_opens_the_tetanus_doses_and_ends(enter: Enter, hon: UUID) -> None:
    mai = register("Lò Thị Mai", birth="10/05/1999", sex="female", village=hon)
    desk, url = enter(), reverse("immunization:person_circumstance", args=[mai])
    told = {"code": "pregnant", "start": "01/09/2026"}
    assert desk.post(url, told).status_code == 422
    assert desk.post(url, told | {"due_on": "01/05/2027"}).status_code == 302
    shown = desk.get(reverse("immunization:person", args=[mai])).content.decode()
    assert "Uốn ván cho thai kỳ" in shown
    assert "dự sinh 01/05/2027" in text_of(shown)
    assert Forecast.objects.get(person=mai, group="tetanus-women").status == "due"
    row = Circumstance.objects.get(person_id=mai)
    assert desk.post(reverse("immunization:circumstance_end", args=[row.id]), {"end": "20/11/2026"}).status_code == 302
    assert Circumstance.objects.get(pk=row.id).end == date(2026, 11, 20)


def test_a_day_that_is_none_leads_back_to_our_own_page_only(enter: Enter, na: UUID) -> None:
    row = record_circumstance(by=HANH, at=AT, person=na, code="hiv", start=BORN)
    desk, url = enter(), reverse("immunization:circumstance_end", args=[row.id])
    ours = f"http://testserver{reverse('immunization:person', args=[na])}"
    told = {ours: ours, "https://evil.example/": reverse("immunization:home"), "": reverse("immunization:home")}
    for came, leads in told.items():
        assert desk.post(url, {"end": "mai"}, headers={"referer": came}).headers["Location"] == leads
    assert Circumstance.objects.get(pk=row.id).end is None


def test_a_pregnancy_that_visits_have_noted_is_offered_once(enter: Enter, hon: UUID) -> None:
    mai = register("Lò Thị Mai", birth="10/05/1999", sex="female", village=hon)
    desk, url = enter(), reverse("immunization:person", args=[mai])
    assert "thai nghén" not in desk.get(url).content.decode()
    for days in (60, 30):
        seen = AT - timedelta(days=days)
        record_visit(by=HANH, at=AT, person=mai, started_at=seen, diagnoses=[DiagnosisInput("Z34")])
    shown = desk.get(url).content.decode()
    assert "Hồ sơ khám ghi thai nghén (Z34) từ 23/09/2026." in text_of(shown)
    form = reverse("immunization:person_circumstance", args=[mai])
    assert 'value="23/09/2026"' in desk.get(form, {"ma": "pregnant", "tu": "2026-09-23"}).content.decode()
    told = {"code": "pregnant", "start": "23/09/2026", "due_on": "01/05/2027"}
    assert desk.post(form, told).status_code == 302
    assert "Hồ sơ khám ghi thai nghén" not in desk.get(url).content.decode()


def test_a_circumstance_written_by_mistake_is_taken_back(enter: Enter, na: UUID) -> None:
    row = record_circumstance(by=HANH, at=AT, person=na, code="hiv", start=BORN)
    desk = enter()
    assert (
        desk.post(reverse("immunization:circumstance_cancel", args=[row.id]), {"reason": "của mẹ"}).status_code == 302
    )
    assert Circumstance.objects.get(pk=row.id).status == "cancelled"


def test_filters_stand_in_the_address_and_wrong_ones_are_as_none(enter: Enter, na: UUID) -> None:
    desk, url = enter(), reverse("immunization:due")
    assert "Lò Thị Na" in desk.get(url, {"vac_xin": "polio", "tuoi": "duoi-1"}).content.decode()
    assert "Lò Thị Na" not in desk.get(url, {"tuoi": "18"}).content.decode()
    wrong = {"loai": "x", "vac_xin": "x", "tuoi": "x", "thon": "x", "page": "-1", "den": "99"}
    assert "Lò Thị Na" in desk.get(url, wrong).content.decode()
    for kind in ("due", "missed"):
        assert desk.get(url, {"loai": kind}).status_code == 200


def test_the_persons_own_page_says_what_waits(enter: Enter, na: UUID) -> None:
    shown = text_of(enter().get(reverse("web:person", args=[na])).content.decode())
    assert "Tiêm được hôm nay" in shown
    assert "Xem lịch tiêm" in shown


def test_the_first_page_of_the_day_counts_who_waits(enter: Enter, na: UUID) -> None:
    shown = text_of(enter().get(reverse("web:home")).content.decode())
    assert "1 người trễ hẹn" in shown


def test_the_rooms_first_page_leads_to_each_list(enter: Enter, na: UUID, hon: UUID) -> None:
    shown = enter().get(reverse("immunization:home")).content.decode()
    assert "Lò Thị Na" in shown
    assert f"loai=overdue&amp;xa={HERE}&amp;thon={hon}" in shown
    assert "Chưa có buổi tiêm nào được lên lịch" in shown


def test_a_long_list_has_pages_on_screen_and_none_on_paper(
    enter: Enter, hon: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tram.immunization.pages.lists.asked.ON_SCREEN", 2)
    for name in "ABC":
        register(f"Lò Thị {name}", birth="14/02/2026", sex="female", village=hon)
    desk, url = enter(), reverse("immunization:due")
    assert desk.get(url).content.decode().count("row-target") == 2
    assert desk.get(url, {"page": "2"}).content.decode().count("row-target") == 1
    assert desk.get(url, {"in": "1"}).content.decode().count("row-target") == 3


def test_the_page_of_a_person_costs_few_queries(enter: Enter, na: UUID) -> None:
    given(na, *((date(2026, 4, 14) + timedelta(days=40 * step), "opv") for step in range(5)))
    desk, url = enter(), reverse("immunization:person", args=[na])
    desk.get(url)
    with CaptureQueriesContext(connection) as asked:
        desk.get(url)
    assert len(asked) <= 26, len(asked)


@pytest.mark.parametrize("page", ["9" * 5000, "0", "-1", "²", "99999"])
def test_a_page_number_that_is_none_opens_the_first_page(enter: Enter, page: str) -> None:
    assert enter().get(reverse("immunization:due"), {"page": page}).status_code == 200
