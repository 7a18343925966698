"""What a list on paper is made of: columns over rows, a filter, an order, totals. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tram.engines.definitions.head import Head
from tram.engines.expression import Node, Type

Cell = str | int | Decimal | date | bool | UUID | None
TOTALS = ("", "sum", "count")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `value` None numbers the lines. `words_vi`, `words_en` say codes; `total` is "", "sum" or "count"."""

    id: str
    title_vi: str
    title_en: str
    type: Type
    value: Node | None
    width: int = 12
    places: int = 0
    total: str = ""
    words_vi: Mapping[str, str] = field(default_factory=dict)
    words_en: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """Rows and the lines they must give, and the totals if asked."""

    title_vi: str
    at: date
    rows: tuple[Mapping[str, Any], ...]
    lines: tuple[tuple[Any, ...], ...]
    totals: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Layout:
    """A list: which rows, in which order, what stands in each column."""

    head: Head
    table: str
    columns: tuple[Column, ...]
    filter: Node | None = None
    order: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines of typed cells under a layout's columns, and its totals (None where a column has none)."""

    layout: Layout
    lines: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...]

    @property
    def has_totals(self) -> bool:
        """Whether any column is totalled."""
        return any(column.total for column in self.layout.columns)
