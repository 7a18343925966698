"""A running server comes to use a published definition without losing a request."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit

import pytest

from tram.kernel.definitions import ROOT

SRC = Path(__file__).resolve().parents[3]
PAGE = "/chi-tieu/?ky=2027-01-01"


def _surroundings(folder: Path) -> dict[str, str]:
    return {**os.environ, "TRAM_HOME": str(folder), "TRAM_DATABASE": "", "PYTHONPATH": str(SRC)}


def _program(folder: Path, *words: str) -> str:
    run = [sys.executable, "-m", "tram", *words]
    return subprocess.run(run, env=_surroundings(folder), capture_output=True, text=True, check=True).stdout


def _ask(where: str, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, list[str]]:
    line = http.client.HTTPConnection(where, timeout=20)
    try:
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
        return answer.status, answer.read().decode(), cookies
    finally:
        line.close()


def _signed_in(where: str, password: str) -> str:
    """The cookies of Hạnh's browser."""
    _status, page, cookies = _ask(where, "GET", "/dang-nhap/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    form = urlencode({"csrfmiddlewaretoken": token[1], "username": "hanh", "password": password})
    headers = {"Cookie": "; ".join(cookies), "Content-Type": "application/x-www-form-urlencoded"}
    status, _page, more = _ask(where, "POST", "/dang-nhap/", form, **headers)
    assert status == 302
    return "; ".join([*cookies, *more])


class Asking(Thread):
    """Asks for the targets of the first day of 2027 again and again; keeps what came: True where the page was new."""

    def __init__(self, where: str, cookies: str) -> None:
        super().__init__(daemon=True)
        self.where, self.cookies, self.stop = where, cookies, Event()
        self.new, self.lost = list[bool](), list[str]()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                status, page, _ = _ask(self.where, "GET", PAGE, Cookie=self.cookies)
                self.new.append("BHYT theo thông tư mới" in page)
                if status != 200:
                    self.lost.append(str(status))
            except OSError as error:
                self.lost.append(type(error).__name__)


@pytest.mark.slow
def test_a_running_server_takes_up_what_is_published_and_answers_all_the_while(tmp_path: Path):
    home, file = tmp_path / "home", tmp_path / "new.toml"
    password = json.loads(_program(home, "village", "--people", "40", "--json"))["password"]
    body = (ROOT / "reports" / "ct25-insured.toml").read_text(encoding="utf-8")
    changes = {"version = 1": "version = 2", "= 2023-10-25": "= 2027-01-01", "Tham gia BHYT": "BHYT theo thông tư mới"}
    for old, new in changes.items():
        body = body.replace(old, new, 1)
    file.write_text(body, encoding="utf-8")
    serve = [sys.executable, "-m", "tram", "serve", "--no-browser", "--port", "0", "--workers", "2"]
    with subprocess.Popen(serve, env=_surroundings(home), stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = next(word for word in server.stdout.readline().split() if word.startswith("http"))
            where = urlsplit(url).netloc
            asking = Asking(where, _signed_in(where, password))
            asking.start()
            time.sleep(1)
            _program(home, "sync", "publish", str(file), "--as", "reports/ct25-insured-2027.toml")
            time.sleep(2)
            known = len(asking.new)
            time.sleep(1)
            asking.stop.set()
            asking.join(20)
        finally:
            server.terminate()
            server.wait(20)
    assert asking.lost == []
    assert asking.new[0] is False
    assert len(asking.new) > known
    assert all(asking.new[known:])
