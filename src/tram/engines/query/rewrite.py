"""Conditions said so that an index can answer them.

`years_between(birth_date, :at) >= 40` is `birth_date <= :at - 40 years`.

The two are equal for every date: (year + 40, month, day) of the birth is not after (year, month, day) of the day asked
exactly when the birth is not after that day 40 years back, a day the month lacks becoming its last.
"""

from __future__ import annotations

from tram.engines.expression import nodes
from tram.engines.query.values import is_fixed_date

UNITS = {"years_between": "year", "months_between": "month", "days_between": "day"}
_SPAN = 1_000


def sargable(node: nodes.Node) -> nodes.Node:
    """The same condition as a plain comparison of dates, when it compares an age at a fixed day with a number."""
    if not isinstance(node, nodes.Compare) or not isinstance(node.left, nodes.Call) or node.operator == "!=":
        return node
    call, number = node.left, node.right
    if call.function not in UNITS or not isinstance(number, nodes.Literal) or type(number.value) is not int:
        return node
    if not is_fixed_date(call.arguments[1]) or not 0 <= number.value < _SPAN:
        return node
    return _rewritten(node.operator, call, number.value, node.position)


def _rewritten(operator: str, call: nodes.Call, number: int, at: int) -> nodes.Node:
    if operator == "=":
        return nodes.Every(at, (_at_least(call, number, at), _under(call, number + 1, at)))
    if operator in (">", ">="):
        return _at_least(call, number + (operator == ">"), at)
    return _under(call, number + (operator == "<="), at)


def _at_least(call: nodes.Call, number: int, at: int) -> nodes.Node:
    return nodes.Compare(at, "<=", call.arguments[0], _back(call, number, at))


def _under(call: nodes.Call, number: int, at: int) -> nodes.Node:
    return nodes.Compare(at, ">", call.arguments[0], _back(call, number, at))


def _back(call: nodes.Call, number: int, at: int) -> nodes.Node:
    return nodes.Shift(at, call.arguments[1], -number, UNITS[call.function])
