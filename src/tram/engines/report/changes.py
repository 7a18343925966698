"""Where two fillings of one report differ, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tram.engines.report.fill import FilledTable, Number
from tram.engines.report.model import Column, Row


@dataclass(frozen=True, slots=True)
class Change:
    """A cell whose number changed. None: the row was not there."""

    table: str
    row: Row
    column: Column
    before: Number | None
    after: Number | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Which cell: table, row, column."""
        return (self.table, self.row.id, self.column.id)


def changes(before: Sequence[FilledTable], after: Sequence[FilledTable]) -> tuple[Change, ...]:
    """The cells that differ, in the order of the tables; rows that came or went stand where they are or were."""
    known = {table.form.id: table for table in before}
    found: list[Change] = []
    for table in after:
        old = known.pop(table.form.id, None)
        found += _of_table(old, table)
    return (*found, *(change for table in known.values() for change in _of_table(table, None)))


def _of_table(before: FilledTable | None, after: FilledTable | None) -> Iterable[Change]:
    old, new = _by_cell(before), _by_cell(after)
    for key in dict.fromkeys((*new, *old)):
        where = new.get(key) or old[key]
        was, now = (found[key].number if key in found else None for found in (old, new))
        if _told(was) != _told(now):
            yield Change(where.table, where.row, where.column, was, now)


def _told(number: Number | None) -> object:
    """What stands on paper: nothing and nought are the same."""
    return (number.value if number else None) or None


class _Cell(NamedTuple):
    table: str
    row: Row
    column: Column
    number: Number


def _by_cell(table: FilledTable | None) -> dict[tuple[str, str], _Cell]:
    if table is None:
        return {}
    return {
        (line.row.id, column.id): _Cell(table.form.id, line.row, column, cell)
        for line in table.lines
        for column, cell in zip(table.form.columns, line.cells, strict=True)
        if cell is not None
    }
