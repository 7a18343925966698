"""Plain-Python evaluation: the reference for every engine. Missing is None; conditions are true or false."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

from tram.engines.expression import calendar, nodes

Row = Mapping[str, Any]
_EXACT = Context(prec=5_000)
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

_WHOLE: dict[str, Callable[[int, int], int]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_DECIMAL: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
}


@dataclass(frozen=True, slots=True)
class Environment:
    """The counted row, the parameters, and how to get the rows of a table that belong to it (with its id column)."""

    subject: Row
    parameters: Mapping[str, Any] = field(default_factory=dict)
    related: Callable[[str], tuple[Sequence[Row], str]] | None = None
    inner: Row | None = None

    def enter(self, row: Row) -> Environment:
        """The environment inside a table's brackets."""
        return replace(self, inner=row)


def evaluate(node: nodes.Node, world: Environment) -> Any:
    """The value of a checked node (None when missing); never raises on data of the declared types."""
    return _RULES[type(node)](node, world)


def _literal(node: nodes.Literal, _world: Environment) -> Any:
    return node.value


def _column(node: nodes.Column, world: Environment) -> Any:
    row = world.subject if node.of_subject or world.inner is None else world.inner
    return row[node.name]


def _parameter(node: nodes.Parameter, world: Environment) -> Any:
    return world.parameters[node.name]


def _every(node: nodes.Every, world: Environment) -> bool:
    return all(evaluate(part, world) is True for part in node.parts)


def _either(node: nodes.Either, world: Environment) -> bool:
    return any(evaluate(part, world) is True for part in node.parts)


def _not(node: nodes.Not, world: Environment) -> bool:
    return evaluate(node.part, world) is not True


def _compare(node: nodes.Compare, world: Environment) -> bool:
    left, right = evaluate(node.left, world), evaluate(node.right, world)
    if left is None or right is None:
        return False
    return _COMPARISONS[node.operator](left, right)


def _between(node: nodes.Between, world: Environment) -> bool:
    value, low, high = (evaluate(part, world) for part in (node.value, node.low, node.high))
    if value is None or low is None or high is None:
        return False
    return bool(low <= value <= high)


def _one_of(node: nodes.OneOf, world: Environment) -> bool:
    value = evaluate(node.value, world)
    return value is not None and any(value == option.value for option in node.options)


def _missing(node: nodes.Missing, world: Environment) -> bool:
    return evaluate(node.value, world) is None


def _arithmetic(node: nodes.Arithmetic, world: Environment) -> Any:
    left, right = evaluate(node.left, world), evaluate(node.right, world)
    if left is None or right is None:
        return None
    if node.operator == "/":
        return None if right == 0 else divide(Decimal(left), Decimal(right))
    if isinstance(left, int) and isinstance(right, int):
        return _WHOLE[node.operator](left, right)
    return _DECIMAL[node.operator](Decimal(left), Decimal(right))


def divide(left: Decimal, right: Decimal) -> Decimal:
    """left / right to 6 digits after the comma, halves away from zero; right is not 0."""
    ratio = Fraction(left) / Fraction(right)
    millionths = (abs(ratio.numerator) * 2_000_000 + ratio.denominator) // (2 * ratio.denominator)
    return _EXACT.scaleb(Decimal(millionths if ratio >= 0 else -millionths), -6)


def rounded(value: Decimal, digits: int) -> Decimal:
    """The value with that many digits after the comma, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_EXACT)


def _shift(node: nodes.Shift, world: Environment) -> Any:
    day = evaluate(node.value, world)
    return None if day is None else calendar.shift(day, node.amount, node.unit)


def _call(node: nodes.Call, world: Environment) -> Any:
    values = [evaluate(argument, world) for argument in node.arguments]
    if node.function == "first_known":
        return next((value for value in values if value is not None), None)
    if node.function in ("starts_with", "includes"):
        return values[0] is not None and _has(node.function, values[0], values[1])
    if None in values:
        return None
    counted: Callable[..., int] = getattr(calendar, node.function)
    return counted(*values)


def _has(function: str, value: Any, wanted: str) -> bool:
    return bool(value.startswith(wanted)) if function == "starts_with" else wanted in value


def _case(node: nodes.Case, world: Environment) -> Any:
    for when, then in node.branches:
        if evaluate(when, world) is True:
            return evaluate(then, world)
    return None if node.default is None else evaluate(node.default, world)


def _rows(node: nodes.Exists | nodes.Count | nodes.Pick, world: Environment) -> tuple[list[Row], str]:
    if world.related is None:
        raise TypeError("no tables here: the checker lets no such condition through")
    rows, id_column = world.related(node.table)
    where = node.where
    kept = [row for row in rows if where is None or evaluate(where, world.enter(row)) is True]
    return kept, id_column


def _exists(node: nodes.Exists, world: Environment) -> bool:
    return bool(_rows(node, world)[0])


def _count(node: nodes.Count, world: Environment) -> int:
    return len(_rows(node, world)[0])


def _pick(node: nodes.Pick, world: Environment) -> Any:
    rows, id_column = _rows(node, world)
    order = node.order
    if order is not None:
        rows = sorted((row for row in rows if row[order] is not None), key=lambda row: (row[order], row[id_column]))
    if not rows:
        return None
    return rows[-1 if node.which == "last" else 0][node.field]


_RULES: dict[type[nodes.Node], Callable[..., Any]] = {
    nodes.Literal: _literal,
    nodes.Column: _column,
    nodes.Parameter: _parameter,
    nodes.Every: _every,
    nodes.Either: _either,
    nodes.Not: _not,
    nodes.Compare: _compare,
    nodes.Between: _between,
    nodes.OneOf: _one_of,
    nodes.Missing: _missing,
    nodes.Arithmetic: _arithmetic,
    nodes.Shift: _shift,
    nodes.Call: _call,
    nodes.Case: _case,
    nodes.Exists: _exists,
    nodes.Count: _count,
    nodes.Pick: _pick,
}
