"""An exchange over HTTP: one address, envelopes in the body. Timeouts suit a line of the second generation."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec
import urllib3

from tram.kernel.refusals import Refusal
from tram.sync.talk.line import cut
from tram.sync.wire.envelope import SLACK, SNAPSHOT_LIMIT

T = TypeVar("T")
PATH = "dong-bo/may/"
TYPE = "application/octet-stream"
LIMIT = SNAPSHOT_LIMIT + SLACK
CONNECT, READ = 60.0, 180.0
BUSY = 429


class _No(msgspec.Struct):
    """A refusal in plain words: of one that does not know who asks."""

    code: str = ""
    sentence: str = ""


class Http:
    """The way to another machine's address; the connection is kept while the exchange lasts."""

    def __init__(self, address: str) -> None:
        self.url = machine_url(address)
        self.path = urlsplit(self.url).path
        self.worker = ThreadPoolExecutor(1, thread_name_prefix="tram-line")
        self.pool = urllib3.connection_from_url(
            self.url, maxsize=1, retries=False, timeout=urllib3.Timeout(connect=CONNECT, read=READ)
        )

    def __call__(self, raw: bytes) -> bytes:
        """The answer to an envelope. Raises ``line.cut``, or the other's refusal."""
        try:
            response = self.pool.urlopen(
                "POST", self.path, body=raw, headers={"Content-Type": TYPE}, preload_content=False, redirect=False
            )
            body = response.read(LIMIT + 1)
            response.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise cut() from error
        return _answer(response.status, response.headers.get("Content-Type", ""), body)

    def aside(self, work: Callable[[], T]) -> Callable[[], T]:
        """Begins the work beside this thread; what it returns waits for the end and gives (or raises) the outcome."""
        return self.worker.submit(work).result

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.worker.shutdown(wait=False)
        self.pool.close()


def machine_url(address: str) -> str:
    """The address machines talk to, from the one a person types. Refuses ``line.address`` what is none."""
    typed = address.strip()
    full = typed if "://" in typed else f"http://{typed}"
    parts = urlsplit(full)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refusal(
            "line.address",
            "Địa chỉ phải có dạng http://máy:cổng, ví dụ http://192.168.1.10:8000.",
            {"field": "address"},
        )
    return urljoin(full.rstrip("/") + "/", "" if full.rstrip("/").endswith(PATH.rstrip("/")) else PATH)


def _answer(status: int, kind: str, body: bytes) -> bytes:
    if status == 200 and kind.startswith(TYPE):
        return body
    if kind.startswith("application/json"):
        try:
            no = msgspec.json.decode(body, type=_No)
        except msgspec.MsgspecError:
            no = _No()
        if no.code:
            raise Refusal(no.code[:60], no.sentence[:300], status=status)
    raise Refusal(
        "line.not_tram",
        "Địa chỉ này trả lời nhưng không phải là Trạm. Hãy kiểm tra địa chỉ của tuyến trên.",
        {"status": status},
        status=502,
    )
