"""Logs say where the program was, never what it held."""

from __future__ import annotations

import logging
import sys

from tram.kernel.logs import FramesOnly


def stumble() -> None:
    raise ValueError(f"Lò Thị {chr(76)}an")


def record(name: str, message: str, *, failing: bool = False) -> logging.LogRecord:
    try:
        stumble()
    except ValueError:
        failure = sys.exc_info() if failing else None
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, (), failure)


def test_a_failure_is_logged_by_its_kind_and_frames_without_what_it_quotes() -> None:
    text = FramesOnly().format(record("django.request", "Internal Server Error: /nguoi-dan/0198/", failing=True))
    assert "ValueError" in text
    assert "in stumble" in text
    assert "Lò Thị Lan" not in text
    assert "0198" not in text


def test_our_own_words_are_kept() -> None:
    assert "checkpoint" in FramesOnly().format(record("tram.kernel.sqlite", "checkpoint skipped"))
