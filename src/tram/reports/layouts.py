"""Registers as the law lays them out: read from ``definitions/reports``, chosen by the date of the event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tram.engines.definitions.head import DefinitionError, Head, read_head
from tram.engines.definitions.toml import read_toml
from tram.kernel.periods import Period
from tram.reports import refusals
from tram.reports.catalogue import FOLDER
from tram.reports.lines import CELLS

TYPES = ("int", "text", "date")


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column: which cell of a line it shows, its headings, its type and its width in characters."""

    id: str
    title_vi: str
    title_en: str
    type: str
    width: int


@dataclass(frozen=True, slots=True)
class RegisterExample:
    """A line of the record and the cells it must give."""

    title_vi: str
    line: Mapping[str, Any]
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RegisterLayout:
    """One version of a register's form."""

    head: Head
    code: str
    form_code: str
    owner_vi: str
    signs_vi: tuple[str, ...]
    columns: tuple[RegisterColumn, ...]
    examples: tuple[RegisterExample, ...]


def read_layout(path: Path) -> RegisterLayout:
    """The layout of one file. Refuses (``DefinitionError``) a missing head, an unknown cell or type, no example."""
    body, name = read_toml(path)
    head = read_head(body, name)
    part = body["register"]
    examples = tuple(RegisterExample(one["title_vi"], one["line"], one["expected"]) for one in body.get("examples", ()))
    if not examples:
        raise DefinitionError(head.id, "thiếu ví dụ", "thêm [[examples]] với line và expected")
    return RegisterLayout(
        head=head,
        code=part["code"],
        form_code=part["form_code"],
        owner_vi=part["owner_vi"],
        signs_vi=tuple(part["signs_vi"]),
        columns=_columns(head, body),
        examples=examples,
    )


@cache
def every_layout() -> tuple[RegisterLayout, ...]:
    """All versions of all registers, oldest first."""
    found = (read_layout(path) for path in sorted(FOLDER.glob("register-*.toml")))
    return tuple(sorted(found, key=lambda one: (one.code, one.head.effective_from)))


def layouts_for(code: str, period: Period) -> tuple[tuple[RegisterLayout, Period], ...]:
    """The period cut where the law changes: each part with the layout in force for its days.

    Refuses an unknown register, an open or over-long period, and days for which no layout is in force.
    """
    known = [one for one in every_layout() if one.code == code]
    if not known:
        raise refusals.unknown_register(code)
    if period.end is None:
        raise refusals.open_period()
    parts = [(one, cut) for one in known if (cut := _overlap(one.head, period)) is not None]
    if not parts:
        raise refusals.no_layout(period.start)
    if parts[0][1].start != period.start:
        raise refusals.no_layout(period.start)
    if parts[-1][1].end != period.end:
        raise refusals.no_layout(period.end)
    return tuple(parts)


def _overlap(head: Head, period: Period) -> Period | None:
    start = max(head.effective_from, period.start)
    ends = [end for end in (head.effective_to, period.end) if end is not None]
    end = min(ends) if ends else None
    return Period(start, end) if end is None or start <= end else None


def _columns(head: Head, body: Mapping[str, Any]) -> tuple[RegisterColumn, ...]:
    borrowed = body["register"].get("columns_of")
    rows = read_toml(FOLDER / borrowed)[0]["columns"] if borrowed else body.get("columns", ())
    for row in rows:
        if row["id"] not in CELLS:
            raise DefinitionError(head.id, f"cột «{row['id']}» không có", "có: " + ", ".join(CELLS))
        if row["type"] not in TYPES:
            raise DefinitionError(
                head.id, f"cột «{row['id']}»: loại «{row['type']}» không có", "có: " + ", ".join(TYPES)
            )
    return tuple(
        RegisterColumn(row["id"], row["title_vi"], row["title_en"], row["type"], int(row["width"])) for row in rows
    )
