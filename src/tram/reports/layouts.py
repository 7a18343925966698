"""Registers as the law lays them out: read from ``definitions/reports``, chosen by the date of the event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tram.engines.definitions import DefinitionError, Head, read_toml
from tram.engines.layout import Layout, load_layout
from tram.kernel.definitions import files, remembered
from tram.kernel.periods import Period
from tram.reports import refusals
from tram.reports.books import Book, read_book
from tram.reports.sources import tables

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RegisterLayout:
    """One version of a register's form: its columns, and what stands on its paper around them."""

    layout: Layout
    code: str
    form_code: str
    owner_vi: str
    signs_vi: tuple[str, ...]
    book: Book = field(default_factory=Book)

    @property
    def head(self) -> Head:
        """The form's title, source, status and days in force."""
        return self.layout.head


def read_layout(path: Path) -> RegisterLayout:
    """The layout of one file. Refuses (``DefinitionError``) what the engine refuses, and a form without its names."""
    body, _name = read_toml(path)
    layout, part = load_layout(body, tables()), body.get("register", {})
    for key in ("code", "form_code", "owner_vi", "signs_vi"):
        if not part.get(key):
            raise DefinitionError(layout.head.id, f"[register] thiếu «{key}»", f"thêm {key} = …")
    book = read_book(layout.head.id, part, layout.table)
    return RegisterLayout(layout, part["code"], part["form_code"], part["owner_vi"], tuple(part["signs_vi"]), book)


def layout_files() -> tuple[Path, ...]:
    """The files that hold register forms, those published later too."""
    return files("reports", "register-*.toml")


@remembered
def every_layout() -> tuple[RegisterLayout, ...]:
    """All versions of all registers, oldest first."""
    found = map(read_layout, layout_files())
    return tuple(sorted(found, key=lambda one: (one.code, one.head.effective_from)))


def registers(day: date) -> tuple[RegisterLayout, ...]:
    """The form of every register on a day (the last one there was, when none is in force), by code."""
    found: dict[str, RegisterLayout] = {}
    for one in every_layout():
        if one.head.effective_from <= day or one.code not in found:
            found[one.code] = one
    return tuple(found[code] for code in sorted(found, key=_by_code))


def register_form(code: str, day: date) -> RegisterLayout:
    """The form of a register on a day. Refuses ``register.unknown`` (404), naming those there are."""
    known = registers(day)
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise refusals.unknown_register(code, [one.code for one in known])
    return found


def _by_code(code: str) -> tuple[bool, list[tuple[int, str]]]:
    """A1, A2 … A10 before 01A, 01B: numbers by size."""
    parts = re.findall(r"\d+|\D+", code)
    return code[:1].isdigit(), [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def layouts_for(code: str, period: Period) -> tuple[tuple[RegisterLayout, Period], ...]:
    """The period cut where the law changes: each part with the layout in force for its days.

    Refuses an unknown register, an open period, and days for which no layout is in force.
    """
    known = [one for one in every_layout() if one.code == code]
    if not known:
        raise refusals.unknown_register(code, sorted({one.code for one in every_layout()}))
    if period.end is None:
        raise refusals.open_period()
    parts = [(one, cut) for one in known if (cut := _overlap(one.head, period, known)) is not None]
    if not parts or parts[0][1].start != period.start:
        raise refusals.no_layout(period.start)
    if parts[-1][1].end != period.end:
        raise refusals.no_layout(period.end)
    return tuple(parts)


def _overlap(head: Head, period: Period, known: Sequence[RegisterLayout]) -> Period | None:
    """The days of the period under this form: a later version that was published ends it."""
    start = max(head.effective_from, period.start)
    later = [one.head.effective_from for one in known if one.head.id == head.id and one.head.version > head.version]
    ends = [end for end in (head.effective_to, period.end) if end is not None] + [day - ONE_DAY for day in later]
    end = min(ends) if ends else None
    return Period(start, end) if end is None or start <= end else None
