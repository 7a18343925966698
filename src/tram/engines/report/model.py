"""What a report on paper is made of: tables whose cells are bound to numbers. Values only, fit to be frozen as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from tram.engines.deadlines import Deadline
from tram.engines.definitions.head import Head

PERIODS = ("month", "quarter", "half", "year")
LEVELS = ("commune", "province")
LABELS = ("number", "key", "title")
VALUES = ("numerator", "denominator", "percent")
ORIENTATIONS = ("portrait", "landscape")


class Binding(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which number: an indicator, kept to some keys of its splits, and which part of it ("" is the numerator)."""

    indicator: str = ""
    only: dict[str, tuple[str, ...]] = {}
    value: str = ""

    def within(self, row: Binding) -> Binding:
        """The binding of a column in a row: what both say; of a split that both name, the keys both have."""
        only = dict(self.only)
        for split, keys in row.only.items():
            only[split] = tuple(key for key in keys if key in only.get(split, keys))
        return Binding(self.indicator or row.indicator, only, self.value or row.value)


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """A column of words (``label`` number, key or title) or of numbers. ``group`` stands above several columns."""

    id: str
    title_vi: str
    title_en: str
    group_vi: str = ""
    group_en: str = ""
    label: str = ""
    binding: Binding = Binding()
    total: bool = False
    width: int = 10


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row; one that is not ``counted`` ("of which …") is left out of the total."""

    id: str
    title_vi: str
    title_en: str
    binding: Binding = Binding()
    counted: bool = True


class TableForm(msgspec.Struct, frozen=True):
    """A table with its rows laid out."""

    id: str
    title_vi: str
    title_en: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def has_total(self) -> bool:
        """Whether any column is summed."""
        return any(column.total for column in self.columns)


class Counted(msgspec.Struct, frozen=True, array_like=True):
    """One cell of an indicator: its keys in the order of the splits, numerator, denominator (None for a count)."""

    keys: tuple[str, ...]
    numerator: int
    denominator: int | None = None


class Cells(msgspec.Struct, frozen=True, omit_defaults=True):
    """An indicator divided by all the splits a report asks for. ``per``: what a share is told for."""

    by: tuple[str, ...]
    cells: tuple[Counted, ...]
    per: int = 100


@dataclass(frozen=True, slots=True)
class SplitRows:
    """Rows by the keys of a split: those found, all those its list has ("listed"), or some named."""

    split: str
    keys: str | tuple[str, ...] = "found"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the definition says it."""

    id: str
    title_vi: str
    title_en: str
    columns: tuple[Column, ...]
    rows: SplitRows | tuple[Row, ...]

    def bindings(self) -> tuple[Binding, ...]:
        """What its numbers are bound to; rows by a split add it without a key."""
        rows = (Binding(only={self.rows.split: ()}),) if isinstance(self.rows, SplitRows) else self._row_bindings()
        return tuple(column.binding.within(row) for column in self.columns if not column.label for row in rows)

    def _row_bindings(self) -> tuple[Binding, ...]:
        assert not isinstance(self.rows, SplitRows)
        return tuple(row.binding for row in self.rows)


@dataclass(frozen=True, slots=True)
class Example:
    """Cells by indicator and the lines they must give, by table: a row's id, then its numbers."""

    title_vi: str
    cells: Mapping[str, Cells]
    lines: Mapping[str, tuple[tuple[object, ...], ...]]
    totals: Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: for which periods and places, until when, for whom, signed by whom, and its tables."""

    head: Head
    code: str
    periods: tuple[str, ...]
    levels: tuple[str, ...]
    deadline: Deadline
    recipient_vi: str
    recipient_en: str
    signs_vi: tuple[str, ...]
    orientation: str
    tables: tuple[Table, ...]
    examples: tuple[Example, ...]

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.head.id

    def asked(self) -> dict[str, tuple[str, ...]]:
        """The indicators it needs, each with every split its cells are kept to or divided by."""
        found: dict[str, dict[str, None]] = {}
        for table in self.tables:
            for binding in table.bindings():
                found.setdefault(binding.indicator, {}).update(dict.fromkeys(binding.only))
        return {indicator: tuple(sorted(splits)) for indicator, splits in found.items()}
