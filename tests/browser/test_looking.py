"""From the dashboard to one person: how many clicks, what each role sees on the way, what the read log keeps of it."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.station import ROOT, Served, sign_in

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
MOST_CLICKS = 4
LATER_KB, LATER_REQUESTS = 20, 5
GOAL, LAN = "Tăng huyết áp: đạt mục tiêu", "Lò Thị Lan"
BOARDS = ("", "chi-thi", "man-tinh", "cong-viec", "benh", "dan-so", "chat-luong", "cong-bang")
PROVINCE_BOARDS = ("", "dan-so", "cong-bang")
LAN_HERE, MAP = "03424", ("03390", "03424", "03430")


class Clicker:
    """A hand that counts its clicks and waits for what each brings."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, mark: Locator) -> None:
        mark.first.click()
        self.count += 1
        self.page.wait_for_load_state("networkidle")


def kept(station: Served) -> list[tuple[str, int]]:
    """Why and how many people, of every read the station has logged."""
    with sqlite3.connect(f"file:{station.folder / 'tram.sqlite3'}?mode=ro", uri=True) as base:
        return base.execute("SELECT why, people FROM kernel_read_entry ORDER BY id").fetchall()


def board(page: Page, station: Served, query: str = "") -> None:
    page.goto(f"{station.url}/chi-tieu/{query}")
    page.wait_for_load_state("networkidle")


def test_the_centre_comes_from_its_dashboard_to_ba_lan_in_four_clicks(page: Page, station: Served) -> None:
    sign_in(page, station, "oanh")
    board(page, station)
    before, hand = len(kept(station)), Clicker(page)
    hand.on(page.get_by_role("link", name="Bệnh mạn tính"))
    hand.on(page.locator("a.gauge", has_text=GOAL))
    hand.on(page.locator("a.cell[href*='/di-tham/']"))
    expect(page.get_by_role("heading", name="Mai đi thăm ai")).to_be_visible()
    hand.on(page.get_by_role("link", name=LAN))
    expect(page.get_by_role("heading", name=LAN)).to_be_visible()
    assert hand.count <= MOST_CLICKS
    told = kept(station)[before:]
    for words in ("indicators.man-tinh", "indicator.hypertension-on-target places", "person.page"):
        assert any(why.startswith(words) for why, _people in told), (words, told)
    assert any(why.startswith("indicator.hypertension-on-target missing") and people for why, people in told)


def test_the_station_comes_to_ba_lan_in_four_clicks_longest_unseen_first(page: Page, station: Served) -> None:
    sign_in(page, station, "hanh")
    board(page, station)
    hand = Clicker(page)
    hand.on(page.get_by_role("link", name="Bệnh mạn tính"))
    hand.on(page.locator("a.gauge", has_text=GOAL))
    hand.on(page.get_by_role("link", name="Mai đi thăm ai"))
    expect(page.locator("main")).to_contain_text("0912345670")
    hand.on(page.get_by_role("link", name=LAN))
    expect(page.get_by_role("heading", name=LAN)).to_be_visible()
    assert hand.count <= MOST_CLICKS


def test_the_province_gets_counts_at_each_step_and_nobodys_name(page: Page, station: Served) -> None:
    sign_in(page, station, "ngoc")
    board(page, station)
    before, hand, seen = len(kept(station)), Clicker(page), [page.content()]
    hand.on(page.get_by_role("link", name="Bệnh mạn tính"))
    seen.append(page.content())
    hand.on(page.locator("a.gauge", has_text=GOAL))
    seen.append(page.content())
    hand.on(page.locator("tr", has_text="Bản Bo").locator("a.cell"))
    expect(page.locator("main")).to_contain_text("Hãy hỏi Trạm Y tế xã Bản Bo")
    expect(page.locator("main")).to_contain_text("Bản Hon")
    seen.append(page.content())
    assert hand.count < MOST_CLICKS
    answers = [
        page.request.get(f"{station.url}/chi-tieu/hypertension-on-target/{what}/?xa={LAN_HERE}&o.sex=female")
        for what in ("nguoi", "di-tham")
    ]
    assert [answer.status for answer in answers] == [200, 403]
    assert "Hãy hỏi Trạm Y tế xã Bản Bo" in answers[1].text()
    assert not any("Lò Thị" in text for text in (*seen, *(answer.text() for answer in answers)))
    told = kept(station)[before:]
    assert {people for _why, people in told} == {0}
    assert any(why.startswith(f"indicator.hypertension-on-target counts {LAN_HERE}") for why, _people in told)
    assert any(why.startswith("worklist.hypertension-on-target refused") for why, _people in told)


def test_tuan_finds_none_of_it(page: Page, station: Served) -> None:
    sign_in(page, station, "tuan")
    for path in (
        f"/chi-tieu/?xa={LAN_HERE}&nhom=man-tinh", f"/chi-tieu/so-sanh/?xa={LAN_HERE}&chi_tieu=hypertension-on-target",
        f"/chi-tieu/xu-huong/?xa={LAN_HERE}&chi_tieu=hypertension-on-target", f"/chi-tieu/nho/?xa={LAN_HERE}",
        f"/chi-tieu/cong-bang/?xa={LAN_HERE}", f"/chi-tieu/hypertension-on-target/nguoi/?xa={LAN_HERE}",
        f"/chi-tieu/hypertension-on-target/di-tham/?xa={LAN_HERE}", f"/chi-tieu/ke-hoach/?xa={LAN_HERE}",
        f"/chi-tieu/theo-thoi-gian/?xa={LAN_HERE}&chi_tieu=hypertension-on-target",
    ):  # fmt: skip
        answer = page.request.get(station.url + path)
        assert answer.status == 404, (path, answer.status)
        assert "Lan" not in answer.text()


@pytest.fixture
def watched(page: Page, station: Served) -> Iterator[list[str]]:
    """What the page did that it must not: script errors, refused addresses, requests to elsewhere."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((station.url, "data:", "blob:")) else faults.append(asked.url),
    )
    yield faults
    assert faults == []


def every_fault(page: Page) -> list[str]:
    """Every fault axe finds, small ones too, and a page wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    told = [f"{one['id']}: {[node['target'] for node in one['nodes'][:3]]}" for one in found]
    return [*told, *(["the page scrolls sideways"] if wide else [])]


def shown(page: Page, name: str) -> None:
    """A picture into the folder TRAM_SHOTS names, for the eye."""
    if folder := os.environ.get("TRAM_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("username", ["hanh", "ngoc"])
def test_every_board_can_be_used_by_everybody(
    page: Page, station: Served, watched: list[str], size: str, username: str
) -> None:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    sign_in(page, station, username)
    faults = {}
    for group in BOARDS if username == "hanh" else PROVINCE_BOARDS:
        board(page, station, f"?nhom={group}&ky=2026")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        if found := every_fault(page):
            faults[group or "first"] = found
        shown(page, f"{username}-{group or 'first'}-{size}")
    assert faults == {}


@pytest.mark.parametrize("size", SIZES)
def test_every_list_can_be_used_by_everybody(page: Page, station: Served, watched: list[str], size: str) -> None:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    sign_in(page, station, "thu")
    faults = {}
    for name, path in {
        "cross": "/chi-tieu/?chi_tieu=ct25-managed&theo=age_group&va=sex",
        "people": "/chi-tieu/ct25-managed/nguoi/",
        "visits": "/chi-tieu/ct25-managed/di-tham/",
        "plan": "/chi-tieu/ke-hoach/",
    }.items():
        page.goto(station.url + path)
        page.wait_for_load_state("networkidle")
        if found := every_fault(page):
            faults[name] = found
        shown(page, f"{name}-{size}")
    assert faults == {}


def test_the_keyboard_walks_the_indicators(page: Page, station: Served) -> None:
    sign_in(page, station, "hanh")
    board(page, station, "?nhom=chi-thi")
    page.keyboard.press("j")
    page.keyboard.press("j")
    third = page.locator("a.gauge").nth(2)
    expect(third).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("a.gauge").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("a.gauge").nth(1)).to_have_attribute("aria-current", "true")


def test_a_board_is_light(page: Page, station: Served) -> None:
    """Bytes and requests of a board in a warm browser, its parts with it."""
    weights: list[float] = []
    sign_in(page, station, "hanh")
    board(page, station)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    board(page, station, "?nhom=chi-thi")
    sent = [weight for weight in weights if weight]
    assert 0 < sum(sent) <= LATER_KB * 1024, sent
    assert len(sent) <= LATER_REQUESTS, sent


def square(code: str, west: float) -> dict[str, Any]:
    ring = [[west, 22.2], [west + 0.2, 22.2], [west + 0.2, 22.5], [west, 22.5], [west, 22.2]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_a_region_of_an_imported_map_opens_its_commune(page: Page, station: Served, tmp_path: Path) -> None:
    file = tmp_path / "xa.geojson"
    squares = [square(code, 103.4 + 0.2 * number) for number, code in enumerate(MAP)]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": squares}))
    around = {**os.environ, "TRAM_HOME": str(station.folder), "TRAM_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-m", "tram", "places", "boundaries", str(file)], env=around, check=True)
    sign_in(page, station, "ngoc")
    with page.expect_response(re.compile(r"/ranh-gioi/12\.json")) as answer:
        board(page, station, "?chi_tieu=ct25-insured")
    assert answer.value.status == 200
    canvas = page.locator("#map canvas").first
    expect(canvas).to_be_visible()
    page.wait_for_timeout(600)
    canvas.click()
    page.wait_for_url(re.compile(rf"xa={MAP[1]}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bản Bo")


def test_the_list_of_visits_lies_on_paper(page: Page, station: Served, watched: Callable[[], None]) -> None:
    sign_in(page, station, "hanh")
    page.goto(f"{station.url}/chi-tieu/ct25-managed/di-tham/")
    page.emulate_media(media="print")
    expect(page.locator(".print-head")).to_be_visible()
    expect(page.locator("td.tick").first).to_be_visible()
    for hidden in (".rail", ".bar", ".chips", ".page-head"):
        assert all(not one.is_visible() for one in page.locator(hidden).all())
