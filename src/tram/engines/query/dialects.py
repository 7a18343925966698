"""Engines described by tables: how each SQL dialect says what the standard leaves open.

Templates are SQL with `__a__`, `__b__` (values) and `__n__` (a whole number written in the condition).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import sqlglot
from sqlglot import exp

from tram.engines.expression import Type
from tram.engines.query.tables import Column

STANDARD = {
    "year": "CAST(EXTRACT(YEAR FROM __a__) AS INT)",
    "month": "CAST(EXTRACT(MONTH FROM __a__) AS INT)",
    "years_between": (
        "CAST(EXTRACT(YEAR FROM __b__) - EXTRACT(YEAR FROM __a__) - CASE WHEN EXTRACT(MONTH FROM __b__) * 100"
        " + EXTRACT(DAY FROM __b__) < EXTRACT(MONTH FROM __a__) * 100 + EXTRACT(DAY FROM __a__)"
        " THEN 1 ELSE 0 END AS INT)"
    ),
    "months_between": (
        "CAST((EXTRACT(YEAR FROM __b__) - EXTRACT(YEAR FROM __a__)) * 12 + EXTRACT(MONTH FROM __b__)"
        " - EXTRACT(MONTH FROM __a__)"
        " - CASE WHEN EXTRACT(DAY FROM __b__) < EXTRACT(DAY FROM __a__) THEN 1 ELSE 0 END AS INT)"
    ),
    "starts_with": "SUBSTRING(__a__, 1, __n__) = __b__",
}
_SQLITE_SHIFT = (
    "MIN(DATE(__a__, 'start of month', '{months} months',"
    " '+' || (CAST(SUBSTR(__a__, 9, 2) AS INTEGER) - 1) || ' days'),"
    " DATE(__a__, 'start of month', '{next} months', '-1 days'))"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One SQL engine: its sqlglot name and its own way to say each thing.

    `gathers`: "wide" reads related tables once when many places are asked, "always", or "never". `sets_apart`: rows
    that pass the plain conditions are set apart before related rows are gathered for them alone. `asks_in`: whether a
    related row exists is asked with IN. `misled_by_places`: its planner would look for a person's rows among all of
    the commune's (it counts columns, not rows).
    """

    name: str
    functions: dict[str, str]
    shift_days: str
    shift_months: str
    scaled_decimals: bool = False
    binary_ids: bool = False
    text_dates: bool = False
    exists_counts: bool = False
    gathers: str = "wide"
    sets_apart: bool = False
    asks_in: bool = False
    misled_by_places: bool = False
    missing_are_largest: bool = False
    text_order: str = "__a__"
    pick_struct: dict[str, str] = field(default_factory=dict)

    def call(self, function: str, **parts: exp.Expr) -> exp.Expr:
        """The SQL of a function of the language with `__a__`, `__b__`, `__n__` filled in."""
        return fill(self.functions[function], self.name, parts)

    def scaled(self, value: exp.Expr, column: Column | None) -> exp.Expr:
        """A decimal column as a whole number where the engine has no decimals, else the value as it is."""
        if column is None or column.type is not Type.DECIMAL or not self.scaled_decimals:
            return value
        return fill(f"CAST(ROUND(__a__ * {10**column.scale}) AS INTEGER)", self.name, {"a": value})

    def ordered(self, text: exp.Expr) -> exp.Expr:
        """A text as a sort key by its letters' codes, whatever language the database was made for."""
        return fill(self.text_order, self.name, {"a": text})

    def shift(self, value: exp.Expr, amount: int, unit: str) -> exp.Expr:
        """The SQL of a date column moved; a day the month lacks becomes its last."""
        if unit == "day":
            return fill(self.shift_days.format(days=f"{amount:+d}"), self.name, {"a": value})
        months = amount * (12 if unit == "year" else 1)
        template = self.shift_months.format(months=f"{months:+d}", next=f"{months + 1:+d}")
        return fill(template, self.name, {"a": value})


@cache
def _template(template: str, dialect: str) -> exp.Expr:
    parsed = sqlglot.parse_one(template, dialect=dialect)
    if not isinstance(parsed, exp.Expr):
        raise TypeError(template)
    return parsed


def fill(template: str, dialect: str, parts: dict[str, exp.Expr]) -> exp.Expr:
    """The parsed template with each `__name__` replaced by its part."""
    holes = {f"__{name}__": part for name, part in parts.items()}

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name in holes:
            return (
                exp.Paren(this=holes[node.name].copy())
                if _needs_brackets(holes[node.name])
                else holes[node.name].copy()
            )
        return node

    return _template(template, dialect).copy().transform(replaced)


def _needs_brackets(part: exp.Expr) -> bool:
    return isinstance(part, (exp.Binary, exp.Unary, exp.Between, exp.In)) and not isinstance(part, exp.Paren)


SQLITE = Dialect(
    name="sqlite",
    functions={
        "year": "CAST(SUBSTR(__a__, 1, 4) AS INTEGER)",
        "month": "CAST(SUBSTR(__a__, 6, 2) AS INTEGER)",
        "years_between": (
            "CAST(SUBSTR(__b__, 1, 4) AS INTEGER) - CAST(SUBSTR(__a__, 1, 4) AS INTEGER)"
            " - (SUBSTR(__b__, 6, 5) < SUBSTR(__a__, 6, 5))"
        ),
        "months_between": (
            "(CAST(SUBSTR(__b__, 1, 4) AS INTEGER) - CAST(SUBSTR(__a__, 1, 4) AS INTEGER)) * 12"
            " + CAST(SUBSTR(__b__, 6, 2) AS INTEGER) - CAST(SUBSTR(__a__, 6, 2) AS INTEGER)"
            " - (SUBSTR(__b__, 9, 2) < SUBSTR(__a__, 9, 2))"
        ),
        "days_between": "CAST(JULIANDAY(__b__) - JULIANDAY(__a__) AS INTEGER)",
        "starts_with": "SUBSTR(__a__, 1, __n__) = __b__",
    },
    shift_days="DATE(__a__, '{days} days')",
    shift_months=_SQLITE_SHIFT,
    gathers="never",
    scaled_decimals=True,
    binary_ids=True,
    text_dates=True,
    misled_by_places=True,
)
POSTGRES = Dialect(
    name="postgres",
    functions={**STANDARD, "days_between": "__b__ - __a__"},
    shift_days="__a__ + ({days})",
    shift_months="CAST(__a__ + INTERVAL '{months} MONTH' AS DATE)",
    missing_are_largest=True,
    text_order='__a__ COLLATE "C"',
)
DUCKDB = Dialect(
    name="duckdb",
    functions={**STANDARD, "days_between": "DATE_DIFF('DAY', __a__, __b__)"},
    shift_days="CAST(__a__ + INTERVAL ({days}) DAY AS DATE)",
    shift_months="CAST(__a__ + INTERVAL ({months}) MONTH AS DATE)",
    gathers="always",
    sets_apart=True,
    asks_in=True,
    pick_struct={
        "last": "STRUCT_EXTRACT(MAX(STRUCT_PACK(o := __o__, i := __i__, v := __v__)), 'v')",
        "first": "STRUCT_EXTRACT(MIN(STRUCT_PACK(o := __o__, i := __i__, v := __v__)), 'v')",
        "one": "MAX(__v__)",
    },
)
SPARK = Dialect(
    name="spark",
    functions={**STANDARD, "days_between": "DATEDIFF(__b__, __a__)"},
    shift_days="DATE_ADD(__a__, {days})",
    shift_months="ADD_MONTHS(__a__, {months})",
    exists_counts=True,
    gathers="always",
    binary_ids=True,
    pick_struct={
        "last": "MAX(NAMED_STRUCT('o', __o__, 'i', __i__, 'v', __v__)).v",
        "first": "MIN(NAMED_STRUCT('o', __o__, 'i', __i__, 'v', __v__)).v",
        "one": "MAX(__v__)",
    },
)
DIALECTS = {dialect.name: dialect for dialect in (SQLITE, POSTGRES, DUCKDB, SPARK)}
