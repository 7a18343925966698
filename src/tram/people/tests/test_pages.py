"""The room's pages, as somebody who may and as somebody who must see nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tram.kernel.actors import NOBODY, Actor
from tram.kernel.models import Fact, ReadEntry
from tram.people.api import (
    NewCover,
    cover_on,
    covers_of,
    household,
    household_statuses,
    open_household,
    person_card,
)
from tram.people.models import Cover, Person
from tram.people.pages import importing
from tram.people.residents_file import jobs
from tram.people.tests import urls
from tram.people.tests.support import AT, HANH, HERE, TUAN, cccd, register, village
from tram.people.tests.test_residents_file import HEAD, LAN, csv_of
from tram.people.tests.test_scan import CARD, OLD_HEALTH, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("communes"), pytest.mark.urls("tram.people.tests.urls")]
As = Callable[[Actor], Client]


@pytest.fixture
def as_(settings, monkeypatch: pytest.MonkeyPatch) -> As:
    settings.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "tram.people.tests.urls.somebody",
        "tram.web.middleware.RefusalMiddleware",
    ]

    def client(actor: Actor) -> Client:
        monkeypatch.setattr(urls, "WHO", [actor])
        return Client()

    return client


@pytest.fixture
def hanh(as_: As) -> Client:
    return as_(HANH)


def fields(html: str) -> dict[str, str]:
    """What a form would post as it stands."""
    found = dict(re.findall(r'<input [^>]*name="(\w+)" value="([^"]*)"', html))
    for name, value in re.findall(r'<input [^>]*name="(\w+)"[^>]*? value="([^"]*)"', html):
        found.setdefault(name, value)
    for name, body in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else re.findall(r'<option value="([^"]*)"', body)[0]
    return found


def test_search_lists_people_and_logs_that_they_were_seen(hanh: Client) -> None:
    register("Lò Thị Lan", birth="12/03/1956")
    register("Lò Thị Lành", birth="1960")
    page = hanh.get("/nguoi-dan/", {"q": "lan"}).content.decode()
    assert "Lò Thị Lan" in page
    assert "70 tuổi" in page
    assert ReadEntry.objects.get().people == 2
    part = hanh.get("/nguoi-dan/tim/", {"q": "lan"}, headers={"HX-Request": "true"}).content.decode()
    assert "Lò Thị Lan" in part
    assert "<html" not in part
    assert "Không tìm thấy ai" in hanh.get("/nguoi-dan/", {"q": "hùng <b>"}).content.decode()


def test_a_single_fit_opens_at_once_from_the_bar_and_is_listed_on_the_page(hanh: Client) -> None:
    person = register("Lò Thị Lan", identifiers=[cccd("012156001234")])
    for typed in ("012156001234", "lan"):
        assert hanh.get("/nguoi-dan/", {"q": typed}).headers["Location"] == f"/nguoi-dan/{person}/"
    assert hanh.get("/nguoi-dan/", {"q": "lan", "village": ""}).status_code == 200


def test_a_scan_opens_the_holder_or_a_form_that_one_press_saves(hanh: Client) -> None:
    village("Bản Hon")
    page = hanh.post("/nguoi-dan/quet/", {"scan": CARD}).content.decode()
    assert re.search(r"data-save autofocus", page)
    posted = fields(page)
    assert (posted["full_name"], posted["birth"], posted["sex"], posted["cccd"]) == (
        "Lò Thị Lan", "12/03/1956", "female", "012156001234",
    )  # fmt: skip
    answer = hanh.post("/nguoi-dan/moi/", posted)
    person = Person.objects.get()
    assert answer.headers["Location"] == f"/nguoi-dan/{person.id}/"
    assert (person.full_name, person.village and person.village.name) == ("Lò Thị Lan", "Bản Hon")
    assert hanh.post("/nguoi-dan/quet/", {"scan": CARD}).headers["Location"] == f"/nguoi-dan/{person.id}/"
    assert hanh.get("/nguoi-dan/", {"q": CARD}).headers["Location"] == f"/nguoi-dan/{person.id}/"
    assert hanh.post("/nguoi-dan/quet/", {"scan": "x|y|z"}).headers["Location"] == "/nguoi-dan/"


def test_a_scanned_insurance_card_is_recorded_for_its_holder_without_typing(hanh: Client) -> None:
    lan = register("Lò Thị Lan", birth="1956", cover=NewCover("DT4120123456789", date(2025, 1, 1)))
    assert hanh.get("/nguoi-dan/", {"q": OLD_HEALTH}).headers["Location"] == f"/nguoi-dan/{lan}/"
    assert len(covers_of(lan, TODAY)) == 1  # looking writes nothing
    assert hanh.post("/nguoi-dan/quet/", {"scan": OLD_HEALTH}).headers["Location"] == f"/nguoi-dan/{lan}/"
    assert [one.valid_to for one in covers_of(lan, TODAY)] == [date(2026, 12, 31), date(2025, 12, 31)]


def test_a_card_scanned_on_an_open_page_goes_to_that_person_if_it_fits_them(hanh: Client) -> None:
    lan, ba = register("Lò Thị Lan", birth="1956"), register("Vàng A Ba", birth="1950")
    page = hanh.post("/nguoi-dan/quet/", {"scan": OLD_HEALTH, "person": str(ba)})
    assert (page.status_code, covers_of(ba, TODAY)) == (200, ())
    assert f'name="person" value="{lan}"' in page.content.decode()  # one press records it for who is alike
    answer = hanh.post("/nguoi-dan/quet/", {"scan": OLD_HEALTH, "person": str(lan)})
    assert answer.headers["Location"] == f"/nguoi-dan/{lan}/"
    assert [one.source for one in covers_of(lan, TODAY)] == ["qr"]


def test_somebody_new_by_an_insurance_card_keeps_all_it_says(hanh: Client) -> None:
    village("Bản Hon")
    hanh.post("/nguoi-dan/moi/", fields(hanh.post("/nguoi-dan/quet/", {"scan": OLD_HEALTH}).content.decode()))
    cover = cover_on(Person.objects.get().id, TODAY)
    assert cover
    assert (cover.facility_code, cover.five_years_on, cover.issued_on, cover.source) == (
        "12001", date(2025, 1, 1), date(2025, 12, 15), "qr",
    )  # fmt: skip


def test_the_new_person_form_says_what_is_wrong_on_its_field(hanh: Client) -> None:
    answer = hanh.post(
        "/nguoi-dan/moi/", {"full_name": "Lan", "birth": "30/02/1956", "commune": HERE, "residence_kind": "permanent"}
    )
    assert answer.status_code == 422
    assert "không có trong lịch" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_likely_duplicate_is_shown_and_may_be_insisted_on(hanh: Client) -> None:
    known = register("Lò Thị Lan", birth="1956", identifiers=[cccd("012156001234")])
    told = {"full_name": "lò thị lan", "birth": "1956", "commune": HERE, "residence_kind": "permanent"}
    answer = hanh.post("/nguoi-dan/moi/", told)
    assert answer.status_code == 409
    assert f"/nguoi-dan/{known}/" in answer.content.decode()
    assert "Vẫn là người mới" in answer.content.decode()
    same = hanh.post("/nguoi-dan/moi/", told | {"cccd": "012156001234", "same_name_is_new": "1"})
    assert same.status_code == 409
    assert "Vẫn là người mới" not in same.content.decode()
    assert hanh.post("/nguoi-dan/moi/", told | {"same_name_is_new": "1"}).status_code == 302
    assert Person.objects.count() == 2


def test_a_person_is_registered_into_a_new_household_and_others_into_it(hanh: Client) -> None:
    told = {
        "full_name": "Lò Văn Cha",
        "commune": HERE,
        "residence_kind": "permanent",
        "new_household": "on",
        "address": "Số 3",
    }
    assert hanh.post("/nguoi-dan/moi/", told).status_code == 302
    home = Person.objects.get().household_id
    assert home
    page = hanh.get("/nguoi-dan/moi/", {"ho": str(home)}).content.decode()
    assert "Vào hộ Lò Văn Cha" in page
    hanh.post("/nguoi-dan/moi/", fields(page) | {"full_name": "Lò Thị Con", "relation": "child"})
    assert [member.relation for member in household(HANH, home, AT).members] == ["head", "child"]
    assert "Lò Thị Con" in hanh.get(f"/nguoi-dan/ho/{home}/").content.decode()
    found = hanh.get("/nguoi-dan/goi-y-ho/", {"q": "cha"}).json()["results"]
    assert [(one["value"], one["text"]) for one in found] == [(str(home), "Lò Văn Cha")]
    child = Person.objects.get(full_name="Lò Thị Con").id
    hanh.post(f"/nguoi-dan/ho/{home}/chu-ho/", {"person": str(child), "old_head_is": "parent", "on": "22/11/2026"})
    assert household(HANH, home, AT).head.person.id == child  # type: ignore[union-attr]
    year = {"since": "01/01/2026", "until": "31/12/2026"}
    hanh.post(f"/nguoi-dan/ho/{home}/ngheo/", {"kind": "near_poor"} | year)
    page = hanh.get(f"/nguoi-dan/ho/{home}/").content.decode()
    assert "Hộ cận nghèo" in page
    assert "01/01/2026 – 31/12/2026" in page
    hanh.post(f"/nguoi-dan/ho/{home}/ngheo/", {"kind": "poor", "since": ""})
    assert [one.kind for one in household_statuses(home)] == ["near_poor"]


def test_every_tab_of_the_administration_opens_and_saves(hanh: Client) -> None:
    person = register(
        "Lò Thị Lan", birth="1956", cover=NewCover("DT4120123456789", date(2025, 1, 1), date(2025, 12, 31))
    )
    base = f"/nguoi-dan/{person}"
    saved = {
        "sua": {"full_name": "Lò Thị Lành", "birth": "03/1956", "sex": "female", "phone": "0912345678"},
        "giay-to": {"system": "cccd", "value": "012156001234"},
        "the-bhyt": {"number": "DT4120123456789", "valid_from": "01/01/2026", "valid_to": "31/12/2026"},
        "noi-o": {"commune": HERE, "kind": "temporary", "on": "01/11/2026", "address": "So 9"},
        "dia-chi": {"kind": "temporary", "address": "Số 9"},
        "ho": {"relation": "head", "on": "01/11/2026"},
        "qua-doi": {"died": "20/11/2026", "cause_text": "Tuổi già"},
    }
    for tab, told in saved.items():
        page = hanh.get(f"{base}/{tab}/")
        assert page.status_code == 200
        stamp = {key: value for key, value in fields(page.content.decode()).items() if key == "stamp"}
        answer = hanh.post(f"{base}/{tab}/", told | stamp)
        assert answer.status_code == 302, (tab, answer.content.decode())
    assert hanh.get(f"{base}/bac-si-gia-dinh/").status_code == 200
    card = person_card(HANH, person, AT)
    assert (card.person.name, card.birth, card.person.phone, card.address) == (
        "Lò Thị Lành", "03/1956", "0912345678", "Số 9, Xã Bình Lư",
    )  # fmt: skip
    assert (card.identifiers[0].value, card.cover and card.cover.state, card.person.died_on) == (
        "012156001234", "valid", date(2026, 11, 20),
    )  # fmt: skip
    assert "đã được ghi là mất" in hanh.get(f"{base}/qua-doi/").content.decode()
    hanh.post(f"{base}/giay-to/{card.identifiers[0].id}/bo/", {"status": "wrong"})
    hanh.post(f"{base}/the-bhyt/{Cover.objects.order_by('valid_from').last().id}/bo/")  # type: ignore[union-attr]
    hanh.post(f"{base}/qua-doi/bo/")
    hanh.post(f"{base}/ho/roi/")
    after = person_card(HANH, person, AT)
    assert (after.identifiers, after.cover and after.cover.state, after.person.died_on, after.person.household) == (
        (), "expired", None, None,
    )  # fmt: skip


def test_a_refusal_comes_back_with_the_form(hanh: Client) -> None:
    person = register("Lò Thị Lan", birth="1956", identifiers=[cccd("012156001234")])
    answer = hanh.post(f"/nguoi-dan/{person}/giay-to/", {"system": "cccd", "value": "012156009999"})
    assert answer.status_code == 422
    assert "đang có số khác" in answer.content.decode()
    stale = hanh.post(f"/nguoi-dan/{person}/sua/", {"full_name": "X Y", "stamp": "1"})
    assert (stale.status_code, Person.objects.get().full_name) == (409, "Lò Thị Lan")


@pytest.mark.parametrize("actor", [TUAN, NOBODY], ids=["next station", "nobody"])
def test_who_must_see_nothing_sees_nothing_on_any_page(as_: As, actor: Actor) -> None:
    home = open_household(by=HANH, at=AT, commune=HERE, since=date(2020, 1, 1)).id
    person = register("Lò Thị Lan", household=home, relation="head", identifiers=[cccd("012156001234")])
    client, facts = as_(actor), Fact.objects.count()
    for tab in ("sua", "giay-to", "the-bhyt", "dia-chi", "noi-o", "ho", "bac-si-gia-dinh", "qua-doi"):
        for answer in (
            client.get(f"/nguoi-dan/{person}/{tab}/"),
            client.post(f"/nguoi-dan/{person}/{tab}/", {"full_name": "X"}),
        ):
            assert answer.status_code in {403, 404}
            assert "Lan" not in answer.content.decode()
    for address in (f"/nguoi-dan/ho/{home}/", f"/nguoi-dan/moi/?ho={home}"):
        assert client.get(address).status_code in {403, 404}
    for query in ("lan", "012156001234", "hộ lan"):
        answer = client.get("/nguoi-dan/", {"q": query})
        assert answer.status_code == 403 or "Không tìm thấy ai" in answer.content.decode()
    posts = {
        f"/nguoi-dan/ho/{home}/chu-ho/": {"person": str(person), "on": "22/11/2026", "old_head_is": "other"},
        f"/nguoi-dan/ho/{home}/ngheo/": {"kind": "poor", "since": "01/01/2026", "until": "31/12/2026"},
        f"/nguoi-dan/{person}/ho/roi/": {},
        f"/nguoi-dan/{person}/qua-doi/bo/": {},
        f"/nguoi-dan/{person}/giay-to/{UUID(int=5)}/bo/": {"status": "wrong"},
        f"/nguoi-dan/{person}/the-bhyt/{UUID(int=5)}/bo/": {},
    }
    for address, told in posts.items():
        assert client.post(address, told).status_code in {403, 404}
    assert Fact.objects.count() == facts


class TestImport:
    @pytest.fixture(autouse=True)
    def home(self, settings, tmp_path, communes: None, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.HOME = tmp_path
        village("Bản Hon")
        whole = jobs.start_job
        monkeypatch.setattr(importing, "start_job", lambda **told: whole(**told, wait=True))

    def upload(self, client: Client, data: bytes, name: str = "dân.csv") -> str:
        answer = client.post("/nhap/nguoi-dan/", {"file": SimpleUploadedFile(name, data), "commune": HERE})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer.headers["Location"])

    def test_a_file_goes_from_upload_to_result(self, hanh: Client) -> None:
        assert hanh.get("/nhap/nguoi-dan/").status_code == 200
        columns = self.upload(hanh, csv_of([HEAD, LAN, (*LAN[:3], "x", *LAN[4:])]))
        page = hanh.get(columns).content.decode()
        assert "phải đủ 12 chữ số" in page
        assert not Person.objects.exists()
        assert hanh.post(columns, fields(page)).status_code == 302
        job = columns.removesuffix("cot/")
        assert hanh.post(f"{job}nhap/").headers["Location"] == job
        result = hanh.get(job).content.decode()
        assert "Đã xong" in result
        assert "every 1s" not in result
        assert Person.objects.get().full_name == "Lò Thị Lan"
        answer = hanh.get(f"{job}chua-nhap-duoc/")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="chua-nhap-duoc.xlsx"'
        assert answer.getvalue()[:2] == b"PK"

    def test_a_file_that_is_none_is_refused_on_the_page(self, hanh: Client) -> None:
        answer = hanh.post("/nhap/nguoi-dan/", {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04x"), "commune": HERE})
        assert answer.status_code == 422
        assert "Tệp Excel bị hỏng" in answer.content.decode()
        assert "Hãy chọn tệp" in hanh.post("/nhap/nguoi-dan/", {"commune": HERE}).content.decode()

    def test_the_template_is_a_workbook(self, hanh: Client) -> None:
        assert hanh.get("/nhap/nguoi-dan/mau/").content[:2] == b"PK"

    @pytest.mark.parametrize("actor", [TUAN, NOBODY], ids=["next station", "nobody"])
    def test_an_import_is_nothing_to_others(self, hanh: Client, as_: As, actor: Actor) -> None:
        job = self.upload(hanh, csv_of([HEAD, LAN])).removesuffix("cot/")
        other = as_(actor)
        for end in ("", "cot/", "chua-nhap-duoc/"):
            assert other.get(job + end).status_code in {403, 404}
        for end in ("nhap/", "dung/"):
            assert other.post(job + end).status_code in {403, 404}
        file = SimpleUploadedFile("x.csv", csv_of([HEAD, LAN]))
        assert other.post("/nhap/nguoi-dan/", {"file": file, "commune": HERE}).status_code in {403, 404}
        assert not Person.objects.exists()
