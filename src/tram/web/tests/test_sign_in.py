"""The door: nobody without a role, no guessing, no idling, no old password, nothing told that should not be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from tram.kernel.actors import SYSTEM, Role
from tram.places.api import load_reference
from tram.workforce.api import grant_role, open_account

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SECRET = "mot-mat-khau-rat-dai"
PAGES = (
    "/",
    "/viec/kham/",
    "/nguoi-dan/",
    "/so/",
    "/chi-tieu/",
    "/dia-ban/",
    "/nhan-luc/",
    "/thiet-lap/",
    "/nhap/fhir/",
)


@pytest.fixture
def hanh() -> UUID:
    load_reference(frozenset({"12"}))
    return account("hanh", Role.NURSE)


def account(username: str, role: Role | None, *, must_change: bool = False) -> UUID:
    opened = open_account(
        by=SYSTEM,
        at=AT,
        username=username,
        name="Lò Thị Hạnh",
        password=SECRET,
        commune="03424",
        must_change=must_change,
    ).id
    if role is not None:
        grant_role(by=SYSTEM, at=AT, account=opened, role=role, day=date(2026, 11, 1), commune="03424")
    return opened


def sign_in(client: Client, username: str = "hanh", password: str = SECRET) -> int:
    return client.post("/dang-nhap/", {"username": username, "password": password}, REMOTE_ADDR="127.0.0.1").status_code


@pytest.mark.parametrize("path", PAGES)
def test_no_page_opens_before_signing_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap/")


def test_a_program_is_told_to_sign_in(client: Client) -> None:
    answer = client.get("/api/people/?q=lan")
    assert (answer.status_code, answer.json()["code"]) == (401, "access.sign_in")


def test_an_account_without_a_role_sees_nothing(client: Client) -> None:
    account("khach", None)
    assert sign_in(client, "khach") == 302
    assert client.get("/so/").status_code == 302


@pytest.mark.usefixtures("hanh")
def test_the_right_password_opens_the_day(client: Client) -> None:
    assert sign_in(client, " HANH ") == 302
    answer = client.get("/")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


@pytest.mark.usefixtures("hanh")
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client: Client) -> None:
    one = client.post("/dang-nhap/", {"username": "hanh", "password": "sai"}, REMOTE_ADDR="127.0.0.1")
    other = client.post("/dang-nhap/", {"username": "khongco", "password": "sai"}, REMOTE_ADDR="127.0.0.1")
    assert (one.status_code, other.status_code) == (401, 401)
    assert one.context["form"].non_field_errors() == other.context["form"].non_field_errors()


@pytest.mark.usefixtures("hanh")
def test_five_wrong_passwords_lock_the_door_even_for_the_right_one(client: Client) -> None:
    for _ in range(4):
        assert sign_in(client, password="sai") == 401
    assert sign_in(client, password="sai") == 429
    assert sign_in(client) == 429


@pytest.mark.usefixtures("hanh")
def test_a_session_that_idles_half_an_hour_ends(client: Client) -> None:
    start = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        sign_in(client)
        assert client.get("/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=29), tick=False):
        assert client.get("/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=60), tick=False):
        assert client.get("/").status_code == 302


def test_a_given_password_must_be_changed_before_anything_else(client: Client, hanh: UUID) -> None:
    account("moi", Role.NURSE, must_change=True)
    sign_in(client, "moi")
    for path in PAGES:
        assert client.get(path)["Location"] == "/nhan-luc/mat-khau/"
    new = "mat-khau-cua-rieng-toi"
    client.post("/nhan-luc/mat-khau/", {"old": SECRET, "password": new, "again": new})
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("hanh")
def test_signing_out_ends_the_session_and_clears_the_browser(client: Client) -> None:
    sign_in(client)
    answer = client.post("/dang-xuat/")
    assert "cache" in answer["Clear-Site-Data"]
    assert client.get("/").status_code == 302


@pytest.mark.usefixtures("hanh")
def test_a_form_without_its_token_is_refused_in_words() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/dang-nhap/", {"username": "hanh", "password": SECRET})
    assert answer.status_code == 403
    assert "tải lại trang" in answer.content.decode()


@pytest.mark.usefixtures("hanh")
def test_pages_carry_a_policy_without_inline_script(client: Client) -> None:
    sign_in(client)
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.usefixtures("hanh")
def test_the_language_page_leads_only_back_to_this_station(client: Client) -> None:
    assert client.post("/ngon-ngu/", {"language": "en", "next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.post("/ngon-ngu/", {"language": "en", "next": "/so/"})["Location"] == "/so/"
