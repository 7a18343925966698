"""The address where machines call: no sign-in, no form token, no traceback; and the way to it over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from django.test import Client

from tram.kernel.refusals import Refusal
from tram.sync.models import Refused
from tram.sync.talk import view
from tram.sync.talk.http import TYPE, Http, machine_url

pytestmark = pytest.mark.django_db
ADDRESS = "/dong-bo/may/"


@pytest.fixture
def caller() -> Iterator[Client]:
    cache.clear()
    yield Client(enforce_csrf_checks=True, raise_request_exception=False)
    cache.clear()


def post(caller: Client, body: bytes):
    return caller.post(ADDRESS, body, content_type=TYPE)


def test_nonsense_gets_a_plain_refusal_and_is_counted(caller: Client):
    answer = post(caller, b"hello")
    assert (answer.status_code, answer.json()["code"]) == (400, "envelope.damaged")
    assert Refused.objects.get().reason == "envelope.damaged"


def test_an_empty_or_enormous_call_is_refused_before_it_is_read(caller: Client):
    assert post(caller, b"").status_code == 413
    assert post(caller, bytes(9 * 1024 * 1024)).status_code == 413


def test_who_is_refused_again_and_again_has_to_wait(caller: Client):
    codes = [post(caller, b"hello").status_code for _ in range(view.WRONG_A_MINUTE + 1)]
    assert set(codes[:-1]) == {400}
    assert codes[-1] == 429


def test_only_posting_is_answered(caller: Client):
    assert caller.get(ADDRESS).status_code == 405


def test_a_fault_of_the_program_is_one_sentence(caller: Client, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> bytes:
        raise ZeroDivisionError("a name that must not be told")

    monkeypatch.setattr(view, "answer", broken)
    answer = post(caller, b"hello")
    assert (answer.status_code, answer.json()["code"]) == (500, "sync.failed")
    assert "name" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("centre:8000", "http://centre:8000/dong-bo/may/"),
        ("http://10.0.0.1:8000/", "http://10.0.0.1:8000/dong-bo/may/"),
        ("https://tram.example/dong-bo/may/", "https://tram.example/dong-bo/may/"),
        (" http://centre/tram ", "http://centre/tram/dong-bo/may/"),
    ],
)
def test_an_address_is_understood_as_people_type_it(typed: str, full: str):
    assert machine_url(typed) == full


@pytest.mark.parametrize("typed", ["", "ftp://centre", "http://"])
def test_what_is_no_address_is_refused(typed: str):
    with pytest.raises(Refusal, match="Địa chỉ"):
        machine_url(typed)


@contextmanager
def listening(status: int, kind: str, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked(status: int, kind: str, body: bytes) -> bytes:
    with listening(status, kind, body) as address, Http(address) as send:
        return send(b"question")


def refusal(status: int, kind: str, body: bytes) -> str:
    with pytest.raises(Refusal) as no:
        asked(status, kind, body)
    return no.value.code


def test_an_answer_is_carried_back():
    assert asked(200, TYPE, b"answer") == b"answer"


def test_a_plain_refusal_of_the_other_machine_is_told():
    assert refusal(403, "application/json", b'{"code": "envelope.sender", "sentence": "x"}') == "envelope.sender"


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}"])
def test_something_else_that_answers_there_is_named_so(body: bytes):
    assert refusal(200, "text/html", body) == "line.not_tram"
    assert refusal(502, "application/json", body) == "line.not_tram"


def test_nobody_there_is_a_cut_line():
    with pytest.raises(Refusal) as no, Http("http://127.0.0.1:9") as send:
        send(b"question")
    assert no.value.code == "line.cut"
