"""A filled report as it is kept: its paper (titles, place, period, tables, words) and its cells, in one JSON text.

It holds everything that is shown: a closed report reads the same when definitions, places or lists have changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cached_property

import msgspec

from tram.engines.report import Cells, FilledTable, TableForm, numbered
from tram.kernel.periods import Period
from tram.reports.closing.refusals import unreadable

Definitions = Mapping[str, tuple[int, str]]


class Frozen(msgspec.Struct, frozen=True, dict=True):
    """A report of a place and period with its numbers."""

    report: str
    version: int
    code: str
    title_vi: str
    title_en: str
    status: str
    source: str
    recipient_vi: str
    recipient_en: str
    signs_vi: tuple[str, ...]
    orientation: str
    place: str
    place_name: str
    above: str
    unit: str
    first_day: date
    last_day: date
    tables: tuple[TableForm, ...]
    cells: dict[str, Cells]

    @property
    def period(self) -> Period:
        """The period it is about."""
        return Period(self.first_day, self.last_day)

    @cached_property
    def filled(self) -> tuple[FilledTable, ...]:
        """Its tables with their numbers."""
        return numbered(self.tables, self.cells)

    def text(self) -> str:
        """As it is kept."""
        return msgspec.json.encode(self).decode()


def thawed(text: str) -> Frozen:
    """A report from what ``text`` made of it, here or on another machine. Refuses what this program cannot read."""
    try:
        return msgspec.json.decode(text, type=Frozen)
    except msgspec.DecodeError:
        raise unreadable() from None


def definitions_text(definitions: Definitions) -> str:
    """Which versions of which definitions gave the numbers, always in the same order."""
    return msgspec.json.encode({name: definitions[name] for name in sorted(definitions)}).decode()


def definitions_of(text: str) -> dict[str, tuple[int, str]]:
    """Version and digest by definition, from what ``definitions_text`` made of them."""
    return msgspec.json.decode(text, type=dict[str, tuple[int, str]])


def digest(content: str, definitions: str) -> str:
    """One number for the whole: two closings with equal digests say the same."""
    return hashlib.sha256(f"{content}\n{definitions}".encode()).hexdigest()
