"""A destination to try against: a small receiver that can be slow, busy, deaf, forgetful of answers, or say No.

It shows what a real destination must do: the same key twice counts once and is answered the same way.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

LARGEST = 1024 * 1024
Answer = tuple[int, dict[str, str]]


@dataclass(slots=True)
class Inbox:
    """What was received. ``effects`` are the contents that counted, each once; ``kept`` a file they survive in."""

    refuse: str = ""
    kept: Path | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    effects: list[dict[str, Any]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        if self.kept and self.kept.exists():
            for line in self.kept.read_text(encoding="utf-8").splitlines():
                told = json.loads(line)
                self.effects.append(told)
                self.answers[told["key"]] = _accepted(len(self.effects))

    def take(self, key: str, raw: bytes) -> Answer:
        """The answer to a message; the one given before when the key is known."""
        with self.lock:
            if key not in self.answers:
                self.answers[key] = self._judge(key, raw)
            return self.answers[key]

    def _judge(self, key: str, raw: bytes) -> Answer:
        try:
            told = json.loads(raw)
        except ValueError:
            return 400, {"state": "refused", "reason": "nội dung không phải JSON"}
        if not key or told.get("key") != key:
            return 400, {"state": "refused", "reason": "thiếu Idempotency-Key"}
        if self.refuse and self.refuse in raw.decode():
            return 422, {"state": "refused", "reason": f"nội dung có «{self.refuse}»"}
        if self.kept:
            with self.kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
        self.effects.append(told)
        return _accepted(len(self.effects))


def _accepted(number: int) -> Answer:
    return 200, {"state": "accepted", "reference": f"TN-{number:06d}"}


@dataclass(frozen=True, slots=True)
class Manners:
    """How the receiver behaves. Shares from 0 to 1: ``busy`` says 503, ``mute`` hears and hangs up without answering.

    ``slow`` waits so many seconds; ``undecided`` answers "received" that many times before it decides.
    """

    slow: float = 0.0
    busy: float = 0.0
    mute: float = 0.0
    undecided: int = 0


def serve(port: int, inbox: Inbox, manners: Manners, say: Callable[[str], None]) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one."""
    asked: dict[str, int] = {}

    class Handler(BaseHTTPRequestHandler):
        """One request."""

        def do_POST(self) -> None:
            """A message."""
            raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
            key = self.headers.get("Idempotency-Key") or ""
            time.sleep(manners.slow)
            if random.random() < manners.busy:  # noqa: S311 - manners, not secrets
                self._answer(503, {})
                return
            asked[key] = asked.get(key, 0) + 1
            answer = (202, {"state": "sent"}) if asked[key] <= manners.undecided else inbox.take(key, raw)
            say(f"{answer[0]} {key} {answer[1].get('reason', '')}".rstrip())
            if random.random() < manners.mute:  # noqa: S311
                self.close_connection = True
                return
            self._answer(*answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the library
            """Says nothing by itself."""

        def _answer(self, status: int, told: dict[str, str]) -> None:
            body = json.dumps(told, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
