"""A nurse with her hands on the keyboard: how many keys a follow-up visit costs, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.station import Hands

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
MOST_KEYS = 25
MOST_KEYS_OF_ORDERS, MOST_SECONDS_OF_ORDERS = 8, 12.0  # two drugs and a test, dose and result among them


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


def order_two_drugs_and_a_test(hands: Hands) -> None:
    """Three letters each, Enter, the dose or the result, Enter: as fast as she types, whatever the server has done."""
    hands.think()
    hands.press("Alt+t")
    for what, how in (("par", "2x2x5"), ("amo", "1x3x5"), ("gluc", "7,2")):
        hands.type(what)
        hands.press("Enter")
        hands.type(how)
        hands.press("Enter")


def test_two_drugs_and_a_test_cost_few_keys_and_nothing_is_typed_twice(hands: Hands) -> None:
    open_form_of_lan(hands)
    hands.press("Alt+1")
    before, begun = hands.count, hands.seconds
    order_two_drugs_and_a_test(hands)
    assert hands.count - before <= MOST_KEYS_OF_ORDERS, hands.count - before
    assert hands.seconds - begun <= MOST_SECONDS_OF_ORDERS, hands.seconds - begun
    hands.press("Alt+s")
    main = hands.page.locator("main")
    expect(main).to_contain_text("Paracetamol 500mg × 20 viên: 2 viên × 2 lần/ngày × 5 ngày")
    expect(main).to_contain_text("× 15")
    expect(main).to_contain_text("Glucose: 7,2 mmol/L")
    expect(main).not_to_contain_text("chưa phát")


def test_a_prescription_like_the_last_one_is_one_chord(hands: Hands) -> None:
    open_form_of_lan(hands)
    order_two_drugs_and_a_test(hands)
    with hands.page.expect_navigation():
        hands.press("Alt+s")
    open_form_of_lan(hands)
    hands.press("Alt+5")
    expect(hands.page.locator("[data-order] [data-said]").first).to_contain_text("= 20 viên")
    hands.press("Alt+s")
    expect(hands.page.locator("main")).to_contain_text("Paracetamol 500mg × 20 viên")


def test_what_was_not_chosen_is_never_dropped(hands: Hands) -> None:
    open_form_of_lan(hands)
    hands.press("Alt+t")
    hands.type("khong co thuoc nay")
    hands.press("Alt+s")
    expect(hands.page.locator(".error")).to_contain_text("chưa được chọn")
    expect(hands.page.locator("#combo-order")).to_have_value("khong co thuoc nay")


@pytest.mark.parametrize("width", [1366, 390])
def test_orders_say_what_is_wrong_beside_the_row_and_have_no_fault_of_access(
    hands: Hands, serious_faults: Callable[[Page], list[str]], width: int
) -> None:
    open_form_of_lan(hands)
    hands.page.set_viewport_size({"width": width, "height": 800})
    order_two_drugs_and_a_test(hands)
    expect(hands.page.locator("[data-order]")).to_have_count(3)
    dose = hands.page.locator("[data-dose]").first
    dose.fill("hai viên")
    expect(hands.page.locator("[data-said]").first).to_contain_text("Gõ liều như 2x2x5")
    assert serious_faults(hands.page) == []
    assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    hands.press("Alt+s")
    expect(hands.page.locator("[data-order] .error")).to_contain_text("gõ liều như 2x2x5")
    expect(dose).to_be_focused()
    expect(dose).to_have_value("hai viên")
    assert serious_faults(hands.page) == []
    dose.fill("2x2x5")
    hands.press("Alt+s")
    expect(hands.page.locator("main")).to_contain_text("× 20 viên")
    assert serious_faults(hands.page) == []
