"""A browser reduced to what a benchmark needs: one kept-alive connection, cookies, forms."""

from __future__ import annotations

import http.client
import re
import time
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Client:
    """Signs in and asks pages; ``get`` and ``post`` return (status, body, seconds)."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: dict[str, str] = {}
        self.location = ""

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, float]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        seconds = time.perf_counter() - began
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        self.location = answer.headers.get("Location", "")
        return answer.status, text, seconds

    def get(self, path: str) -> tuple[int, str, float]:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, str], token: str) -> tuple[int, str, float]:
        return self.ask("POST", path, urlencode({"csrfmiddlewaretoken": token} | fields))

    def token_of(self, path: str) -> tuple[str, str]:
        """The form token of a page, and the page."""
        _status, page, _seconds = self.get(path)
        found = TOKEN.search(page)
        return (found[1] if found else "", page)

    def sign_in(self, username: str, secret: str) -> None:
        token, _page = self.token_of("/dang-nhap/")
        status, _page, _seconds = self.post("/dang-nhap/", {"username": username, "password": secret}, token)
        if status != 302:
            raise SystemExit(f"sign-in failed: {status}")
