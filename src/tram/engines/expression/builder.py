"""Turning each grammar rule into its node. With lark; imported only when a condition is first read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lark import Token, Transformer, Tree, v_args
from lark.tree import Meta

from tram.engines.expression import nodes
from tram.engines.expression.errors import ExpressionError

LARGEST = 10**12
DEEPEST = 20


def build(tree: Tree[Token]) -> nodes.Node:
    """The node of a parsed tree. Refuses deep nesting, and (inside a VisitError) numbers and dates that cannot be."""
    _refuse_too_deep(tree)
    node: nodes.Node = _Builder().transform(tree)
    return node


def _refuse_too_deep(tree: Tree[Token]) -> None:
    """Level by level, not by recursion: what comes after may then recurse safely."""
    level: list[Tree[Token]] = [tree]
    for _ in range(DEEPEST):
        level = [child for one in level for child in one.children if isinstance(child, Tree)]
        if not level:
            return
    raise ExpressionError("điều kiện lồng nhau quá sâu", hint="tách thành nhiều điều kiện")


@v_args(meta=True)
class _Builder(Transformer[Token, nodes.Node]):
    """One method for each rule of the grammar."""

    def either(self, meta: Meta, children: list[nodes.Node]) -> nodes.Node:
        return nodes.Either(meta.start_pos, tuple(children))

    def every(self, meta: Meta, children: list[nodes.Node]) -> nodes.Node:
        return nodes.Every(meta.start_pos, tuple(children))

    def negate(self, meta: Meta, children: list[nodes.Node]) -> nodes.Node:
        return nodes.Not(meta.start_pos, children[0])

    def compare(self, meta: Meta, children: list[Any]) -> nodes.Node:
        left, operator, right = children
        return nodes.Compare(meta.start_pos, str(operator), left, right)

    def between(self, meta: Meta, children: list[nodes.Node]) -> nodes.Node:
        return nodes.Between(meta.start_pos, *children)

    def one_of(self, meta: Meta, children: list[Any]) -> nodes.Node:
        return nodes.OneOf(meta.start_pos, children[0], tuple(children[1:]))

    def is_missing(self, meta: Meta, children: list[nodes.Node]) -> nodes.Node:
        return nodes.Missing(meta.start_pos, children[0])

    def is_known(self, meta: Meta, children: list[nodes.Node]) -> nodes.Node:
        return nodes.Not(meta.start_pos, nodes.Missing(meta.start_pos, children[0]))

    def arithmetic(self, meta: Meta, children: list[Any]) -> nodes.Node:
        left, operator, right = children
        return nodes.Arithmetic(meta.start_pos, str(operator), left, right)

    def minus(self, meta: Meta, children: list[nodes.Node]) -> nodes.Node:
        zero = nodes.Literal(meta.start_pos, 0, nodes.Type.INT)
        return nodes.Arithmetic(meta.start_pos, "-", zero, children[0])

    def shift(self, meta: Meta, children: list[Any]) -> nodes.Node:
        value, sign, amount, unit = children
        if int(amount) > 12_000:
            raise ExpressionError("dịch ngày quá xa", position=meta.start_pos, hint="tối đa 12000")
        return nodes.Shift(meta.start_pos, value, int(f"{sign}{amount}"), str(unit).removesuffix("s"))

    def parameter(self, meta: Meta, children: list[Token]) -> nodes.Node:
        return nodes.Parameter(meta.start_pos, str(children[0]))

    def column(self, meta: Meta, children: list[Token]) -> nodes.Node:
        return nodes.Column(meta.start_pos, str(children[0]))

    def subject_column(self, meta: Meta, children: list[Token]) -> nodes.Node:
        return nodes.Column(meta.start_pos, str(children[1]), of_subject=True)

    def branch(self, _meta: Meta, children: list[nodes.Node]) -> tuple[nodes.Node, ...]:
        return tuple(children)

    def case(self, meta: Meta, children: list[Any]) -> nodes.Node:
        return nodes.Case(meta.start_pos, tuple(children[:-1]), children[-1])

    def table(self, _meta: Meta, children: list[Token]) -> str:
        return ".".join(str(child) for child in children)

    def related(self, _meta: Meta, children: list[Any]) -> tuple[str, nodes.Node | None]:
        return children[0], children[1]

    def exists(self, meta: Meta, children: list[Any]) -> nodes.Node:
        return nodes.Exists(meta.start_pos, *children[1])

    def count(self, meta: Meta, children: list[Any]) -> nodes.Node:
        return nodes.Count(meta.start_pos, *children[1])

    def pick(self, meta: Meta, children: list[Any]) -> nodes.Node:
        which, table, order, where, field = children
        by = str(order) if order is not None else None
        return nodes.Pick(meta.start_pos, str(which), table, by, where, str(field))

    def call(self, meta: Meta, children: list[Any]) -> nodes.Node:
        return nodes.Call(meta.start_pos, str(children[0]), tuple(children[1:]))

    def integer(self, meta: Meta, children: list[Token]) -> nodes.Node:
        if int(children[0]) > LARGEST:
            raise ExpressionError("số quá lớn", position=meta.start_pos, hint=f"tối đa {LARGEST}")
        return nodes.Literal(meta.start_pos, int(children[0]), nodes.Type.INT)

    def decimal(self, meta: Meta, children: list[Token]) -> nodes.Node:
        whole, _, digits = children[0].partition(".")
        if int(whole) > LARGEST or len(digits) > 6:
            raise ExpressionError("số quá lớn hoặc quá nhiều chữ số lẻ", position=meta.start_pos, hint="tối đa 6 số lẻ")
        return nodes.Literal(meta.start_pos, Decimal(str(children[0])), nodes.Type.DECIMAL)

    def text(self, meta: Meta, children: list[Token]) -> nodes.Node:
        return nodes.Literal(meta.start_pos, str(children[0])[1:-1], nodes.Type.TEXT)

    def date(self, meta: Meta, children: list[Token]) -> nodes.Node:
        try:
            day = date.fromisoformat(str(children[0]))
        except ValueError:
            raise ExpressionError(
                f"không có ngày {children[0]}", position=meta.start_pos, hint="ngày viết năm-tháng-ngày: 2025-07-01"
            ) from None
        return nodes.Literal(meta.start_pos, day, nodes.Type.DATE)

    def yes(self, meta: Meta, _children: list[Token]) -> nodes.Node:
        return nodes.Literal(meta.start_pos, True, nodes.Type.BOOL)

    def no(self, meta: Meta, _children: list[Token]) -> nodes.Node:
        return nodes.Literal(meta.start_pos, False, nodes.Type.BOOL)
