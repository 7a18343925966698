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
    """One row of a draft: a new one (``based_on`` None) or a step forward from the stamp it was read at.

    ``parents`` are the stamps of the row's newest versions where several machines had changed it.
    """

    row: Record
    based_on: int | None
    changed: tuple[str, ...] = ()
    parents: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """One fact in the making. ``person`` and ``place`` say whom and which commune it concerns."""

    name: str
    actor: UUID
    at: datetime
    person: UUID | None
    place: str
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
        changed = [name for name, value in values.items() if getattr(row, name) != value]
        if changed:
            self._write(row, {name: values[name] for name in changed})
        return row

    def decide(self, row: RowT, **values: Any) -> RowT:
        """Like ``change``, but written even where the value is the one shown: so a person ends a conflict."""
        self._write(row, values)
        return row

    def _write(self, row: Record, values: dict[str, Any]) -> None:
        """One entry a row, however often the deed changes it; columns that belong together are written together."""
        for name, value in values.items():
            setattr(row, name, value)
        known = next((entry for entry in self.rows if entry.row.pk == row.pk), None)
        if known is None:
            known = RowWrite(row, row.stamp)
            self.rows.append(known)
        for name in values if known.row is not row else ():
            setattr(known.row, name, values[name])
        if known.based_on is not None:
            known.changed = _whole(row, (*known.changed, *values))


def _whole(row: Record, changed: tuple[str, ...]) -> tuple[str, ...]:
    """The columns with those that only make sense together with them."""
    attributes = {field.name: field.attname for field in row._meta.concrete_fields}
    names = dict.fromkeys(attributes.get(name, name) for name in changed)
    for group in row.MERGED_TOGETHER:
        if not names.keys().isdisjoint(group):
            names |= dict.fromkeys(group)
    return tuple(names)
