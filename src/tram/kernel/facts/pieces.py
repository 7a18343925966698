"""Rows by columns: how a snapshot travels and is kept. Much smaller than row by row, and quicker to take in.

A piece names every row id once, and every stamp; columns refer to them. Of any other column each different value is
named once. So a converter looks at a value once, however many rows bear it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tram.kernel.facts.packing import pack_ids, pack_numbers, unpack_ids, unpack_numbers

ROW, STAMP, INSTANT, VALUE = "row", "stamp", "instant", "value"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its different values (the first is always None) and which of them each row has.

    Values are bytes of ids, stamps, microseconds since 1970, or values as JSON has them, by ``kind``.
    """

    name: str
    kind: str
    different: list[Any]
    which: list[int]

    def values(self) -> list[Any]:
        """The value of every row, as ``kind`` has it."""
        return [self.different[each] for each in self.which]

    def plain(self, convert: Callable[[Any], Any] = lambda value: value, empty: Any = None) -> list[Any]:
        """The value of every row as JSON has it, through a converter; ``empty`` where there is none."""
        tell = _PLAIN[self.kind]
        seen = {at: convert(tell(self.different[at])) if at else empty for at in set(self.which)}
        return [seen[at] for at in self.which]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one table."""

    table: str
    count: int
    columns: list[Column]

    def column(self, name: str) -> Column:
        """The column of that name. Raises ``ValueError`` when there is none."""
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            raise ValueError(name)
        return found

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows, as JSON has their values; what is None is left out."""
        names = [column.name for column in self.columns]
        for values in zip(*(column.plain() for column in self.columns), strict=True):
            yield {name: value for name, value in zip(names, values, strict=True) if value is not None}


Told = tuple[str, str, Sequence[Any]]
"""A column to be written: name, kind, the value of every row."""


class _Column(msgspec.Struct, array_like=True):
    name: str
    kind: str
    different: bytes
    count: int
    which: bytes


class _Sheet(msgspec.Struct, array_like=True):
    table: str
    count: int
    columns: list[_Column]


class _Piece(msgspec.Struct, array_like=True):
    ids: bytes
    id_count: int
    stamps: bytes
    stamp_count: int
    sheets: list[_Sheet]


def write(sheets: Sequence[tuple[str, Sequence[Told]]]) -> bytes:
    """The piece of these tables as bytes."""
    ids, stamps = _pool(sheets, ROW), _pool(sheets, STAMP)
    known = {ROW: _numbered(ids), STAMP: _numbered(stamps)}
    made = [_Sheet(table, len(told[0][2]), [_written(each, known) for each in told]) for table, told in sheets]
    return msgspec.msgpack.encode(_Piece(pack_ids(ids), len(ids), pack_numbers(stamps), len(stamps), made))


def read(raw: bytes) -> list[Sheet]:
    """The tables of a piece. Raises ``ValueError`` for bytes that are none."""
    piece = msgspec.msgpack.decode(raw, type=_Piece)
    pools: dict[str, list[Any]] = {
        ROW: [None, *unpack_ids(piece.ids, piece.id_count)],
        STAMP: [None, *unpack_numbers(piece.stamps, piece.stamp_count)],
    }
    return [Sheet(s.table, s.count, [_column(column, s.count, pools) for column in s.columns]) for s in piece.sheets]


def microseconds(at: datetime) -> int:
    """An instant as a number."""
    return (at - EPOCH) // MICROSECOND


def _pool(sheets: Sequence[tuple[str, Sequence[Told]]], kind: str) -> list[Any]:
    found: set[Any] = set()
    for _, told in sheets:
        for _, each, values in told:
            if each == kind:
                found.update(values)
    return sorted(found - {None})


def _numbered(values: Sequence[Any]) -> dict[Any, int]:
    return {None: 0} | {value: number for number, value in enumerate(values, 1)}


def _written(told: Told, known: dict[str, dict[Any, int]]) -> _Column:
    name, kind, values = told
    if kind in known:
        numbered = known[kind]
        return _Column(name, kind, b"", 0, pack_numbers([numbered[value] for value in values]))
    numbered = _numbered(list(dict.fromkeys(value for value in values if value is not None)))
    different = list(numbered)[1:]
    packed = pack_numbers(different) if kind == INSTANT else msgspec.msgpack.encode(different)
    return _Column(name, kind, packed, len(different), pack_numbers([numbered[value] for value in values]))


def _column(told: _Column, count: int, pools: dict[str, list[Any]]) -> Column:
    different = pools.get(told.kind)
    if different is None:
        different = [None, *_different(told)]
    which = unpack_numbers(told.which, count)
    if which and not 0 <= min(which) <= max(which) < len(different):
        raise ValueError(told.name)
    return Column(told.name, told.kind, different, which)


def _different(told: _Column) -> list[Any]:
    if told.kind == INSTANT:
        return unpack_numbers(told.different, told.count)
    if told.kind != VALUE:
        raise ValueError(told.kind)
    return msgspec.msgpack.decode(told.different, type=list[str | int | bool | float])


def _instant(number: int) -> str:
    return (EPOCH + number * MICROSECOND).isoformat()


_PLAIN: dict[str, Callable[[Any], Any]] = {
    ROW: bytes.hex,
    STAMP: int,
    INSTANT: _instant,
    VALUE: lambda value: value,
}
