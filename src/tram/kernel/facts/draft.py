"""What a deed is about to write: collected while it decides, written all at once or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from tram.kernel.records import Record

RowT = TypeVar("RowT", bound=Record)


@dataclass(slots=True)
class RowWrite:
    """One row of a draft: a new one (``based_on`` None) or a step forward from the stamp it was read at."""

    row: Record
    based_on: int | None
    changed: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """One fact in the making. ``person`` and ``place`` say whom and which commune it concerns."""

    name: str
    actor: UUID
    at: datetime
    person: UUID | None
    place: str
    version: int = 1
    rows: list[RowWrite] = field(default_factory=list)

    def add(self, row: RowT) -> RowT:
        """A new row, written when the deed ends; returns it with its id."""
        self.rows.append(RowWrite(row, None))
        return row

    def add_all(self, rows: Iterable[RowT]) -> list[RowT]:
        """Several new rows, in order."""
        return [self.add(row) for row in rows]

    def change(self, row: RowT, **values: Any) -> RowT:
        """New values for a row that was read; refuses ``row.stale`` at the end if someone stepped ahead meanwhile.

        Values equal to the stored ones are left out; with nothing left the row is not written.
        """
        changed = tuple(name for name, value in values.items() if getattr(row, name) != value)
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            self.rows.append(RowWrite(row, row.stamp, changed))
        return row
