"""Versions of one definition: which is in force on the day of an event, and whether two claim the same day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise
from typing import TypeVar

from tram.engines.definitions.head import Head

Defined = TypeVar("Defined")


def effective(
    definitions: Iterable[Defined], day: date, *, head: Callable[[Defined], Head] | None = None
) -> Defined | None:
    """The version in force on the day of the event (never today's date), or None. `head` finds an item's head
    (default: the item itself or its `.head`)."""
    found = [one for one in definitions if (head or _head)(one).in_force(day)]
    return max(found, key=lambda one: (head or _head)(one).version, default=None)


def overlaps(heads: Iterable[Head]) -> list[tuple[Head, Head]]:
    """Pairs of versions of one id that hold on a common day, or that carry the same version number."""
    ordered = sorted(heads, key=lambda head: (head.id, head.effective_from, head.version))
    return [
        (earlier, later)
        for earlier, later in pairwise(ordered)
        if earlier.id == later.id and (earlier.version == later.version or earlier.in_force(later.effective_from))
    ]


def _head(one: object) -> Head:
    found = one if isinstance(one, Head) else getattr(one, "head", None)
    if not isinstance(found, Head):
        raise TypeError(f"no head on {type(one).__name__}")
    return found
