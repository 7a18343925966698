"""The vaccine store in a real browser: temperatures by two keys, and screens everybody can use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.station import Hands, Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
ROOM = "/tiem-chung"
SCREENS = ("kho/", "kho/nhap/", "kho/kiem-ke/", "kho/du-tru/", "kho/nhiet-do/", "phan-ung/")


@pytest.mark.parametrize("size", SIZES)
def test_the_screens_of_the_store_can_be_used_by_everybody(
    page: Page, station: Served, serious_faults: Callable[[Page], list[str]], size: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, station, "hanh")
    page.goto(f"{station.url}{ROOM}/kho/?het=1")
    lot = page.locator("a.row-target").first.get_attribute("href")
    page.goto(f"{station.url}{ROOM}/kho/nhiet-do/")
    sheet = page.get_by_role("link", name="Bảng tháng").first.get_attribute("href")
    faults = {}
    for path in (*(f"{ROOM}/{one}" for one in SCREENS), lot, f"{lot}nguoi/", sheet):
        page.goto(f"{station.url}{path}")
        page.wait_for_load_state("networkidle")
        found = serious_faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        if found or wide:
            faults[path] = [*found, *(["the page scrolls sideways"] if wide else [])]
    assert faults == {}
    assert errors == []


def test_a_temperature_takes_two_keys_and_an_alarm_asks_what_was_done(page: Page, station: Served) -> None:
    hands: Hands = sign_in(page, station, "hanh")
    page.goto(f"{station.url}{ROOM}/kho/nhiet-do/")
    fields = page.locator(".fridge-now input")
    waiting = fields.count()
    expect(fields.first).to_be_focused()
    for number in range(waiting):
        expect(fields.nth(number)).to_be_focused()
        page.keyboard.type("5" if number else "9")
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("ngoài +2 đến +8 °C")
    page.locator(".fridge-action input").first.fill("Đóng cửa tủ, đo lại sau 30 phút")
    hands.press("Control+Enter")
    expect(page.locator(".fridge-now input")).to_have_count(0)
    expect(page.get_by_text("Báo động").first).to_be_visible()
