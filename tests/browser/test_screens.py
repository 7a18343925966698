"""Every screen on a desk and on a phone: no serious accessibility fault, nothing from outside, no script error."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.station import Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
SCREENS = {
    "home": "/",
    "search": "/nguoi-dan/?q=lo+thi",
    "new person": "/nguoi-dan/moi/",
    "person": "/nguoi-dan/{lan}/",
    "visit": "/kham/moi/{lan}/",
    "register": "/so/",
    "year-book": "/so/?so=01A",
    "registers": "/so/tat-ca/",
    "dashboard": "/chi-tieu/",
    "import": "/nhap/nguoi-dan/",
    "places": "/dia-ban/",
    "settings": "/thiet-lap/",
    "exchange": "/dong-bo/",
    "kept facts": "/dong-bo/giu-lai/",
    "undecided": "/dong-bo/xung-dot/",
    "address": "/nguoi-dan/{lan}/dia-chi/",
}
FIRST_PAGE_KB, LATER_PAGE_KB = 250, 30


@pytest.mark.parametrize("size", SIZES)
def test_signing_in_can_be_used_by_everybody(
    page: Page, station: Served, serious_faults: Callable[[Page], list[str]], size: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    page.goto(f"{station.url}/dang-nhap/")
    assert serious_faults(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_can_be_used_by_everybody_and_asks_nothing_from_outside(
    page: Page, station: Served, serious_faults: Callable[[Page], list[str]], size: str
) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))  # type: ignore[arg-type]
    outside: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(station.url) else outside.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, station, "hanh")
    lan = page.request.get(f"{station.url}/api/people/?q=lo thi lan").json()["hits"][0]["id"]
    faults = {}
    for name, path in SCREENS.items():
        page.goto(station.url + path.format(lan=lan))
        page.wait_for_load_state("networkidle")
        found = serious_faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        if found or wide:
            faults[name] = [*found, *(["the page scrolls sideways"] if wide else [])]
    assert faults == {}
    assert [address for address in outside if not address.startswith(("data:", "blob:"))] == []
    assert errors == []


def test_pages_are_light(page: Page, station: Served) -> None:
    """Bytes over the line: the first page with fonts and styles, then a person's page from a warm browser."""
    weights: list[float] = []
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    sign_in(page, station, "hanh")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(weights) <= FIRST_PAGE_KB * 1024
    lan = page.request.get(f"{station.url}/api/people/?q=lo thi lan").json()["hits"][0]["id"]
    weights.clear()
    page.goto(f"{station.url}/nguoi-dan/{lan}/")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(weights) <= LATER_PAGE_KB * 1024
