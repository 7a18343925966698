"""The trial portal on the network: the documented paths, and manners that can be bad."""

from __future__ import annotations

import base64
import binascii
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from tram.claims.sending.receiver.box import Box, Told
from tram.kernel.definitions import load_csv

LARGEST = 64 * 1024 * 1024


@dataclass(slots=True)
class Manners:
    """How the portal behaves. Shares from 0 to 1: ``busy`` says 503, ``mute`` takes and hangs up without answering.

    ``slow`` waits so many seconds. May be changed while it runs.
    """

    slow: float = 0.0
    busy: float = 0.0
    mute: float = 0.0


def serve(port: int, box: Box, manners: Manners, say: Callable[[str], None]) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one. It says codes and references, no contents."""

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def do_POST(self) -> None:
            """A call of the portal."""
            raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
            form = {name: values[0] for name, values in parse_qs(raw.decode(errors="replace")).items()}
            if random.random() < manners.busy:  # noqa: S311 - manners, not secrets
                self._answer(503, {})
                return
            status, told = answer(box, self.path, self.headers.get("accessToken") or "", form)
            say(f"{self.path} {told.get('maKetQua', status)} {told.get('maGiaoDich', '')}".rstrip())
            time.sleep(manners.slow)  # it has the claim, and whoever sent it does not know yet
            if random.random() < manners.mute:  # noqa: S311
                self.close_connection = True
                return
            self._answer(status, told)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the library
            """Says nothing by itself."""

        def _answer(self, status: int, told: Told) -> None:
            body = json.dumps(told, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def answer(box: Box, path: str, access: str, form: Mapping[str, str]) -> tuple[int, Told]:
    """HTTP status and reply of one call."""
    call = next((row["call"] for row in load_csv("claims", "portal_calls") if row["path"] == path), "")
    if call == "token":
        return 200, box.token(form)
    if not call:
        return 404, {"maKetQua": "404"}
    if not box.lets_in(access):
        return 401, {"maKetQua": "401", "thongDiep": "Phiên đăng nhập hết hạn"}
    if call in ("look_up", "result"):
        return 200, box.card(form) if call == "look_up" else box.result(form)
    return 200, _filed(box, call, form)


def _filed(box: Box, call: str, form: Mapping[str, str]) -> Told:
    try:
        file = base64.b64decode(form.get("fileHSBase64", ""), validate=True)
    except (binascii.Error, ValueError):
        return {"maKetQua": "201", "thongDiep": "fileHSBase64 không phải base64"}
    return box.claim(form, file) if call == "claim" else box.check_in(file)
