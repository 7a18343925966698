"""What a check noticed without refusing: the field, and a sentence for the person at the desk."""

from __future__ import annotations

from dataclasses import dataclass


def phrase(text: str) -> str:
    """The phrase itself: marks for the catalogue what ``kernel.said`` says in the reader's language."""
    return text


@dataclass(frozen=True, slots=True)
class Finding:
    """A warning about one field. It never stops a deed."""

    code: str
    field: str
    sentence: str
