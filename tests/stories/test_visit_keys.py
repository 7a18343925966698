"""A nurse with her hands on the keyboard: how many keys a follow-up visit costs, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.station import Hands

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
MOST_KEYS = 25


def open_form_of_lan(hands: Hands) -> None:
    hands.press("/")
    hands.type("lo thi lan 1961")
    with hands.page.expect_navigation():
        hands.press("Enter")
    if not re.search(r"/nguoi-dan/[0-9a-f-]{36}/$", hands.page.url):
        hands.count += 1
        hands.page.get_by_role("link", name="Lò Thị Lan").first.click()
    expect(hands.page.get_by_role("link", name="Khám", exact=True)).to_be_focused()
    hands.press("Enter")
    expect(hands.page.locator("#id_systolic")).to_be_focused()
    expect(hands.page.locator("form[data-ready]")).to_be_attached()


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


@pytest.mark.parametrize("width", [1366, 390])
def test_the_form_and_the_visit_have_no_serious_fault_of_access(
    hands: Hands, serious_faults: Callable[[Page], list[str]], width: int
) -> None:
    open_form_of_lan(hands)
    hands.page.set_viewport_size({"width": width, "height": 800})
    assert serious_faults(hands.page) == []
    hands.page.fill("#id_temperature", "365")
    hands.press("Alt+s")
    expect(hands.page.locator(".error")).to_be_visible()
    expect(hands.page.locator("#id_temperature")).to_be_focused()
    assert serious_faults(hands.page) == []
    hands.page.fill("#id_temperature", "36,5")
    hands.press("Alt+s")
    expect(hands.page.locator("main")).to_contain_text("36,5 °C")
    assert serious_faults(hands.page) == []


def test_typed_words_and_a_quick_save_lose_nothing(hands: Hands) -> None:
    """She types the code and saves before the list came: the server understands it, or asks; never drops it."""
    open_form_of_lan(hands)
    hands.page.locator("#combo-main").focus()
    hands.type("i10")
    hands.press("Alt+s")
    expect(hands.page.locator("main")).to_contain_text("I10 Bệnh lý tăng huyết áp")


def test_a_referral_and_traditional_medicine_cost_one_key_each(hands: Hands) -> None:
    open_form_of_lan(hands)
    hands.press("Alt+1")
    hands.press("Alt+6")
    hands.press("Alt+0")
    expect(hands.page.locator("#id_outcome")).to_have_value("referred")
    hands.press("Alt+s")
    expect(hands.page.locator("main")).to_contain_text("Chuyển tuyến")
    expect(hands.page.locator("main")).to_contain_text("Y học cổ truyền")
    expect(hands.page.locator("main")).to_contain_text("Khám để")
