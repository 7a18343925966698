"""A claim as rules see it: rows that read a value the first time a rule asks for it, and never again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tram.claims.format import Row, Tables

SUMMARY = "XML1"
Reader = Callable[["Line"], Any]
Readers = Mapping[str, Mapping[str, Reader]]  # table → column → how to read it


class Line(dict[str, Any]):
    """One row of one table; ``line[column]`` is its value, None where it has none."""

    __slots__ = ("claim", "number", "raw", "readers")

    def __init__(self, claim: Claim, raw: Row, number: int, readers: Mapping[str, Reader]) -> None:
        """Keep the strings; nothing is read yet."""
        self.claim = claim
        self.raw = raw
        self.number = number
        self.readers = readers

    def __missing__(self, column: str) -> Any:
        value = self[column] = self.readers[column](self)
        return value

    def text(self, name: str) -> str:
        """The string of a field by its official name, empty when the row has none."""
        return self.raw.get(name, "")


class Claim:
    """One claim's rows by table, what rules are told beside them, and the other claims they may look at."""

    __slots__ = ("_found", "_lines", "bed_neighbours", "others", "parameters", "readers", "tables")

    def __init__(self, tables: Tables, readers: Readers, parameters: Mapping[str, Any] | None = None) -> None:
        """A claim of which nothing has been read; ``others`` are earlier claims of the same person."""
        self.tables = tables
        self.readers = readers
        self.parameters: Mapping[str, Any] = parameters or {}
        self.others: Sequence[Claim] = ()
        self.bed_neighbours: Sequence[Claim] = ()
        self._lines: dict[str, list[Line]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[Line]]] = {}

    def lines(self, table: str) -> list[Line]:
        """The rows of a table, in their order; none when the claim has not sent it."""
        found = self._lines.get(table)
        if found is None:
            readers = self.readers.get(table, {})
            rows = self.tables.get(table, ()) if readers else ()
            found = self._lines[table] = [Line(self, row, number, readers) for number, row in enumerate(rows, 1)]
        return found

    @property
    def summary(self) -> Line | None:
        """The row of XML1; None in a broken file that has none."""
        return next(iter(self.lines(SUMMARY)), None)

    def rows(self, table: str) -> Sequence[Line]:
        """The rows behind a name of the rules: ``xml3``, ``other.xml2`` (same person), ``bed.xml3`` (anybody)."""
        found = self._lines.get(table)
        if found is None:
            found = self._lines[table] = self._named(table)
        return found

    def matching(self, table: str, columns: tuple[str, ...], values: tuple[Any, ...]) -> Sequence[Line]:
        """The rows behind a name whose columns have these values; kept by value once somebody asked."""
        kept = self._found.get((table, columns))
        if kept is None:
            kept = self._found[table, columns] = {}
            for line in self.rows(table):
                kept.setdefault(tuple([line[name] for name in columns]), []).append(line)
        return kept.get(values, ())

    def _named(self, table: str) -> list[Line]:
        where, _dot, name = table.rpartition(".")
        if not where:
            return self.lines(name.upper())
        claims = self.others if where == "other" else self.bed_neighbours
        return [line for claim in claims for line in claim.lines(name.upper())]
