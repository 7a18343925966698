"""A citizen card before the scanner: how long until the resident is in the list, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.station import Hands, Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
MOST_SECONDS, MOST_KEYS = 45, 3


def card(number: str, name: str) -> str:
    return f"{number}|{number[3:]}|{name}|12031956|Nữ|Bản Bo, Lai Châu|01062021"


def test_a_scanned_stranger_is_registered_with_one_press_and_found_at_the_next_scan(hands: Hands) -> None:
    hands.press("/")
    hands.scan(card("012156112233", "Tao Thị Mới"))
    expect(hands.page.locator("#id_full_name")).to_have_value("Tao Thị Mới")
    expect(hands.page.locator("[data-save]")).to_be_focused()
    hands.think()
    hands.press("Enter")
    expect(hands.page.locator("h1")).to_have_text("Tao Thị Mới")
    assert re.search(r"/nguoi-dan/[0-9a-f-]{36}/$", hands.page.url)
    assert (hands.count <= MOST_KEYS, hands.seconds <= MOST_SECONDS) == (True, True), (hands.count, hands.seconds)
    opened = hands.page.url
    hands.press("/")
    hands.scan(card("012156112233", "Tao Thị Mới"))
    expect(hands.page).to_have_url(opened)


def test_without_a_card_a_resident_is_typed_in(hands: Hands) -> None:
    hands.page.goto(f"{hands.page.url}nguoi-dan/moi/")
    for words in ("Tao Văn Gõ", "03/1980", "N"):
        hands.type(words)
        hands.press("Enter")
    hands.type("012080112233")
    hands.press("Alt+s")
    expect(hands.page.locator("h1")).to_have_text("Tao Văn Gõ")
    expect(hands.page.locator("main")).to_contain_text("Nam")
    assert hands.seconds <= MOST_SECONDS, hands.seconds


def test_the_nurse_of_the_next_station_finds_nobody_by_name_or_card(hands: Hands, station: Served, page: Page) -> None:
    hands.press("/")
    hands.scan(card("012156445566", "Tao Thị Kín"))
    expect(hands.page.locator("[data-save]")).to_be_focused()
    hands.press("Enter")
    expect(hands.page.locator("h1")).to_have_text("Tao Thị Kín")
    address = hands.page.url
    hands.page.context.clear_cookies()
    tuan = sign_in(page, station, "tuan")
    for typed in ("tao thi kin", "012156445566", "hộ tao thị kín"):
        tuan.page.goto(f"{station.url}/nguoi-dan/?q={typed}")
        expect(tuan.page.locator("main")).to_contain_text("Không tìm thấy ai")
    answer = tuan.page.goto(address)
    assert answer
    assert answer.status == 404
    assert "Kín" not in tuan.page.content()
