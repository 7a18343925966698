"""A nurse with insurance cards: scanned and on record without typing, asked about when the line is there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.station import Hands

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]


def packed(text: str) -> str:
    """Words as the square code of a card carries them."""
    return text.encode().hex().upper()


def card(number: str, name: str, birth: str) -> str:
    """What a scanner types for a card of 2026, registered at 12042, five years full on 01/06/2025."""
    return f"{number}|{packed(name)}|{birth}|2|-|12 - 042|01/01/2026|31/12/2026|15/12/2025|-|-|K2|01/06/2025|x-1|2|-|$"


def person_of(hands: Hands, name: str) -> str:
    """The address of somebody's record."""
    found = hands.page.request.get(f"{home(hands)}/api/people/", params={"q": name}).json()["hits"][0]
    return f"{home(hands)}/nguoi-dan/{found['id']}/"


def home(hands: Hands) -> str:
    start = hands.page.url.split("/", 3)
    return f"{start[0]}//{start[2]}"


def test_a_card_held_before_the_scanner_is_on_record_without_typing(hands: Hands) -> None:
    lan = person_of(hands, "lo thi lan")
    hands.page.goto(lan)
    before = hands.count
    hands.press("/")
    hands.scan(card("DT2120123456789", "Lò Thị Lan", "12/03/1961"))
    expect(hands.page.get_by_text("Đã ghi thẻ BHYT, hạn đến 31/12/2026.")).to_be_visible()
    assert hands.page.url == lan
    hands.page.get_by_role("link", name="Xem thẻ").click()
    expect(hands.page.locator("main dl.facts")).to_contain_text("12042")
    expect(hands.page.locator("main dl.facts")).to_contain_text("01/06/2025")
    assert hands.count == before + 1
    hands.page.goto(lan)
    hands.press("/")
    hands.scan(card("DT2120123456789", "Lò Thị Lan", "12/03/1961"))
    expect(hands.page.locator("h1")).to_contain_text("Lò Thị Lan")
    expect(hands.page.get_by_text("Đã ghi thẻ BHYT")).to_have_count(0)  # nothing new, nothing said


def test_a_card_of_somebody_else_does_not_land_on_the_open_page(hands: Hands) -> None:
    mai = person_of(hands, "mai")
    hands.page.goto(mai)
    hands.press("/")
    hands.scan(card("GD4129999999999", "Vàng Thị Lạ", "01/02/1980"))
    expect(hands.page.get_by_text("Tên hoặc năm sinh trên thẻ khác với người đang mở")).to_be_visible()
    expect(hands.page.get_by_label("Họ và tên")).to_have_value("Vàng Thị Lạ")


def test_what_was_seen_on_the_insurers_website_is_noted_with_one_press(hands: Hands) -> None:
    hands.page.goto(person_of(hands, "lo thi lan"))
    expect(hands.page.get_by_text("Chờ tra cứu")).to_be_visible()
    hands.page.get_by_role("link", name="Xem thẻ").click()
    hands.click("button[value=right]")
    expect(hands.page.get_by_text("Đã ghi kết quả xem thẻ.")).to_be_visible()
    expect(hands.page.get_by_text("Thẻ đúng").first).to_be_visible()
