"""How rows of one table belong to rows of another: by the first link name both publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tram.engines.expression import Type
from tram.engines.expression.kinds import WORDS
from tram.engines.query.tables import PERSON, Table


@dataclass(frozen=True, slots=True)
class Join:
    """`subject` is the counted table's column, `other` the related table's; `single`: never more than one row."""

    name: str
    subject: str
    other: str
    single: bool


def joins(table: Table, tables: Mapping[str, Table], subject: str) -> dict[str, Join]:
    """For each table that can be reached from rows of `table`: how.

    The definition's subject is preferred, then the person, then the counted table's other links in their order; a name
    whose two columns are of different types joins nothing.
    """
    names = tuple(dict.fromkeys((subject, PERSON, *(name for name, _column in table.links))))
    found = ((other.name, _first(table, other, names)) for other in tables.values())
    return {name: join for name, join in found if join is not None}


def _first(table: Table, other: Table, names: tuple[str, ...]) -> Join | None:
    return next((join for join in (_join(table, other, name) for name in names) if join is not None), None)


def _join(table: Table, other: Table, name: str) -> Join | None:
    mine, theirs = table.link(name), other.link(name)
    if mine is None or theirs is None or _sort(table, mine) != _sort(other, theirs):
        return None
    return Join(name, mine, theirs, theirs == other.id_column or name in other.single)


def _sort(table: Table, name: str) -> Type | None:
    """The column's type; texts and codes are one."""
    column = table.column(name)
    return None if column is None else Type.TEXT if column.type in WORDS else column.type
