"""Whole statements for one engine. Only this side needs sqlglot, and it is imported with the first statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression.kinds import WORDS
from tram.engines.query.build import SUBJECT, Builder, self_column, source
from tram.engines.query.dialects import DIALECTS, Dialect
from tram.engines.query.model import Params
from tram.engines.query.months import month_bounds
from tram.engines.query.plan import Plan
from tram.engines.query.sets import Sets
from tram.engines.query.values import Values, for_driver, written

PLACE = ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A column kept to some values: the place, or a split; how many values, and whether missing is one of them."""

    split: str
    known: int
    missing: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a statement but its values. `side`: None for cells, else which people are listed; `wide`: many places."""

    by: tuple[str, ...]
    narrowings: tuple[Narrowing, ...]
    side: str | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """SQL with named placeholders, what is known of their values, and the names of the narrowing values in order."""

    sql: str
    query: exp.Select
    values: Values
    narrowing: tuple[str, ...]
    dialect: Dialect

    def bound(self, params: Params, narrowing: tuple[Any, ...], page: dict[str, int]) -> dict[str, Any]:
        """Every value by its name, as the driver takes it."""
        values = {**self.values.bound(params), **dict(zip(self.narrowing, narrowing, strict=True)), **page}
        return {name: for_driver(value, self.dialect) for name, value in values.items()}

    def shown(self, params: Params, narrowing: tuple[Any, ...]) -> str:
        """The SQL with values filled in, laid out for reading only."""
        bound = {**self.values.bound(params), **dict(zip(self.narrowing, narrowing, strict=True))}

        def filled(node: exp.Expr) -> exp.Expr:
            return written(bound[node.name], self.dialect) if isinstance(node, exp.Placeholder) else node

        return self.query.transform(filled).sql(dialect=self.dialect.name, pretty=True)


def template(plan: Plan, dialect: str, shape: Shape) -> Template:
    """The statement of that shape for the engine. Refuses places where the population has no place column."""
    values, found = Values(), DIALECTS[dialect]
    gathers = found.gathers == "always" or (found.gathers == "wide" and shape.wide)
    builder = Builder(plan, found, values, sets=Sets() if gathers else None)
    names: list[str] = []
    population = _population(builder, shape, names)
    query = _people(builder, shape, population) if shape.side else _cells(shape, population)
    return Template(query.sql(dialect=dialect), query, values, tuple(names), found)


def _cells(shape: Shape, population: exp.Select) -> exp.Select:
    keys = [exp.column(f"by_{name}", quoted=True) for name in shape.by]
    hits = "SUM(CASE WHEN counted THEN 1 ELSE 0 END) AS numerator"
    query = exp.select(*keys, hits, "COUNT(*) AS denominator").from_("population")
    return query.with_("population", as_=population).group_by(*(key.copy() for key in keys))


def _people(builder: Builder, shape: Shape, population: exp.Select) -> exp.Select:
    order = []
    for number, column in enumerate(builder.plan.definition.population.order):
        order.append(f"order_{number}")
        population = population.select(exp.alias_(_sort_key(builder, column), order[-1]))
    known = {"in": exp.true(), "missing": exp.false()}  # said outright, the condition is not worked out twice
    counted = exp.alias_(known.get(shape.side or "", exp.column("counted")), "counted")
    query = exp.select("row_id", "person_id", counted).from_("population").with_("population", as_=population)
    if shape.side != "all":
        query = query.where("counted" if shape.side == "in" else "NOT counted")
    keys = [exp.Ordered(this=exp.column(name), desc=False, nulls_first=True) for name in (*order, "row_id")]
    return query.order_by(*keys).limit(exp.Placeholder(this="limit")).offset(exp.Placeholder(this="offset"))


def _sort_key(builder: Builder, name: str) -> exp.Expr:
    found = builder.plan.table.column(name)
    is_text = found is not None and found.type in WORDS
    return builder.dialect.ordered(builder.column(name)) if is_text else builder.column(name)


def _population(builder: Builder, shape: Shape, names: list[str]) -> exp.Select:
    """Everyone of the denominator, with splits and whether the numerator has them. Places narrow first."""
    plan, table = builder.plan, builder.plan.table
    person = self_column(table, table.person_column) if table.person_column else exp.null()
    query = exp.select(
        exp.alias_(self_column(table, table.id_column), "row_id"),
        exp.alias_(person, "person_id"),
        *(exp.alias_(builder.value(plan.split(name).node), f"by_{name}", quoted=True) for name in shape.by),
    ).from_(source(table, SUBJECT))
    for narrowing in shape.narrowings:
        query = query.where(_among(builder, narrowing, names))
    needed = [plan.population, plan.denominator, *([] if plan.definition.kind == "share" else [plan.numerator])]
    for part in needed:
        months = month_bounds(table, SUBJECT, builder.values, part, outside=True)
        query = query.where(builder.condition(part), *months)
    if plan.definition.kind == "share":
        query = query.select(exp.alias_(exp.Paren(this=builder.condition(plan.numerator, exact=True)), "counted"))
    else:
        query = query.select(exp.alias_(exp.true(), "counted"))
    if builder.sets is None:
        return query
    return builder.sets.joined(query, lambda other: self_column(table, plan.joins[other].subject))


def _among(builder: Builder, narrowing: Narrowing, names: list[str]) -> exp.Expr:
    """`value IN (…)`, where missing may be asked for too; nothing wanted is never true."""
    value = _narrowed(builder, narrowing.split)
    holes = [f"only_{len(names) + number}" for number in range(narrowing.known)]
    names.extend(holes)
    parts: list[exp.Expr] = []
    if holes:
        parts.append(exp.In(this=value.copy(), expressions=[exp.Placeholder(this=hole) for hole in holes]))
    if narrowing.missing:
        parts.append(exp.Is(this=value.copy(), expression=exp.null()))
    return exp.or_(*parts) if parts else exp.false()


def _narrowed(builder: Builder, split: str) -> exp.Expr:
    if split != PLACE:
        return builder.value(builder.plan.split(split).node)
    if not builder.plan.place_column:
        raise DefinitionError(builder.plan.definition.id, "bảng không có cột nơi ở", "khai place_column của bảng")
    return builder.column(builder.plan.place_column)
