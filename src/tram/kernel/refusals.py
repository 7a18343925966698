"""How Trạm says No: one value with a code for programs, a Vietnamese sentence for people, details for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


def _as_it_is(sentence: str) -> str:
    return sentence


_reader: Callable[[str], str] = _as_it_is


def read_with(reader: Callable[[str], str]) -> None:
    """Sets how sentences reach the reader's language; the kernel's app does, so that rules stay free of Django."""
    global _reader  # noqa: PLW0603 - one reader for the whole program, set once at start
    _reader = reader


class Refusal(Exception):  # noqa: N818 - a No is an answer, not an error
    """A deed that was not done. Nothing was written.

    ``code`` is stable (``person.name_missing``), ``sentence`` is Vietnamese and says what to do next, ``details`` name
    the field or rule, never a person; ``status`` is the HTTP status that fits.
    """

    def __init__(self, code: str, sentence: str, details: Mapping[str, Any] | None = None, status: int = 422) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.details: dict[str, Any] = dict(details or {})
        self.status = status

    @property
    def said(self) -> str:
        """The sentence in the reader's language."""
        return _reader(self.sentence)

    def as_dict(self) -> dict[str, Any]:
        """The refusal for a program: ``{"code", "sentence", "details"}``, the sentence in the caller's language."""
        return {"code": self.code, "sentence": self.said, "details": self.details}

    def __str__(self) -> str:
        return self.sentence
