"""Files kept by month: a condition on days says also which months to look in, so that other files are not opened."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from tram.engines.expression import nodes
from tram.engines.query.rewrite import sargable
from tram.engines.query.tables import Table
from tram.engines.query.values import Values, is_fixed_date

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_BOUNDS: dict[str, type[exp.Binary]] = {"<": exp.LTE, "<=": exp.LTE, ">": exp.GTE, ">=": exp.GTE, "=": exp.EQ}
Bound = tuple[str, nodes.Node]


def month_bounds(table: Table, alias: str, values: Values, where: nodes.Node, *, outside: bool) -> list[exp.Expr]:
    """Conditions on the month column that follow from the condition; none when the table is not kept by month.

    `outside`: the table is the counted one, so that its columns carry no brackets of a related table.
    """
    months = table.months
    if months is None:
        return []
    found = []
    for operator, day in _of_day(where, months.day, outside=outside):
        column = exp.column(months.column, table=alias, quoted=True)
        found.append(_BOUNDS[operator](this=column, expression=exp.Placeholder(this=values.month(day, months))))
    return list(dict.fromkeys(found))


def _of_day(node: nodes.Node, day: str, *, outside: bool) -> Iterator[Bound]:
    """The comparisons of the day column with days known beforehand that hold for every row that is kept."""
    node = sargable(node)
    if isinstance(node, nodes.Every):
        for part in node.parts:
            yield from _of_day(part, day, outside=outside)
    elif isinstance(node, nodes.Between) and _is_day(node.value, day, outside=outside):
        yield from _fixed(((">=", node.low), ("<=", node.high)))
    elif isinstance(node, nodes.Compare) and node.operator in _BOUNDS:
        if _is_day(node.left, day, outside=outside):
            yield from _fixed(((node.operator, node.right),))
        elif _is_day(node.right, day, outside=outside):
            yield from _fixed(((_MIRRORED[node.operator], node.left),))


def _fixed(bounds: tuple[Bound, ...]) -> Iterator[Bound]:
    return (bound for bound in bounds if is_fixed_date(bound[1]))


def _is_day(node: nodes.Node, day: str, *, outside: bool) -> bool:
    return isinstance(node, nodes.Column) and node.name == day and (outside or not node.of_subject)
