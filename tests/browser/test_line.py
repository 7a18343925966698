"""A station without a line and the centre above it, in two browsers: both work on, and agree when the line returns."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.cut_line import CutLine
from tests.support.station import ROOT, Hands, Served, free_port, sign_in, wait_for

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
RUN = [sys.executable, "-m", "tram"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
Look = Callable[[Page, str], None]
WORD = "suoi-nuong-mua-2026"


@dataclass
class Machine:
    """A machine with a data folder of its own."""

    home: Path
    port: int

    @property
    def surroundings(self) -> dict[str, str]:
        return {**os.environ, "TRAM_HOME": str(self.home), "TRAM_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}

    def do(self, *words: str, said: str | None = None) -> str:
        done = subprocess.run(
            [*RUN, *words], env=self.surroundings, capture_output=True, text=True, check=False, input=said
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    @contextmanager
    def serving(self, password: str) -> Iterator[Served]:
        server = subprocess.Popen([*RUN, "serve", "--port", str(self.port), "--no-browser"], env=self.surroundings)
        try:
            wait_for(f"http://127.0.0.1:{self.port}/song/")
            yield Served(f"http://127.0.0.1:{self.port}", password)
        finally:
            server.terminate()
            server.wait(timeout=20)


@dataclass
class Network:
    """The centre, the station below it, and the line between them."""

    centre: Machine
    station: Machine
    line: CutLine
    at_centre: Served
    at_station: Served


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """The centre with the cast; the station of Bản Bo, enrolled by code and filled from the centre, with Hạnh."""
    centre = Machine(tmp_path_factory.mktemp("centre"), free_port())
    station = Machine(tmp_path_factory.mktemp("station"), free_port())
    with ExitStack() as stack:
        centre.do("init", "--name", "Trung tâm Tam Đường")
        password = json.loads(centre.do("village", "--people", "30", "--json"))["password"]
        at_centre = stack.enter_context(centre.serving(password))
        line = CutLine(centre.port)
        stack.callback(line.end)
        code = json.loads(centre.do("sync", "invite", "Trạm Y tế xã Bản Bo", "--places", "03424", "--json"))["code"]
        station.do("init", "--commune", "03424", "--name", "Trạm Y tế xã Bản Bo")
        station.do("sync", "join", line.url, code)
        station.do("sync", "run", "--once")
        for username, name, role in (("hanh", "Lò Thị Hạnh", "nurse"), ("thu", "Nguyễn Thị Thu", "station_head")):
            told = (
                "user",
                "add",
                "--username",
                username,
                "--name",
                name,
                "--role",
                role,
                "--commune",
                "03424",
                "--password-stdin",
            )
            station.do(*told, said=WORD + "\n")
        at_station = stack.enter_context(station.serving(WORD))
        yield Network(centre, station, line, at_centre, at_station)


@pytest.fixture
def oanh(browser: Browser) -> Iterator[Page]:
    """The second window: at the centre."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def look(serious_faults: Callable[[Page], list[str]]) -> Look:
    """Everybody can use the page, on a desk and on a phone; pictures of it go to the folder TRAM_SHOTS names."""

    def shown(page: Page, name: str) -> None:
        for size, view in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(view)  # type: ignore[arg-type]
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
            assert (name, size, serious_faults(page), wide) == (name, size, [], False)
            if folder := os.environ.get("TRAM_SHOTS"):
                page.screenshot(path=str(Path(folder) / f"{name}-{size}.png"), full_page=True)

    return shown


def ba(page: Page, served: Served) -> str:
    """The address of ông Ba's page."""
    hits = page.request.get(f"{served.url}/api/people/?q=giang a ba").json()["hits"]
    return f"{served.url}/nguoi-dan/{next(hit['id'] for hit in hits if hit['name'] == 'Giàng A Ba')}/"


def correct_address(page: Page, person: str, address: str) -> None:
    page.goto(f"{person}dia-chi/")
    page.fill("[name=address]", address)
    page.keyboard.press("Alt+s")
    expect(page.locator("body")).to_contain_text("Đã sửa địa chỉ.")


def record_visit(hands: Hands, person: str) -> None:
    page = hands.page
    page.goto(person.replace("/nguoi-dan/", "/kham/moi/"))
    expect(page.locator("#id_systolic")).to_be_focused()
    hands.type("118/76")
    page.locator("#combo-main").focus()
    hands.type("j06.9")
    expect(page.locator("[role=option]").first).to_be_visible()
    hands.press("Enter")
    hands.press("Alt+s")
    page.wait_for_url(re.compile(r"/(nguoi-dan|kham)/[0-9a-f-]{36}/"))


def exchange(page: Page, served: Served) -> None:
    """Presses “Trao đổi ngay” and waits until everything went."""
    page.goto(f"{served.url}/dong-bo/")
    before = page.locator("#dong-bo").inner_text()
    page.get_by_role("button", name="Trao đổi ngay").click()
    for _ in range(60):
        page.goto(f"{served.url}/dong-bo/")
        now = page.locator("#dong-bo").inner_text()
        if "Đã gửi hết" in now and "Nối được" in now and _last(now) != _last(before):
            return
        page.wait_for_timeout(1000)
    raise AssertionError(now)


def _last(told: str) -> list[str]:
    return re.findall(r"Lần xong gần nhất: [^.]*|Đã nhận\n[^\n]*", told)


def test_both_work_without_the_line_and_agree_when_it_returns(
    network: Network, page: Page, oanh: Page, look: Look
) -> None:
    hanh = sign_in(page, network.at_station, "hanh")
    sign_in(oanh, network.at_centre, "oanh")
    person, same = ba(page, network.at_station), ba(oanh, network.at_centre)
    assert person.rsplit("/", 2)[1] == same.rsplit("/", 2)[1]

    network.line.cut()
    record_visit(hanh, person)
    correct_address(page, person, "Số 5")
    correct_address(oanh, same, "Số 15")
    page.goto(f"{network.at_station.url}/dong-bo/")
    expect(page.locator(".sync-words")).to_contain_text("Chờ gửi")
    page.get_by_role("button", name="Trao đổi ngay").click()
    page.wait_for_timeout(8000)
    page.goto(f"{network.at_station.url}/dong-bo/")
    expect(page.locator("#dong-bo")).to_contain_text("Chưa có mạng")
    look(page, "line-cut")
    oanh.goto(same)
    expect(oanh.locator("main")).not_to_contain_text("J06.9")

    network.line.mend()
    exchange(page, network.at_station)
    look(page, "line-back")
    oanh.goto(same)
    expect(oanh.locator("main")).to_contain_text("J06.9")
    for version in ("Số 5", "Số 15"):
        expect(oanh.locator(".alert-warn")).to_contain_text(version)
    look(oanh, "both-versions")
    oanh.get_by_role("link", name="Chọn bản đúng").click()
    decide = oanh.url
    look(oanh, "decide")
    oanh.locator("label.version", has_text=re.compile(r"Số 5(?!\d)")).click()
    oanh.get_by_role("button", name="Chọn bản này").click()
    expect(oanh.locator("main")).to_contain_text("Số 5")
    expect(oanh.locator(".alert-warn")).to_have_count(0)
    assert oanh.request.get(decide).status == 404

    exchange(page, network.at_station)
    page.goto(person)
    expect(page.locator("main")).to_contain_text("Số 5")
    expect(page.locator(".alert-warn")).to_have_count(0)
    for machine in (network.centre, network.station):
        assert json.loads(machine.do("facts", "verify", "--rows", "--json"))["holds"]
        assert json.loads(machine.do("sync", "status", "--json"))["undecided"] == 0


def test_two_moves_are_decided_on_the_page_and_tuan_sees_nothing_of_it(
    network: Network, page: Page, oanh: Page, browser: Browser, look: Look
) -> None:
    sign_in(page, network.at_station, "hanh")
    sign_in(oanh, network.at_centre, "oanh")
    person, same = ba(page, network.at_station), ba(oanh, network.at_centre)
    network.line.cut()
    for window, there, address in ((page, person, "Nhà mới 1"), (oanh, same, "Nhà mới 2")):
        window.goto(f"{there}noi-o/")
        window.fill("[name=address]", address)
        window.keyboard.press("Alt+s")
        expect(window.locator("body")).to_contain_text("Đã ghi nơi ở mới.")
    network.line.mend()
    exchange(page, network.at_station)
    oanh.goto(f"{network.at_centre.url}/dong-bo/xung-dot/")
    expect(oanh.locator("main")).to_contain_text("Giàng A Ba: hai địa chỉ đang dùng")
    look(oanh, "undecided")
    tuan = browser.new_context(locale="vi-VN").new_page()
    sign_in(tuan, network.at_centre, "tuan")
    tuan.goto(f"{network.at_centre.url}/dong-bo/xung-dot/")
    expect(tuan.locator("main")).not_to_contain_text("Giàng")
    oanh.get_by_role("link", name="Giàng A Ba: hai địa chỉ đang dùng").click()
    assert tuan.request.get(oanh.url).status == 404
    tuan.context.close()
    look(oanh, "two-addresses")
    oanh.locator("label.version", has_text="Nhà mới 1").click()
    oanh.locator("label.version", has_text="Ghi nhầm").click()
    oanh.get_by_role("button", name="Giữ nơi ở này").click()
    expect(oanh.locator("main")).to_contain_text("Nhà mới 1")
    exchange(page, network.at_station)
    page.goto(f"{person}noi-o/")
    expect(page.locator("main")).to_contain_text("Nhà mới 1")
    expect(page.locator("main")).not_to_contain_text("Nhà mới 2")


def test_a_machine_is_invited_on_a_page(network: Network, page: Page, look: Look) -> None:
    sign_in(page, network.at_centre, "quantri")
    page.goto(f"{network.at_centre.url}/dong-bo/cac-may/")
    page.fill("[name=name]", "Trạm Y tế xã Khun Há")
    page.fill("[name=places]", "03430")
    page.get_by_role("button", name="Tạo mã mời").click()
    expect(page.locator("[data-code]")).to_have_text(re.compile(r"TRAM(-[0-9A-Z]{5}){6}"))
    look(page, "invited")
    page.goto(f"{network.at_centre.url}/dong-bo/")
    look(page, "centre-status")
