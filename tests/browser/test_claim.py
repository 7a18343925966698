"""Bà Lan's insured visit in a browser: an error is explained before she leaves, closing sends it, one line comes back
refused, it is corrected and accepted, the cost sheet is printed. The line is down first, then it returns."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.station import ROOT, Hands, Served, free_port, run_in, served, sign_in
from tram.claims.sending.tests import world as keys

pytestmark = [pytest.mark.needs_chromium, pytest.mark.slow]
FACILITY, REFUSED, PASSPHRASE = "12424", "40.48", "bí mật của khoá"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
RUN = [sys.executable, "-m", "tram"]
PATIENCE = 120.0


@dataclass(frozen=True)
class Insurer:
    """Where the trial portal will listen, and the file that outlives it."""

    port: int
    kept: Path

    @property
    def claims(self) -> list[dict[str, str]]:
        return [json.loads(line) for line in self.kept.read_text().splitlines()] if self.kept.exists() else []

    @contextmanager
    def listening(self, *manners: str) -> Iterator[subprocess.Popen[str]]:
        """The portal, while the block lasts."""
        words = ["claims", "portal", "--port", str(self.port), "--keep", str(self.kept), *manners]
        with subprocess.Popen([*RUN, *words], env=around(self.kept.parent), stdout=subprocess.PIPE, text=True) as run:
            assert run.stdout is not None
            assert "http://" in run.stdout.readline()
            try:
                yield run
            finally:
                run.terminate()


def around(folder: Path) -> dict[str, str]:
    words = {"TRAM_HOME": str(folder), "TRAM_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}
    return {**os.environ, **words, "TRAM_PORTAL_PASSWORD": "mật khẩu cổng"}


def send(folder: Path) -> dict[str, int]:
    """``tram outbox send``: what would happen within the minute by itself."""
    done = subprocess.run(
        [*RUN, "outbox", "send", "--json"], env=around(folder), capture_output=True, text=True, check=False
    )
    told: dict[str, int] = json.loads(done.stdout)
    return told


def send_until(folder: Path, wanted: str) -> None:
    """Tries again, as the machine does, until a claim has come so far."""
    end = time.monotonic() + PATIENCE
    while not send(folder)[wanted]:
        assert time.monotonic() < end, wanted
        time.sleep(2)


@pytest.fixture(scope="module")
def insured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Insurer]]:
    """Bản Bo with an account of a portal that does not listen yet."""
    folder = tmp_path_factory.mktemp("insured")
    password = str(run_in(folder, "tram", "village", "--people", "40", "--json")["password"])
    insurer = Insurer(free_port(), folder / "portal.jsonl")
    key = keys.pem(folder / "tram.pem", passphrase=PASSPHRASE, of=keys.lasting_certificate())
    (folder / "pin").write_text(PASSPHRASE)
    words = [
        "--facility",
        FACILITY,
        "--username",
        "12424_BV",
        "--key",
        str(key),
        "--passphrase-file",
        str(folder / "pin"),
    ]
    address = f"http://127.0.0.1:{insurer.port}"
    subprocess.run([*RUN, "claims", "account", *words, "--address", address], env=around(folder), check=True)
    with served(folder, password) as station:
        yield station, insurer


@pytest.fixture
def look(serious_faults: Callable[[Page], list[str]]) -> Callable[[Page, str], None]:
    """Everybody can use the page, on a desk and on a phone; pictures of it go to the folder TRAM_SHOTS names."""

    def shown(page: Page, name: str) -> None:
        for size, view in (("phone", PHONE), ("desk", DESK)):
            page.set_viewport_size(view)  # type: ignore[arg-type]
            wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
            assert (name, size, serious_faults(page), wide) == (name, size, [], False)
            if folder := os.environ.get("TRAM_SHOTS"):
                page.screenshot(path=str(Path(folder) / f"{name}-{size}.png"), full_page=True)

    return shown


def open_form(hands: Hands) -> None:
    hands.press("/")
    hands.type("lo thi lan 1961")
    with hands.page.expect_navigation():
        hands.press("Enter")
    if not re.search(r"/nguoi-dan/[0-9a-f-]{36}/$", hands.page.url):
        hands.page.get_by_role("link", name="Lò Thị Lan").first.click()
    expect(hands.page.get_by_role("link", name="Khám", exact=True)).to_be_focused()
    hands.press("Enter")
    expect(hands.page.locator("form[data-ready]")).to_be_attached()


def order(page: Page, typed: str, name: str) -> None:
    """Three letters and Enter."""
    page.locator("#combo-order").focus()
    page.keyboard.type(typed)
    expect(page.locator("#combo-order-list")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.locator("[data-order-list]")).to_contain_text(name)


Look = Callable[[Page, str], None]


def test_a_claim_is_explained_sent_refused_corrected_accepted_and_printed(
    page: Page, insured: tuple[Served, Insurer], look: Look
) -> None:
    station, insurer = insured
    hands = sign_in(page, station, "hanh")
    explained_while_she_is_here(hands, look)
    visit = waits_for_the_line(page, station, look)
    refused_with_a_reason(page, station, insurer, look)
    page.goto(visit)
    expect(page.locator("[data-claim-check]")).to_contain_text("Bị từ chối")
    corrected = corrected_and_accepted(hands, station, insurer)
    claim = corrected.replace("/kham/", "/bhyt/ho-so/")
    printed_and_paid(page, station, claim, look)
    nothing_for_the_next_station(page, station, claim)


def explained_while_she_is_here(hands: Hands, look: Look) -> None:
    """Two drugs and a test; what is missing is said before bà Lan leaves."""
    page = hands.page
    open_form(hands)
    hands.type("150/95")
    hands.press("Alt+1")
    order(page, "aml", "Amlodipin 5mg")
    order(page, "par", "Paracetamol 500mg")
    order(page, "glu", "Định lượng Glucose")
    page.get_by_label("Glucose (mmol/L)").fill("5,6")
    beside = page.locator("[data-claim-check]")
    expect(beside).to_contain_text("Chưa có cân nặng")
    expect(beside).to_contain_text("Phải sửa")
    look(page, "claim-error")
    page.fill("#id_weight", "52")
    expect(beside).not_to_contain_text("Phải sửa")
    hands.press("Alt+s")


def waits_for_the_line(page: Page, station: Served, look: Look) -> str:
    """Saved with the line down: nothing of her work waits for it, and the page says the claim does; its address."""
    expect(page.locator("main")).to_contain_text("Amlodipin 5mg × 30 viên")
    assert send(station.folder)["later"] == 1
    page.reload()
    expect(page.locator("[data-claim-check]")).to_contain_text("Chờ gửi")
    look(page, "claim-waiting")
    return page.url


def refused_with_a_reason(page: Page, station: Served, insurer: Insurer, look: Look) -> None:
    """The line returns. One line is refused, and stands on the worklist with its reason and its money."""
    with insurer.listening("--refuse", REFUSED):
        send_until(station.folder, "refused")
    assert insurer.claims == []
    page.goto(f"{station.url}/bhyt/viec/")
    expect(of_lan(page)).to_contain_text("Không thuộc phạm vi được hưởng")
    expect(of_lan(page)).to_contain_text("XML2, dòng 2")
    look(page, "claim-work")


def corrected_and_accepted(hands: Hands, station: Served, insurer: Insurer) -> str:
    """She takes the drug out: the claim is built anew and accepted, though the portal hangs up and the sender is
    killed. The address of the corrected visit."""
    page = hands.page
    page.goto(f"{station.url}/bhyt/viec/")
    of_lan(page).get_by_role("link", name="Sửa lượt khám").click()
    page.get_by_role("link", name="Sửa", exact=True).click()
    page.fill("[name=change_reason]", "Bỏ thuốc ngoài phạm vi")
    page.get_by_role("button", name="Bỏ Paracetamol 500mg").click()
    hands.press("Alt+s")
    expect(page.locator("main")).not_to_contain_text("Paracetamol")
    corrected = page.url
    with insurer.listening("--mute", "1"):
        assert send(station.folder)["later"] == 1
    killed_while_sending(station.folder, insurer)
    with insurer.listening("--refuse", REFUSED):
        send_until(station.folder, "accepted")
    assert len(insurer.claims) == 1
    page.goto(corrected)
    expect(page.locator("[data-claim-check]")).to_contain_text("Đã nhận")
    page.goto(f"{station.url}/bhyt/viec/")
    expect(page.locator("main")).to_contain_text("Không có hồ sơ nào phải làm")
    return corrected


def printed_and_paid(page: Page, station: Served, claim: str, look: Look) -> None:
    """The cost sheet for bà Lan, and the month with the insurer."""
    page.goto(claim)
    look(page, "claim-page")
    page.goto(f"{claim}bang-ke/")
    expect(page.locator("main")).to_contain_text("Lò Thị Lan")
    look(page, "claim-sheet")
    assert page.pdf()[:5] == b"%PDF-"
    page.goto(f"{station.url}/bhyt/doi-chieu/")
    expect(page.get_by_role("row").filter(has_text="được nhận")).to_contain_text(re.compile(r"[1-9][\d.,]* đ"))
    page.fill("[name=amount]", "10.000")
    page.get_by_role("button", name="Ghi khoản trả").click()
    expect(page.locator("main")).to_contain_text("10.000 đ")
    look(page, "claim-month")


def nothing_for_the_next_station(page: Page, station: Served, claim: str) -> None:
    """Tuấn sees nothing of it."""
    page.context.clear_cookies()
    sign_in(page, station, "tuan")
    page.goto(f"{station.url}/bhyt/viec/")
    expect(page.locator("main")).not_to_contain_text("Lò Thị Lan")
    answer = page.goto(claim)
    assert answer is not None
    assert answer.status == 404


def of_lan(page: Page) -> Locator:
    """Bà Lan's row of the worklist."""
    return page.get_by_role("row").filter(has_text="Lò Thị Lan")


def killed_while_sending(folder: Path, insurer: Insurer) -> None:
    """The sender is killed (-9) after the portal took the claim, before it heard so: nothing lost, nothing doubled."""
    with insurer.listening("--slow", "3", "--refuse", REFUSED):
        end = time.monotonic() + PATIENCE
        while not insurer.claims:
            assert time.monotonic() < end
            run = subprocess.Popen([*RUN, "outbox", "send"], env=around(folder), stdout=subprocess.DEVNULL)
            while run.poll() is None and not insurer.claims:
                time.sleep(0.02)
            if run.poll() is None:
                run.send_signal(signal.SIGKILL)
            run.wait()
