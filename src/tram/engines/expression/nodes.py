"""The words of the condition language as frozen values: what a parsed condition is made of.

Every node is plain data: it can be written as JSON (`as_json`), read on a phone, and compiled to any engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Type(StrEnum):
    """What a value can be. `CODES` (a set of codes) exists only in forms."""

    BOOL = "bool"
    INT = "int"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    CODE = "code"
    ID = "id"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of a condition; `position` is the offset in the text it was parsed from, and makes no difference."""

    position: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written in the condition itself."""

    value: bool | int | Decimal | str | date
    type: Type


@dataclass(frozen=True, slots=True)
class Column(Node):
    """A column: of the nearest table, or of the counted row when `of_subject`."""

    name: str
    of_subject: bool = False


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A value given when the condition is run, such as `:at`."""

    name: str


@dataclass(frozen=True, slots=True)
class Every(Node):
    """True when all parts are (and)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either(Node):
    """True when one part is (or)."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """True when the part is false."""

    part: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`=`, `!=`, `<`, `<=`, `>`, `>=`; false when a side is missing."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """Inclusive; false when a part is missing."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """`value in [..]`; false when the value is missing."""

    value: Node
    options: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Missing(Node):
    """`value is missing`, the only question about a missing value (`is known` is its Not)."""

    value: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`+ - * /` on numbers; missing when a part is, or when dividing by zero."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Shift(Node):
    """A date moved by whole days, months or years (negative: back); a day the month lacks becomes its last."""

    value: Node
    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function of the language by name."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Case(Node):
    """The value of the first branch whose condition is true, else `default`, else missing."""

    branches: tuple[tuple[Node, Node], ...]
    default: Node | None


@dataclass(frozen=True, slots=True)
class Exists(Node):
    """Has the subject a row in the table for which the condition is true?"""

    table: str
    where: Node | None


@dataclass(frozen=True, slots=True)
class Count(Node):
    """How many rows of the table belong to the subject and satisfy the condition."""

    table: str
    where: Node | None


@dataclass(frozen=True, slots=True)
class Pick(Node):
    """A field of the subject's `last` or `first` row by `order`, or of its `one` row."""

    which: str
    table: str
    order: str | None
    where: Node | None
    field: str
