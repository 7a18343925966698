"""Hạnh's morning in a real browser: a card is scanned, a visit saved, and every register and number has it at once."""

from __future__ import annotations

import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.support.station import Hands, Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
SECONDS_FOR_A_NEW_RESIDENT = 45
NUMBERS = count(101)


def card(name: str) -> str:
    """The text of a citizen card's QR code, of somebody who does not exist."""
    number = next(NUMBERS)
    return f"012190000{number}|045123{number}|{name}|15081990|Nữ|Bản Hon, xã Bản Bo, tỉnh Lai Châu|01012024"


def register_by_card(hands: Hands, name: str) -> None:
    hands.press("/")
    hands.scan(card(name))
    expect(hands.page.locator("[name=full_name]")).to_have_value(name)
    hands.think()
    hands.press("Control+Enter")
    expect(hands.page.get_by_role("heading", name=name)).to_be_visible()


def numbers(page: Page, station: Served, indicator: str) -> tuple[int, int]:
    """(counted, whole) of an indicator as the program answers today."""
    for value in page.request.get(f"{station.url}/api/indicators/").json():
        if value["id"] == indicator:
            return value["numerator"], value["denominator"]
    raise AssertionError(indicator)


def test_scanning_a_card_makes_a_resident_in_seconds(hands: Hands, station: Served) -> None:
    before = numbers(hands.page, station, "ct25-insured")
    register_by_card(hands, "Lò Thị Mới")
    assert hands.seconds <= SECONDS_FOR_A_NEW_RESIDENT, hands.seconds
    assert numbers(hands.page, station, "ct25-insured") == (before[0], before[1] + 1)


def test_scanning_the_same_card_again_finds_the_same_person(hands: Hands) -> None:
    text = card("Lò Thị Quét")
    hands.press("/")
    hands.scan(text)
    expect(hands.page.locator("[name=full_name]")).to_have_value("Lò Thị Quét")
    hands.press("Control+Enter")
    hands.page.wait_for_url(re.compile(r"/nguoi-dan/[0-9a-f-]{36}/"))
    found = hands.page.url
    hands.press("/")
    hands.scan(text.lower().replace("lò thị quét", "LÒ THỊ QUÉT"))
    hands.page.wait_for_url(found)


def test_a_saved_visit_stands_in_the_register_and_the_indicator_at_once(hands: Hands, station: Served) -> None:
    page = hands.page
    managed = numbers(page, station, "ct25-managed")
    register_by_card(hands, "Vàng Thị Khám")
    hands.press("Enter")
    expect(page.locator("#id_systolic")).to_be_focused()
    hands.type("118/76")
    page.locator("#combo-main").focus()
    hands.type("j06.9")
    expect(page.locator("[role=option]").first).to_be_visible()
    hands.press("Enter")
    hands.press("Alt+s")
    page.wait_for_url(re.compile(r"/(nguoi-dan|kham)/[0-9a-f-]{36}/"))
    page.goto(f"{station.url}/so/")
    expect(page.locator("main")).to_contain_text("Vàng Thị Khám")
    assert numbers(page, station, "ct25-managed") == (managed[0] + 1, managed[1] + 1)


def test_the_cell_of_an_indicator_opens_to_ba_lan(hands: Hands, station: Served) -> None:
    page = hands.page
    page.goto(f"{station.url}/chi-tieu/?chi_tieu=ct25-insured")
    page.locator("#chi-tiet a.cell").first.click()
    for _ in range(10):
        if page.get_by_role("link", name="Lò Thị Lan").count():
            break
        page.get_by_role("link", name="Sau").click()
        page.wait_for_load_state()
    page.get_by_role("link", name="Lò Thị Lan").first.click()
    expect(page.get_by_role("heading", name="Lò Thị Lan")).to_be_visible()


def test_tuan_sees_nothing_of_it_by_page_address_search_or_program(page: Page, station: Served) -> None:
    hanh = sign_in(page, station, "hanh")
    lan = page.request.get(f"{station.url}/api/people/?q=lo thi lan").json()["hits"][0]["id"]
    visit = page.request.get(f"{station.url}/api/people/{lan}/timeline/").json()["entries"][0]["item"]["id"]
    hanh.page.context.clear_cookies()
    sign_in(page, station, "tuan")
    for path in (
        f"/nguoi-dan/{lan}/", f"/nguoi-dan/{lan}/sua/", f"/nguoi-dan/{lan}/dong-thoi-gian/", f"/kham/moi/{lan}/",
        f"/kham/{visit}/", f"/nhap/fhir/nguoi/{lan}/", f"/api/people/{lan}/", f"/api/people/{lan}/timeline/",
        f"/api/visits/{visit}/", "/chi-tieu/?xa=03424", "/api/indicators/?commune=03424",
        "/chi-tieu/ct25-insured/nguoi/?xa=03424",
    ):  # fmt: skip
        answer = page.request.get(station.url + path)
        assert answer.status in {403, 404}, (path, answer.status)
        assert "Lan" not in answer.text()
    assert page.request.get(f"{station.url}/api/people/?q=lo thi lan").json()["hits"] == []
    assert "Lan" not in page.request.get(f"{station.url}/so/?ky=2026").text()
    page.goto(f"{station.url}/nguoi-dan/?q=lo thi lan")
    expect(page.get_by_role("link", name="Lò Thị Lan")).to_have_count(0)
