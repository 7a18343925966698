"""When a conditional field must be filled: the house's condition language over the texts of one row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from tram.claims.format.model import Field, Row, Table
from tram.engines.expression import Kind, Scope, Type
from tram.engines.expression import condition as checked
from tram.engines.expression.compiled import compiled

Condition = Callable[[Row], bool]

LONGEST_CODE = 6  # a coded text field with room for more holds several codes, parted by ";"


@cache
def condition(table: Table, text: str) -> Condition:
    """What the text asks of a row of the table. Refuses (``ExpressionError``) what does not fit its fields.

    Fields are named in small letters and are texts as they stand in the file; an empty one is missing; one of several
    codes is asked with ``includes``.
    """
    several = frozenset(one.name.lower() for one in table.fields if holds_several(one))
    asks = compiled(checked(text, Scope({one.name.lower(): _kind(one) for one in table.fields})))
    return lambda row: asks(_Told(row, several), _NOTHING) is True


def holds_several(field: Field) -> bool:
    """Whether the field may hold several codes of its list, parted by ";"."""
    return bool(field.code_list) and field.kind == "text" and (field.length is None or field.length > LONGEST_CODE)


def _kind(field: Field) -> Kind:
    return Kind(Type.CODES if holds_several(field) else Type.TEXT, nullable=True)


class _Told(Mapping[str, Any]):
    """A row as conditions see it."""

    __slots__ = ("row", "several")

    def __init__(self, row: Row, several: frozenset[str]) -> None:
        self.row, self.several = row, several

    def __getitem__(self, name: str) -> str | tuple[str, ...] | None:
        value = self.row.get(name.upper(), "")
        if name in self.several:
            return tuple(value.split(";")) if value else ()
        return value or None

    def __iter__(self) -> Iterator[str]:
        return (name.lower() for name in self.row)

    def __len__(self) -> int:
        return len(self.row)


class _Nothing:
    """A world without other tables: a field's condition looks at its own row only."""

    parameters: Mapping[str, Any] = {}

    def rows(self, table: str) -> Sequence[Row]:
        """None at all."""
        return ()

    def matching(self, table: str, columns: tuple[str, ...], values: tuple[Any, ...]) -> Sequence[Row]:
        """None at all."""
        return ()


_NOTHING = _Nothing()
