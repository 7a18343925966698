"""Whole statements for one engine. Only this side needs sqlglot, and it is imported with the first statement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlglot import exp

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import nodes
from tram.engines.expression.kinds import WORDS
from tram.engines.query.build import SUBJECT, Builder, source
from tram.engines.query.dialects import DIALECTS, Dialect
from tram.engines.query.model import Params
from tram.engines.query.months import month_bounds
from tram.engines.query.plan import Plan
from tram.engines.query.sets import Sets, is_one_row, parts_of
from tram.engines.query.values import Values, for_driver, written

PLACE, BASE = "", "base"


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
    query = _people(builder.plan, shape, population) if shape.side else _cells(builder.plan, shape, population)
    return Template(query.sql(dialect=dialect), query, values, tuple(names), found)


def _cells(plan: Plan, shape: Shape, population: exp.Select) -> exp.Select:
    keys = [exp.column(f"by_{name}", quoted=True) for name in shape.by]
    each, whole = ("1", "COUNT(*)") if plan.weight is None else ("weight", "SUM(weight)")
    hits = f"SUM(CASE WHEN counted THEN {each} ELSE 0 END) AS numerator"
    query = exp.select(*keys, hits, f"{whole} AS denominator").from_("population")
    return query.with_("population", as_=population).group_by(*(key.copy() for key in keys))


def _people(plan: Plan, shape: Shape, population: exp.Select) -> exp.Select:
    order = [f"order_{number}" for number in range(len(plan.definition.population.order))]
    known = {"in": exp.true(), "missing": exp.false()}  # said outright, the condition is not worked out twice
    counted = exp.alias_(known.get(shape.side or "", exp.column("counted")), "counted")
    query = exp.select("row_id", "person_id", counted).from_("population").with_("population", as_=population)
    if shape.side != "all":
        query = query.where("counted" if shape.side == "in" else "NOT counted")
    keys = [exp.Ordered(this=exp.column(name), desc=False, nulls_first=True) for name in (*order, "row_id")]
    return query.order_by(*keys).limit(exp.Placeholder(this="limit")).offset(exp.Placeholder(this="offset"))


def _sort_keys(builder: Builder, shape: Shape) -> list[exp.Expr]:
    return [_sort_key(builder, name) for name in builder.plan.definition.population.order] if shape.side else []


def _sort_key(builder: Builder, name: str) -> exp.Expr:
    found = builder.plan.table.column(name)
    is_text = found is not None and found.type in WORDS
    return builder.dialect.ordered(builder.column(name)) if is_text else builder.column(name)


def _population(builder: Builder, shape: Shape, names: list[str]) -> exp.Select:
    """Everyone of the denominator, with splits and whether the numerator has them. Places narrow first."""
    early, late = _needed(builder.plan), list[nodes.Node]()
    if builder.sets is not None and builder.dialect.sets_apart and _picks(builder.plan, shape):
        builder.sets.base = BASE
        late = [part for part in early if _is_gathered(part)]
        early = [part for part in early if part not in late]
    query = _selected(builder, shape).where(*(builder.condition(part) for part in late))
    if builder.sets is not None and builder.sets.base:
        query = builder.sets.joined(query.from_(exp.alias_(exp.table_(BASE), SUBJECT, table=True)))
        apart = replace(builder, sets=Sets())
        base = _kept(apart, shape, names, early, exp.select(*_used(builder)))
        return query.with_(BASE, as_=base, materialized=True)
    return _kept(builder, shape, names, early, query)


def _needed(plan: Plan) -> list[nodes.Node]:
    """The conditions that must all hold for a row to stand in the denominator (of a plain count: to be counted)."""
    parts = [plan.population, plan.denominator, *([] if plan.definition.kind == "share" else [plan.numerator])]
    return [one for part in parts for one in (part.parts if isinstance(part, nodes.Every) else (part,))]


def _picks(plan: Plan, shape: Shape) -> bool:
    return any(map(_is_gathered, (*_needed(plan), plan.numerator, *(plan.split(name).node for name in shape.by))))


def _is_gathered(part: nodes.Node) -> bool:
    """Whether related rows must be counted or picked from for it: worth setting the rows apart that are asked about."""
    return any(isinstance(one, (nodes.Count, nodes.Pick)) and not is_one_row(one) for one in parts_of(part))


def _selected(builder: Builder, shape: Shape) -> exp.Select:
    """What is selected of every row: its id, its person, its splits, whether it is counted."""
    plan, table = builder.plan, builder.plan.table
    person = builder.column(table.person_column) if table.person_column else exp.null()
    is_share = plan.definition.kind == "share"
    counted = exp.Paren(this=builder.condition(plan.numerator, exact=True)) if is_share else exp.true()
    return exp.select(
        exp.alias_(builder.column(table.id_column), "row_id"),
        exp.alias_(person, "person_id"),
        *(exp.alias_(builder.value(plan.split(name).node), f"by_{name}", quoted=True) for name in shape.by),
        exp.alias_(counted, "counted"),
        *([] if plan.weight is None or shape.side else [exp.alias_(builder.value(plan.weight), "weight")]),
        *(exp.alias_(key, f"order_{number}") for number, key in enumerate(_sort_keys(builder, shape))),
    )


def _used(builder: Builder) -> list[exp.Expr]:
    return [exp.column(name, table=SUBJECT, quoted=True) for name in builder.used]


def _kept(
    builder: Builder, shape: Shape, names: list[str], conditions: list[nodes.Node], query: exp.Select
) -> exp.Select:
    """The query over the counted table, kept to places first, then to the conditions."""
    query = query.from_(source(builder.plan.table, SUBJECT))
    query = query.where(*(_among(builder, narrowing, names) for narrowing in shape.narrowings))
    query = query.where(*(builder.condition(part) for part in conditions))
    whole = nodes.Every(0, tuple(_needed(builder.plan)))
    query = query.where(*month_bounds(builder.plan.table, SUBJECT, builder.values, whole, outside=True))
    return query if builder.sets is None else builder.sets.joined(query)


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
