"""A checked node as one Python function: the same answers as `evaluate`, for conditions asked millions of times.

Each node becomes a closure over its parts once, when the definition is read; asking it then costs no look-up of what it
is. `tests/spec/test_compiled.py` holds it to the reference.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal
from typing import Any, Protocol

from tram.engines.expression import calendar, nodes
from tram.engines.expression.evaluate import divide

Row = Mapping[str, Any]


class World(Protocol):
    """What a condition may look at beside its row."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The values that conditions name with a colon."""

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of a table that belong to the subject, in the order of their ids (a tie in order goes by it)."""

    def matching(self, table: str, columns: tuple[str, ...], values: tuple[Any, ...]) -> Sequence[Row]:
        """Those of the rows whose columns have just these values, none of them None: a list kept by value answers at
        once where looking at every row for every row would take for ever."""


Step = Callable[[Row, Row, Any], Any]  # subject, nearest row, world
_Related = nodes.Exists | nodes.Count | nodes.Pick
_EXACT = Context(prec=5_000)
_ORDERED = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}
_WHOLE = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_DECIMAL = {"+": _EXACT.add, "-": _EXACT.subtract, "*": _EXACT.multiply}


def compiled(node: nodes.Node) -> Callable[[Row, World], Any]:
    """The node as a function of (row, world); its answer is `evaluate`'s."""
    step = _step(node)
    return lambda row, world: step(row, row, world)


def compiled_step(node: nodes.Node) -> Step:
    """The same as a function of (row, the same row, world), a call less for those who ask very often.

    The row comes twice because inside a table's brackets the nearest row is another than the subject.
    """
    return _step(node)


def _plain(node: nodes.Node) -> str | None:
    """The name of a column of the nearest row, the commonest part of any condition; None for everything else."""
    return node.name if isinstance(node, nodes.Column) and not node.of_subject else None


def _step(node: nodes.Node) -> Step:
    return _RULES[type(node)](node)


def _literal(node: nodes.Literal) -> Step:
    value = node.value
    return lambda _subject, _row, _world: value


def _column(node: nodes.Column) -> Step:
    name = node.name
    if node.of_subject:
        return lambda subject, _row, _world: subject[name]
    return lambda _subject, row, _world: row[name]


def _parameter(node: nodes.Parameter) -> Step:
    name = node.name
    return lambda _subject, _row, world: world.parameters[name]


def _every(node: nodes.Every) -> Step:
    steps = tuple(map(_step, node.parts))

    def every(subject: Row, row: Row, world: Any) -> bool:
        for step in steps:  # noqa: SIM110 # a loop costs a third of a generator, asked millions of times
            if step(subject, row, world) is not True:
                return False
        return True

    return every


def _either(node: nodes.Either) -> Step:
    steps = tuple(map(_step, node.parts))

    def either(subject: Row, row: Row, world: Any) -> bool:
        for step in steps:  # noqa: SIM110 # as above
            if step(subject, row, world) is True:
                return True
        return False

    return either


def _not(node: nodes.Not) -> Step:
    known = _plain(node.part.value) if isinstance(node.part, nodes.Missing) else None
    if known is not None:
        return lambda _subject, row, _world: row[known] is not None
    step = _step(node.part)
    return lambda subject, row, world: step(subject, row, world) is not True


def _compare(node: nodes.Compare) -> Step:
    name = _plain(node.left)
    if name is not None and isinstance(node.right, nodes.Literal):
        return _compare_with(name, node.operator, node.right.value)
    left, right = _step(node.left), _step(node.right)
    if node.operator == "!=":
        return _differs(left, right)
    compare = _ORDERED[node.operator]

    def compared(subject: Row, row: Row, world: Any) -> bool:
        one, other = left(subject, row, world), right(subject, row, world)
        return one is not None and other is not None and bool(compare(one, other))

    return compared


def _compare_with(name: str, sign: str, fixed: Any) -> Step:
    compare = operator.ne if sign == "!=" else _ORDERED[sign]

    def compared(_subject: Row, row: Row, _world: Any) -> bool:
        value = row[name]
        return value is not None and bool(compare(value, fixed))

    return compared


def _differs(left: Step, right: Step) -> Step:
    def differs(subject: Row, row: Row, world: Any) -> bool:
        one, other = left(subject, row, world), right(subject, row, world)
        return one is not None and other is not None and bool(one != other)

    return differs


def _between(node: nodes.Between) -> Step:
    value, low, high = _step(node.value), _step(node.low), _step(node.high)

    def between(subject: Row, row: Row, world: Any) -> bool:
        found = value(subject, row, world)
        first, last = low(subject, row, world), high(subject, row, world)
        return found is not None and first is not None and last is not None and bool(first <= found <= last)

    return between


def _one_of(node: nodes.OneOf) -> Step:
    name, options = _plain(node.value), frozenset(option.value for option in node.options)
    if name is not None:
        return lambda _subject, row, _world: row[name] in options
    value = _step(node.value)
    return lambda subject, row, world: value(subject, row, world) in options


def _missing(node: nodes.Missing) -> Step:
    name = _plain(node.value)
    if name is not None:
        return lambda _subject, row, _world: row[name] is None
    value = _step(node.value)
    return lambda subject, row, world: value(subject, row, world) is None


def _arithmetic(node: nodes.Arithmetic) -> Step:
    left, right, sign = _step(node.left), _step(node.right), node.operator
    if sign == "/":
        return _division(left, right)
    whole, exact = _WHOLE[sign], _DECIMAL[sign]

    def reckoned(subject: Row, row: Row, world: Any) -> Any:
        one, other = left(subject, row, world), right(subject, row, world)
        if one is None or other is None:
            return None
        if isinstance(one, int) and isinstance(other, int):
            return whole(one, other)
        return exact(Decimal(one), Decimal(other))

    return reckoned


def _division(left: Step, right: Step) -> Step:
    def divided(subject: Row, row: Row, world: Any) -> Any:
        one, other = left(subject, row, world), right(subject, row, world)
        return None if one is None or not other else divide(Decimal(one), Decimal(other))

    return divided


def _shift(node: nodes.Shift) -> Step:
    value, amount, unit = _step(node.value), node.amount, node.unit

    def shifted(subject: Row, row: Row, world: Any) -> Any:
        day = value(subject, row, world)
        return None if day is None else calendar.shift(day, amount, unit)

    return shifted


def _call(node: nodes.Call) -> Step:
    steps = tuple(map(_step, node.arguments))
    if node.function == "first_known":
        return lambda subject, row, world: next(
            (value for step in steps if (value := step(subject, row, world)) is not None), None
        )
    if node.function in ("starts_with", "includes"):
        return _has(node.function, *steps)
    counted: Callable[..., Any] = getattr(calendar, node.function)

    def called(subject: Row, row: Row, world: Any) -> Any:
        values = [step(subject, row, world) for step in steps]
        return None if None in values else counted(*values)

    return called


def _has(function: str, value: Step, wanted: Step) -> Step:
    def has(subject: Row, row: Row, world: Any) -> bool:
        found, part = value(subject, row, world), wanted(subject, row, world)
        if found is None:
            return False
        return bool(found.startswith(part)) if function == "starts_with" else part in found

    return has


def _case(node: nodes.Case) -> Step:
    branches = tuple((_step(when), _step(then)) for when, then in node.branches)
    default = None if node.default is None else _step(node.default)

    def chosen(subject: Row, row: Row, world: Any) -> Any:
        for when, then in branches:
            if when(subject, row, world) is True:
                return then(subject, row, world)
        return None if default is None else default(subject, row, world)

    return chosen


def _equal(part: nodes.Node) -> tuple[str, str] | None:
    """The columns of a part that asks whether one of the row equals one of the subject; None for other parts."""
    if not (isinstance(part, nodes.Compare) and part.operator == "="):
        return None
    for near, far in ((part.left, part.right), (part.right, part.left)):
        name = _plain(near)
        if name is not None and isinstance(far, nodes.Column) and far.of_subject:
            return name, far.name
    return None


def _candidates(node: _Related) -> tuple[Callable[[Row, Any], Sequence[Row]], Step | None]:
    """The rows worth asking about, found by what must be equal, and what is left to ask of them (None: nothing)."""
    table, where = node.table, node.where
    parts = () if where is None else where.parts if isinstance(where, nodes.Every) else (where,)
    pairs = [pair for part in parts if (pair := _equal(part)) is not None]
    rest = tuple(part for part in parts if _equal(part) is None)
    left = _every(nodes.Every(node.position, rest)) if rest else None
    if not pairs:
        return lambda _subject, world: world.rows(table), left
    own, wanted = tuple(name for name, _ in pairs), tuple(name for _, name in pairs)

    def found(subject: Row, world: Any) -> Sequence[Row]:
        values = tuple([subject[name] for name in wanted])
        return () if None in values else world.matching(table, own, values)

    return found, left


def _kept(node: _Related) -> Callable[[Row, Any], Sequence[Row]]:
    candidates, where = _candidates(node)
    if where is None:
        return candidates
    asked: Step = where

    def kept(subject: Row, world: Any) -> list[Row]:
        return [one for one in candidates(subject, world) if asked(subject, one, world) is True]

    return kept


def _exists(node: nodes.Exists) -> Step:
    candidates, where = _candidates(node)

    def exists(subject: Row, _row: Row, world: Any) -> bool:
        for one in candidates(subject, world):  # noqa: SIM110 # as above
            if where is None or where(subject, one, world) is True:
                return True
        return False

    return exists


def _count(node: nodes.Count) -> Step:
    kept = _kept(node)
    return lambda subject, _row, world: len(kept(subject, world))


def _pick(node: nodes.Pick) -> Step:
    kept, order, field, last = _kept(node), node.order, node.field, node.which == "last"

    def picked(subject: Row, _row: Row, world: Any) -> Any:
        rows = kept(subject, world)
        if order is not None:
            rows = sorted((one for one in rows if one[order] is not None), key=lambda one: one[order])
        return rows[-1 if last else 0][field] if rows else None

    return picked


_RULES: dict[type[nodes.Node], Callable[..., Step]] = {
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
