"""A nurse with her hands on the keyboard: how many keys a follow-up visit costs, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.station import Hands

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
MOST_KEYS = 25


def open_form_of_lan(hands: Hands) -> None:
    hands.press("/")
    hands.type("lo thi lan 1961")
    hands.press("Enter")
    hands.page.wait_for_load_state()
    if not re.search(r"/nguoi-dan/[0-9a-f-]{36}/$", hands.page.url):
        hands.count += 1
        hands.page.get_by_role("link", name="Lò Thị Lan").first.click()
    expect(hands.page.get_by_role("link", name="Khám", exact=True)).to_be_focused()
    hands.press("Enter")
    expect(hands.page.locator("#id_systolic")).to_be_focused()


def test_a_follow_up_visit_costs_few_keys_from_anywhere(hands: Hands) -> None:
    open_form_of_lan(hands)
    hands.type("150/95")
    hands.press("Alt+1")
    hands.press("Alt+9")
    hands.press("Alt+s")
    expect(hands.page.locator("main")).to_contain_text("I10 Bệnh lý tăng huyết áp")
    expect(hands.page.locator("main")).to_contain_text("150/95 mmHg")
    expect(hands.page.locator("main")).to_contain_text("Hẹn khám lại")
    assert hands.count <= 10, hands.count


def test_without_any_shortcut_enter_alone_stays_within_the_budget(hands: Hands) -> None:
    open_form_of_lan(hands)
    hands.type("148/90")
    while hands.page.evaluate("document.activeElement.id") != "combo-main":
        hands.press("Enter")
    hands.type("tang huyet ap")
    hands.press("Enter")
    expect(hands.page.locator("[name=main]")).to_have_value("I10")
    while hands.page.evaluate("document.activeElement.id") != "id_follow_up_on":
        hands.press("Tab")
    hands.type("1th")
    hands.press("Enter")
    hands.press("Control+Enter")
    expect(hands.page.locator("main")).to_contain_text("148/90 mmHg")
    assert hands.count <= MOST_KEYS, hands.count


def test_typed_words_and_a_quick_save_lose_nothing(hands: Hands) -> None:
    """She types the code and saves before the list came: the server understands it, or asks; never drops it."""
    open_form_of_lan(hands)
    hands.page.locator("#combo-main").focus()
    hands.type("i10")
    hands.press("Alt+s")
    expect(hands.page.locator("main")).to_contain_text("I10 Bệnh lý tăng huyết áp")
