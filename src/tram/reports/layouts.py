"""Registers as the law lays them out: read from ``definitions/reports``, chosen by the date of the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tram.engines.definitions import DefinitionError, Head, read_toml
from tram.engines.layout import Layout, load_layout
from tram.kernel.definitions import files, remembered
from tram.kernel.periods import Period
from tram.reports import refusals
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
    return RegisterLayout(layout, part["code"], part["form_code"], part["owner_vi"], tuple(part["signs_vi"]))


def layout_files() -> tuple[Path, ...]:
    """The files that hold register forms, those published later too."""
    return files("reports", "register-*.toml")


@remembered
def every_layout() -> tuple[RegisterLayout, ...]:
    """All versions of all registers, oldest first."""
    found = map(read_layout, layout_files())
    return tuple(sorted(found, key=lambda one: (one.code, one.head.effective_from)))


def layouts_for(code: str, period: Period) -> tuple[tuple[RegisterLayout, Period], ...]:
    """The period cut where the law changes: each part with the layout in force for its days.

    Refuses an unknown register, an open period, and days for which no layout is in force.
    """
    known = [one for one in every_layout() if one.code == code]
    if not known:
        raise refusals.unknown_register(code)
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
