"""A small sample station, served; and a nurse's hands that count what they do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
# Keystroke-level model (Card, Moran, Newell 1980): an average typist, pointing with a mouse, one thought per decision.
KEY, POINT_AND_CLICK, THINK = 0.28, 1.3, 1.35


@dataclass(frozen=True)
class Served:
    """A station that answers at ``url``; everybody of the cast signs in with ``password``. ``folder`` is its data."""

    url: str
    password: str
    folder: Path = Path()


@dataclass
class Hands:
    """Counts keys and clicks beyond typing numbers and words, and all of it in seconds of the typing model.

    Each key of a chord is one, each click is one; a decision taken is a thought. Nobody strikes a key before the page
    stands: a machine's hands are quick enough to, so they wait until its scripts listen.
    """

    page: Page
    count: int = 0
    seconds: float = 0.0

    def press(self, keys: str) -> None:
        """Presses a key or chord."""
        self._see_the_page()
        struck = len(keys.split("+"))
        self.count += struck
        self.seconds += struck * KEY
        self.page.keyboard.press(keys)

    def type(self, text: str) -> None:
        """Types words or numbers."""
        self._see_the_page()
        self.seconds += len(text) * KEY
        self.page.keyboard.type(text)

    def scan(self, text: str) -> None:
        """Holds a card before the scanner, which types for her and ends with Enter."""
        self._see_the_page()
        self.seconds += THINK + 1.0
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def think(self) -> None:
        """Reads what is on the screen and decides."""
        self.seconds += THINK

    def click(self, selector: str) -> None:
        """Points and clicks."""
        self._see_the_page()
        self.count += 1
        self.seconds += POINT_AND_CLICK
        self.page.locator(selector).first.click()

    def _see_the_page(self) -> None:
        self.page.wait_for_load_state("load")


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Bản Bo with forty people and the cast, served by the program itself."""
    folder = tmp_path_factory.mktemp("station")
    password = str(run_in(folder, "tram", "village", "--people", "40", "--json")["password"])
    with served(folder, password) as station:
        yield station


def run_in(folder: Path, module: str, *arguments: str) -> dict[str, Any]:
    """Runs a program of ours on a data folder; returns the JSON it says."""
    run = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(run, env=_around(folder), cwd=ROOT, capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@contextmanager
def served(folder: Path, password: str) -> Iterator[Served]:
    """The station of a data folder, answering while the block lasts."""
    port = free_port()
    run = [sys.executable, "-m", "tram", "serve", "--port", str(port), "--no-browser"]
    server = subprocess.Popen(run, env=_around(folder))
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/song/")
        yield Served(url, password, folder)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _around(folder: Path) -> dict[str, str]:
    return {**os.environ, "TRAM_HOME": str(folder), "TRAM_DATABASE": "", "PYTHONPATH": str(ROOT / "src")}


def sign_in(page: Page, station: Served, username: str) -> Hands:
    """Somebody of the cast at the first page after signing in."""
    page.goto(f"{station.url}/dang-nhap/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", station.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("#search")
    return Hands(page)


@pytest.fixture
def hands(page: Page, station: Served) -> Hands:
    """Hạnh, signed in."""
    return sign_in(page, station, "hanh")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    """Until the address answers. Raises ``TimeoutError`` after half a minute."""
    for _ in range(150):
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)
