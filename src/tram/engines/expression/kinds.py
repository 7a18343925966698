"""What the checker knows about a value before it exists, and where names come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tram.engines.expression.nodes import Type

NUMBERS = frozenset({Type.INT, Type.DECIMAL})
WORDS = frozenset({Type.TEXT, Type.CODE})
TYPE_VI = {
    Type.BOOL: "đúng/sai",
    Type.INT: "số nguyên",
    Type.DECIMAL: "số thập phân",
    Type.TEXT: "chữ",
    Type.DATE: "ngày",
    Type.CODE: "mã",
    Type.ID: "định danh",
    Type.CODES: "nhiều mã",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Type of a value, whether it may be missing, digits after the comma, its possible codes and its words."""

    type: Type
    nullable: bool = False
    scale: int = 0
    codes: tuple[str, ...] = ()
    label: str = ""

    def maybe(self, nullable: bool = True) -> Kind:
        """The same kind, missing allowed when either says so."""
        return replace(self, nullable=self.nullable or nullable)


@dataclass(frozen=True, slots=True)
class Reach:
    """A table as conditions see it: its columns, and whether the subject has at most one row in it."""

    columns: Mapping[str, Kind]
    single: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything a condition may name. `inner` is set while reading the condition inside a table's brackets."""

    columns: Mapping[str, Kind]
    parameters: Mapping[str, Kind] = field(default_factory=dict)
    tables: Mapping[str, Reach] = field(default_factory=dict)
    division: bool = False
    inner: Mapping[str, Kind] | None = None

    def enter(self, columns: Mapping[str, Kind]) -> Scope:
        """The scope inside a table's brackets: bare names are that table's columns."""
        return replace(self, inner=columns)
