"""Values of a compiled condition, and their names in the SQL: bound by the driver, never written into the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tram.engines.expression import calendar, nodes
from tram.engines.query.dialects import Dialect
from tram.engines.query.model import Params
from tram.engines.query.tables import Months


@dataclass(slots=True)
class Values:
    """Names given to the values a statement needs: constants now, dates when the parameters are known."""

    constants: dict[str, Any] = field(default_factory=dict)
    dates: dict[str, nodes.Node] = field(default_factory=dict)
    months: dict[str, tuple[nodes.Node, Months]] = field(default_factory=dict)

    def constant(self, value: Any) -> str:
        """The name of a constant."""
        for name, known in self.constants.items():
            if known == value and type(known) is type(value):
                return name
        name = f"c{len(self.constants)}"
        self.constants[name] = value
        return name

    def date(self, node: nodes.Node) -> str:
        """The name of a date that is known once the parameters are: `at`, or `at_minus_12_months`."""
        name = _date_name(node)
        self.dates[name] = node
        return name

    def month(self, node: nodes.Node, months: Months) -> str:
        """The name of the month in which such a date lies: `at_month`."""
        name = f"{_date_name(node)}_month"
        self.months[name] = (node, months)
        return name

    def bound(self, params: Params) -> dict[str, Any]:
        """Every value by its name."""
        dates = params.dates()
        days = {name: fixed_date(node, dates) for name, node in self.dates.items()}
        months = {name: kept.of(fixed_date(node, dates)) for name, (node, kept) in self.months.items()}
        return {**self.constants, **days, **months}


def is_fixed_date(node: nodes.Node) -> bool:
    """Whether the node is a date known once the parameters are."""
    if isinstance(node, nodes.Shift):
        return is_fixed_date(node.value)
    return isinstance(node, nodes.Parameter) or (isinstance(node, nodes.Literal) and node.type is nodes.Type.DATE)


def fixed_date(node: nodes.Node, dates: Mapping[str, date]) -> date | None:
    """The value of such a date; None outside the calendar."""
    if isinstance(node, nodes.Shift):
        day = fixed_date(node.value, dates)
        return None if day is None else calendar.shift(day, node.amount, node.unit)
    if isinstance(node, nodes.Parameter):
        return dates[node.name]
    return node.value if isinstance(node, nodes.Literal) and isinstance(node.value, date) else None


def _date_name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Shift):
        word = "plus" if node.amount >= 0 else "minus"
        return f"{_date_name(node.value)}_{word}_{abs(node.amount)}_{node.unit}s"
    if isinstance(node, nodes.Parameter):
        return node.name
    return f"day_{node.value:%Y%m%d}" if isinstance(node, nodes.Literal) else "day"


def for_driver(value: Any, dialect: Dialect) -> Any:
    """The value as the engine's driver takes it: ids as 16 bytes on SQLite and Spark, dates as text on SQLite."""
    if isinstance(value, UUID) and dialect.binary_ids:
        return value.bytes
    if isinstance(value, date) and dialect.text_dates:
        return value.isoformat()
    return value


def written(value: Any, dialect: Dialect) -> Any:
    """The value as SQL text, for reading only."""
    from sqlglot import exp

    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, (int, Decimal)):
        return exp.Literal.number(str(value))
    if isinstance(value, UUID) and dialect.binary_ids:
        return exp.HexString(this=value.hex)
    return exp.Literal.string(str(value))
