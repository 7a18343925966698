"""Cells into the lines of a report: rows found, numbers kept to what each cell is bound to, totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tram.engines.query.model import IndicatorDefinition, per
from tram.engines.report.model import Binding, Cells, Column, Counted, Report, Row, SplitRows, Table, TableForm

Labels = Callable[[str, Sequence[str]], Mapping[str, tuple[str, str]]]
"""The words of a split's keys, Vietnamese and English."""
Listed = Callable[[str, str], Sequence[str]]
"""All keys a split of an indicator can have, in order; empty when nothing says so."""
NONE = Cells((), ())


def listed_keys(known: Mapping[str, IndicatorDefinition], codes: Callable[[str], Sequence[str]]) -> Listed:
    """All keys of splits by their bands, their words, or their code list, whose codes are asked for by its name."""

    def listed(indicator: str, name: str) -> Sequence[str]:
        split = known[indicator].split(name)
        if split is None:
            return ()
        return split.band_names() or tuple(split.words_vi) or (codes(split.code_list) if split.code_list else ())

    return listed


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a cell: numerator, denominator (None for a count), and what is shown (None: nothing to divide by)."""

    numerator: int
    denominator: int | None
    value: int | Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row with a number for each column; None under a column of words."""

    row: Row
    cells: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class FilledTable:
    """A table with its lines, and its totals (None where a column has none)."""

    form: TableForm
    lines: tuple[Line, ...]
    totals: tuple[Number | None, ...]


def filled(report: Report, cells: Mapping[str, Cells], labels: Labels, listed: Listed) -> tuple[FilledTable, ...]:
    """Every table of the report, laid out and filled."""
    return numbered(laid_out(report, cells, labels, listed), cells)


def laid_out(report: Report, cells: Mapping[str, Cells], labels: Labels, listed: Listed) -> tuple[TableForm, ...]:
    """The tables with their rows: as written, or the keys of a split as they were found or are listed."""
    return tuple(_laid_out(table, cells, labels, listed) for table in report.tables)


def numbered(tables: Iterable[TableForm], cells: Mapping[str, Cells]) -> tuple[FilledTable, ...]:
    """The numbers of tables that are laid out."""
    tallies = {indicator: _Tally(found) for indicator, found in cells.items()}
    return tuple(_numbered(table, tallies) for table in tables)


def _laid_out(table: Table, cells: Mapping[str, Cells], labels: Labels, listed: Listed) -> TableForm:
    rows = (
        table.rows if not isinstance(table.rows, SplitRows) else _split_rows(table, table.rows, cells, labels, listed)
    )
    return TableForm(table.id, table.title_vi, table.title_en, table.columns, rows)


def _split_rows(
    table: Table, rows: SplitRows, cells: Mapping[str, Cells], labels: Labels, listed: Listed
) -> tuple[Row, ...]:
    indicators = dict.fromkeys(binding.indicator for binding in table.bindings())
    known = list(dict.fromkeys(key for indicator in indicators for key in listed(indicator, rows.split)))
    if isinstance(rows.keys, tuple):
        keys = list(rows.keys)
    else:
        found = {key for indicator in indicators for key in _found(cells.get(indicator, NONE), rows.split)}
        keys = [key for key in known if rows.keys == "listed" or key in found]
        keys += sorted(found - set(known), key=lambda key: (key == "", key))
    words = labels(rows.split, keys)
    return tuple(Row(key, *words.get(key, (key, key)), Binding(only={rows.split: (key,)})) for key in keys)


def _found(cells: Cells, split: str) -> set[str]:
    if split not in cells.by:
        return set()
    place = cells.by.index(split)
    return {cell.keys[place] for cell in cells.cells if cell.numerator or cell.denominator}


def _numbered(table: TableForm, tallies: Mapping[str, _Tally]) -> FilledTable:
    lines = tuple(Line(row, tuple(_number(column, row, tallies) for column in table.columns)) for row in table.rows)
    return FilledTable(table, lines, tuple(_total(place, column, lines) for place, column in enumerate(table.columns)))


def _number(column: Column, row: Row, tallies: Mapping[str, _Tally]) -> Number | None:
    if column.label:
        return None
    binding = column.binding.within(row.binding)
    tally = tallies.get(binding.indicator)
    return tally.number(binding) if tally else Number(0, None, 0)


def _total(place: int, column: Column, lines: Iterable[Line]) -> Number | None:
    if not column.total:
        return None
    counted = [cell for line in lines if line.row.counted and (cell := line.cells[place]) is not None]
    parts = [cell.denominator for cell in counted if cell.denominator is not None]
    value = sum(int(cell.value or 0) for cell in counted)
    return Number(sum(cell.numerator for cell in counted), sum(parts) if parts else None, value)


class _Tally:
    """An indicator's cells, found by one key of any split: a long table need not read them all for each cell."""

    def __init__(self, cells: Cells) -> None:
        self.per = cells.per
        self.place = {split: place for place, split in enumerate(cells.by)}
        self.all: Sequence[Counted] = cells.cells
        self.of: dict[tuple[str, str], list[Counted]] = {}
        for cell in cells.cells:
            for split, key in zip(cells.by, cell.keys, strict=True):
                self.of.setdefault((split, key), []).append(cell)

    def number(self, binding: Binding) -> Number:
        """What the binding asks for."""
        found = self._within(binding.only)
        numerator = sum(cell.numerator for cell in found)
        parts = [cell.denominator for cell in found if cell.denominator is not None]
        denominator = sum(parts) if parts else None
        return Number(numerator, denominator, self._value(binding.value, numerator, denominator))

    def _within(self, only: Mapping[str, tuple[str, ...]]) -> Sequence[Counted]:
        kept = {split: keys for split, keys in only.items() if split in self.place}
        if not kept:
            return self.all
        narrow = min(kept, key=lambda split: sum(len(self.of.get((split, key), ())) for key in kept[split]))
        found = [cell for key in kept[narrow] for cell in self.of.get((narrow, key), ())]
        return [cell for cell in found if all(cell.keys[self.place[split]] in keys for split, keys in kept.items())]

    def _value(self, value: str, numerator: int, denominator: int | None) -> int | Decimal | None:
        if value == "denominator":
            return denominator
        return per(self.per, numerator, denominator) if value == "percent" else numerator
