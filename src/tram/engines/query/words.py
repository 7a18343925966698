"""Conditions read aloud in Vietnamese, to stand beside the SQL: from the nodes and the columns' own descriptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tram.engines.expression import Scope, nodes
from tram.engines.query.plan import Plan

_OPERATORS = {"=": "là", "!=": "khác", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_UNITS = {"day": "ngày", "month": "tháng", "year": "năm"}
_PARAMETERS = {"at": "ngày tính", "start": "ngày đầu kỳ", "end": "ngày cuối kỳ"}
_CALLS = {
    "years_between": "số năm tròn từ {} đến {}",
    "months_between": "số tháng tròn từ {} đến {}",
    "days_between": "số ngày từ {} đến {}",
    "starts_with": "{} bắt đầu bằng {}",
    "year": "năm của {}",
    "month": "tháng của {}",
}


def in_words(plan: Plan) -> str:
    """`Trong <population>, đếm <numerator>`, with the definition's own words first and the condition in brackets."""
    definition = plan.definition
    people = definition.population.words_vi or f"các dòng của {plan.table.grain or plan.table.name}"
    limits = _sure([plan.population, plan.denominator], plan.scope)
    among = f"Trong {people}" + (f" ({limits})" if limits else "")
    wanted = _sure([plan.numerator], plan.scope)
    counted = definition.numerator.words_vi
    return (
        f"{among}, đếm: {counted} ({wanted})"
        if counted and wanted
        else f"{among}, đếm: {counted or wanted or 'tất cả'}"
    )


def _sure(parts: list[nodes.Node], scope: Scope) -> str:
    told = [part for part in parts if not (isinstance(part, nodes.Literal) and part.value is True)]
    return _group("và")(nodes.Every(0, tuple(told)), scope) if len(told) > 1 else " ".join(say(p, scope) for p in told)


def say(node: nodes.Node, scope: Scope) -> str:
    """The node in Vietnamese words."""
    return _SAYINGS[type(node)](node, scope)


def _literal(node: nodes.Literal, _scope: Scope) -> str:
    if isinstance(node.value, date):
        return f"{node.value:%d/%m/%Y}"
    if isinstance(node.value, bool):
        return "đúng" if node.value else "sai"
    return f"«{node.value}»" if isinstance(node.value, str) else str(node.value).replace(".", ",")


def _column(node: nodes.Column, scope: Scope) -> str:
    outside = node.of_subject or scope.inner is None
    columns = scope.columns if outside or scope.inner is None else scope.inner
    words = columns[node.name].label or node.name
    return f"{words} của người này" if node.of_subject and scope.inner is not None else words


def _parameter(node: nodes.Parameter, _scope: Scope) -> str:
    return _PARAMETERS.get(node.name, node.name)


def _group(word: str) -> Callable[[Any, Scope], str]:
    def told(node: nodes.Every | nodes.Either, scope: Scope) -> str:
        parts = [say(part, scope) for part in node.parts]
        grouped = [
            f"({said})" if isinstance(part, (nodes.Either, nodes.Every)) else said
            for part, said in zip(node.parts, parts, strict=True)
        ]
        return f" {word} ".join(grouped)

    return told


def _not(node: nodes.Not, scope: Scope) -> str:
    if isinstance(node.part, nodes.Missing):
        return f"có {say(node.part.value, scope)}"
    return f"không phải ({say(node.part, scope)})"


def _compare(node: nodes.Compare, scope: Scope) -> str:
    return f"{say(node.left, scope)} {_OPERATORS[node.operator]} {say(node.right, scope)}"


def _between(node: nodes.Between, scope: Scope) -> str:
    return f"{say(node.value, scope)} từ {say(node.low, scope)} đến {say(node.high, scope)}"


def _one_of(node: nodes.OneOf, scope: Scope) -> str:
    return f"{say(node.value, scope)} thuộc {', '.join(say(option, scope) for option in node.options)}"


def _missing(node: nodes.Missing, scope: Scope) -> str:
    return f"chưa có {say(node.value, scope)}"


def _arithmetic(node: nodes.Arithmetic, scope: Scope) -> str:
    return f"({say(node.left, scope)} {node.operator} {say(node.right, scope)})"


def _shift(node: nodes.Shift, scope: Scope) -> str:
    word = "sau" if node.amount >= 0 else "trước"
    return f"{abs(node.amount)} {_UNITS[node.unit]} {word} {say(node.value, scope)}"


def _call(node: nodes.Call, scope: Scope) -> str:
    parts = [say(argument, scope) for argument in node.arguments]
    if node.function == "first_known":
        return " hoặc nếu trống thì ".join(parts)
    return _CALLS[node.function].format(*parts)


def _case(node: nodes.Case, scope: Scope) -> str:
    told = [f"{say(then, scope)} nếu {say(when, scope)}" for when, then in node.branches]
    return "; ".join(told + ([f"còn lại {say(node.default, scope)}"] if node.default is not None else []))


def _related(node: nodes.Exists | nodes.Count | nodes.Pick, scope: Scope) -> str:
    if node.where is None:
        return node.table
    return f"{node.table} mà {say(node.where, scope.enter(scope.tables[node.table].columns))}"


def _exists(node: nodes.Exists, scope: Scope) -> str:
    return f"có [{_related(node, scope)}]"


def _count(node: nodes.Count, scope: Scope) -> str:
    return f"số dòng [{_related(node, scope)}]"


def _pick(node: nodes.Pick, scope: Scope) -> str:
    inside = scope.tables[node.table].columns
    which = {"last": "gần nhất", "first": "đầu tiên", "one": ""}[node.which]
    return f"{inside[node.field].label or node.field} {which} [{_related(node, scope)}]".replace("  ", " ")


_SAYINGS: dict[type[nodes.Node], Callable[[Any, Scope], str]] = {
    nodes.Literal: _literal,
    nodes.Column: _column,
    nodes.Parameter: _parameter,
    nodes.Every: _group("và"),
    nodes.Either: _group("hoặc"),
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
