"""Nodes to SQL, as sqlglot's tree: one builder for every dialect, the differences are in `dialects`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import sqlglot
from sqlglot import exp

from tram.engines.expression import Kind, Scope, Type, kind_of, nodes
from tram.engines.query import sets
from tram.engines.query.dialects import Dialect, fill
from tram.engines.query.months import month_bounds
from tram.engines.query.plan import Plan
from tram.engines.query.rewrite import sargable
from tram.engines.query.sets import Sets, can_gather, is_one_row
from tram.engines.query.tables import Table
from tram.engines.query.values import Values, is_fixed_date

SUBJECT, RELATED = "s", "r"
NUMBERS = frozenset({Type.INT, Type.DECIMAL})
_COMPARISONS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_ARITHMETIC: dict[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


@dataclass(frozen=True, slots=True)
class Builder:
    """Compiles nodes of one plan for one dialect.

    `inner` is the related table while inside its brackets, `related` what it is called there; `used` are the columns of
    the counted row that were asked for.
    """

    plan: Plan
    dialect: Dialect
    values: Values
    inner: Table | None = None
    related_as: str = RELATED
    sets: Sets | None = None
    used: dict[str, None] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """What names mean here."""
        if self.inner is None:
            return self.plan.scope
        return self.plan.scope.enter(self.plan.scope.tables[self.inner.name].columns)

    def kind(self, node: nodes.Node) -> Kind:
        """The node's kind."""
        return kind_of(node, self.scope)

    def condition(self, node: nodes.Node, *, exact: bool = False) -> exp.Expr:
        """A condition. Unless `exact`, NULL may stand for false (harmless in WHERE and under AND and OR)."""
        node = sargable(node)
        if isinstance(node, nodes.Every):
            return _joined(exp.And, [self.condition(part, exact=exact) for part in node.parts])
        if isinstance(node, nodes.Either):
            return _joined(exp.Or, [self.condition(part, exact=exact) for part in node.parts])
        if isinstance(node, nodes.Not):
            return self._negated(node.part)
        if isinstance(node, nodes.Missing):
            return exp.Is(this=self.value(node.value), expression=exp.null())
        built = _CONDITIONS[type(node)](self, node) if type(node) in _CONDITIONS else self.value(node)
        return exp.Coalesce(this=built, expressions=[exp.false()]) if exact and self._may_be_null(node) else built

    def _negated(self, part: nodes.Node) -> exp.Expr:
        if isinstance(part, nodes.Missing):
            return exp.Not(this=exp.Is(this=self.value(part.value), expression=exp.null()))
        return exp.Not(this=exp.Paren(this=self.condition(part, exact=True)))

    def _may_be_null(self, node: nodes.Node) -> bool:
        """Whether the SQL of a condition could be NULL: when a value in it is missing."""
        if isinstance(node, (nodes.Column, nodes.Case, nodes.Pick, nodes.Call)) and self.kind(node).nullable:
            return True
        return any(self.kind(part).nullable for part in _operands(node))

    def value(self, node: nodes.Node) -> exp.Expr:
        """A value; NULL when missing. Decimals are scaled whole numbers where the engine has no decimals."""
        if isinstance(node, _TWO_VALUED) or (isinstance(node, nodes.Call) and self.kind(node).type is Type.BOOL):
            return exp.Paren(this=self.condition(node, exact=True))
        if is_fixed_date(node):
            return exp.Placeholder(this=self.values.date(node))
        return _VALUES[type(node)](self, node)

    def number(self, node: nodes.Node, scale: int) -> exp.Expr:
        """A number with that many digits after the comma in engines that scale decimals, else as it is."""
        built = self.value(node)
        shift = scale - self.kind(node).scale
        if not self.dialect.scaled_decimals or shift <= 0:
            return built
        if isinstance(node, nodes.Literal):
            return exp.Literal.number(str(int(Decimal(node.value) * 10**scale)))  # type: ignore[arg-type]
        return exp.Paren(this=exp.Mul(this=_wrapped(built), expression=exp.Literal.number(10**shift)))

    def column(self, name: str, *, of_subject: bool = False) -> exp.Expr:
        """A column of the table in reach."""
        table = self.plan.table if of_subject or self.inner is None else self.inner
        found = table.column(name)
        if found is None:
            raise KeyError(name)
        alias = SUBJECT if of_subject or self.inner is None else self.related_as
        if alias == SUBJECT:
            self.used[found.physical] = None
        return self.dialect.scaled(exp.column(found.physical, table=alias, quoted=True), found)

    def ordered(self, key: exp.Expr, *, latest: bool) -> exp.Ordered:
        """A sort key in the engine's own order of missing values, which an index can follow (none are there)."""
        return exp.Ordered(this=key, desc=latest, nulls_first=latest == self.dialect.missing_are_largest)

    def inside(self, table: str, where: nodes.Node | None) -> tuple[Builder, exp.Select]:
        """A builder inside the related table's brackets, and `FROM table AS r WHERE …` without what is selected."""
        inside = replace(self, inner=self.plan.tables[table], related_as=RELATED)
        query = exp.select().from_(source(self.plan.tables[table], RELATED))
        return inside, query if where is None else query.where(*inside.kept(where))

    def kept(self, where: nodes.Node) -> list[exp.Expr]:
        """The condition inside the brackets, and what follows from it for tables kept by month."""
        if self.inner is None:
            raise TypeError("no table's brackets here")
        months = month_bounds(self.inner, self.related_as, self.values, where, outside=False)
        return [self.condition(where), *months]

    def joined_row(self, table: str, alias: str, where: nodes.Node | None) -> tuple[exp.Expr, exp.Expr]:
        """The table under the alias, and what its one row must fulfil."""
        inside, join = replace(self, inner=self.plan.tables[table], related_as=alias), self.plan.joins[table]
        linked = exp.EQ(this=inside.column(join.other), expression=self.column(join.subject, of_subject=True))
        return source(self.plan.tables[table], alias), exp.and_(linked, *([] if where is None else inside.kept(where)))

    def related(self, table: str, where: nodes.Node | None) -> tuple[Builder, exp.Select]:
        """The same, kept to the rows of the subject."""
        inside, query = self.inside(table, where)
        join = self.plan.joins[table]
        subject = self.column(join.subject, of_subject=True)
        return inside, query.where(exp.EQ(this=inside.column(join.other), expression=subject))


def source(table: Table, alias: str) -> exp.Expr:
    """The table, view or published SELECT under an alias."""
    if table.select:
        parsed = sqlglot.parse_one(table.select, dialect="postgres")
        return exp.Subquery(this=parsed, alias=exp.to_identifier(alias))
    parts = table.sql_name.split(".")
    return exp.alias_(exp.table_(parts[-1], db=parts[0] if len(parts) == 2 else None, quoted=True), alias, table=True)


def _joined(kind: type[exp.Connector], parts: list[exp.Expr]) -> exp.Expr:
    built = _grouped(parts[0])
    for part in parts[1:]:
        built = kind(this=built, expression=_grouped(part))
    return built


def _grouped(part: exp.Expr) -> exp.Expr:
    return exp.Paren(this=part) if isinstance(part, exp.Connector) else part


def _wrapped(part: exp.Expr) -> exp.Expr:
    if isinstance(part, (exp.Connector, exp.Binary, exp.Not, exp.Between, exp.In)):
        return exp.Paren(this=part)
    return part


def _operands(node: nodes.Node) -> tuple[nodes.Node, ...]:
    if isinstance(node, nodes.Compare):
        return node.left, node.right
    if isinstance(node, nodes.Between):
        return node.value, node.low, node.high
    if isinstance(node, nodes.OneOf):
        return (node.value,)
    return node.arguments if isinstance(node, nodes.Call) else ()


def _same_scale(builder: Builder, parts: tuple[nodes.Node, ...]) -> list[exp.Expr]:
    kinds = [builder.kind(part) for part in parts]
    if kinds[0].type not in NUMBERS:
        return [_wrapped(builder.value(part)) for part in parts]
    scale = max(kind.scale for kind in kinds)
    return [_wrapped(builder.number(part, scale)) for part in parts]


def _compare(builder: Builder, node: nodes.Compare) -> exp.Expr:
    left, right = _same_scale(builder, (node.left, node.right))
    if builder.dialect.misled_by_places and _is_same_place(builder, node):
        left = exp.DPipe(this=left, expression=exp.Literal.string(""))
    return _COMPARISONS[node.operator](this=left, expression=right)


def _is_same_place(builder: Builder, node: nodes.Compare) -> bool:
    """Whether a related row that is found by an id is asked to be of the subject's place: no good way to find it."""
    inner, both = builder.inner, (node.left, node.right)
    if inner is None or node.operator != "=" or not all(isinstance(one, nodes.Column) for one in both):
        return False
    link, place = inner.column(builder.plan.joins[inner.name].other), inner.place_column
    names = {(one.name, one.of_subject) for one in both if isinstance(one, nodes.Column)}
    return link is not None and link.type is Type.ID and names == {(place, False), (place, True)}


def _between(builder: Builder, node: nodes.Between) -> exp.Expr:
    value, low, high = _same_scale(builder, (node.value, node.low, node.high))
    return exp.Between(this=value, low=low, high=high)


def _one_of(builder: Builder, node: nodes.OneOf) -> exp.Expr:
    value, *options = _same_scale(builder, (node.value, *node.options))
    return exp.In(this=value, expressions=options)


def _sets(builder: Builder, node: nodes.Exists | nodes.Count | nodes.Pick) -> Sets | None:
    return builder.sets if is_one_row(node) or can_gather(node) else None


def _exists(builder: Builder, node: nodes.Exists) -> exp.Expr:
    gathered = _sets(builder, node)
    if gathered is not None:
        return sets.exists(gathered, builder, node)
    _inside, query = builder.related(node.table, node.where)
    if builder.dialect.exists_counts:
        return exp.GT(this=exp.Subquery(this=query.select("COUNT(*)")), expression=exp.Literal.number(0))
    return exp.Exists(this=query.select("1"))


def _count(builder: Builder, node: nodes.Count) -> exp.Expr:
    gathered = _sets(builder, node)
    if gathered is not None:
        return sets.count(gathered, builder, node)
    return exp.Subquery(this=builder.related(node.table, node.where)[1].select("COUNT(*)"))


def _pick(builder: Builder, node: nodes.Pick) -> exp.Expr:
    gathered = _sets(builder, node)
    if gathered is not None:
        return sets.pick(gathered, builder, node)
    inside, query = builder.related(node.table, node.where)
    value = inside.column(node.field)
    if node.order is not None:
        query = query.where(exp.Not(this=exp.Is(this=inside.column(node.order), expression=exp.null())))
    if builder.dialect.pick_struct:
        parts = {"v": value, "o": inside.column(node.order or node.field)}
        parts["i"] = inside.column(builder.plan.tables[node.table].id_column)
        return exp.Subquery(
            this=query.select(fill(builder.dialect.pick_struct[node.which], builder.dialect.name, parts))
        )
    if node.order is not None:
        keys = (inside.column(node.order), inside.column(builder.plan.tables[node.table].id_column))
        query = query.order_by(*(builder.ordered(key, latest=node.which == "last") for key in keys)).limit(1)
    return exp.Subquery(this=query.select(value))


def _literal(builder: Builder, node: nodes.Literal) -> exp.Expr:
    if isinstance(node.value, bool):
        return exp.Boolean(this=node.value)
    if isinstance(node.value, Decimal) and builder.dialect.scaled_decimals:
        return exp.Literal.number(str(int(node.value.scaleb(builder.kind(node).scale))))
    if isinstance(node.value, (int, Decimal)):
        return exp.Literal.number(str(node.value))
    return exp.Placeholder(this=builder.values.constant(node.value))


def _column(builder: Builder, node: nodes.Column) -> exp.Expr:
    return builder.column(node.name, of_subject=node.of_subject)


def _arithmetic(builder: Builder, node: nodes.Arithmetic) -> exp.Expr:
    parts = (node.left, node.right)
    built = _same_scale(builder, parts) if node.operator != "*" else [_wrapped(builder.value(part)) for part in parts]
    only_literals = all(isinstance(part, nodes.Literal) for part in parts)
    narrow = (
        nodes.Column,
        nodes.Call,
        nodes.Count,
        nodes.Pick,
        nodes.Case,
        *((nodes.Literal,) if only_literals else ()),
    )
    left, right = (
        _wide(one) if builder.kind(part).type is Type.INT and isinstance(part, narrow) else one
        for part, one in zip(parts, built, strict=True)
    )
    if isinstance(left, exp.Paren) and node.operator != "*":  # (a + b) - c reads the same without brackets
        left = left.this
    return exp.Paren(this=_ARITHMETIC[node.operator](this=left, expression=right))


def _wide(built: exp.Expr) -> exp.Expr:
    """A whole number as 64 bits, so that no engine overflows at 32."""
    return exp.cast(built, "BIGINT")


def _shift(builder: Builder, node: nodes.Shift) -> exp.Expr:
    return builder.dialect.shift(builder.value(node.value), node.amount, node.unit)


def _call(builder: Builder, node: nodes.Call) -> exp.Expr:
    if node.function == "first_known":
        first, *others = _same_scale(builder, node.arguments)
        return exp.Coalesce(this=first, expressions=others)
    names = dict(zip("ab", (builder.value(argument) for argument in node.arguments), strict=False))
    if node.function == "starts_with":
        prefix = node.arguments[1]
        names["n"] = exp.Literal.number(len(str(prefix.value)) if isinstance(prefix, nodes.Literal) else 0)
    return exp.Paren(this=builder.dialect.call(node.function, **names))


def _case(builder: Builder, node: nodes.Case) -> exp.Expr:
    values = [then for _when, then in node.branches] + ([node.default] if node.default is not None else [])
    built = _same_scale(builder, tuple(values))
    ifs = [
        exp.If(this=builder.condition(when), true=value)
        for (when, _then), value in zip(node.branches, built, strict=False)
    ]
    return exp.Case(ifs=ifs, default=built[-1] if node.default is not None else None)


_TWO_VALUED = (
    nodes.Every,
    nodes.Either,
    nodes.Not,
    nodes.Compare,
    nodes.Between,
    nodes.OneOf,
    nodes.Missing,
    nodes.Exists,
)
_CONDITIONS: dict[type[nodes.Node], Callable[..., exp.Expr]] = {
    nodes.Compare: _compare,
    nodes.Between: _between,
    nodes.OneOf: _one_of,
    nodes.Exists: _exists,
    nodes.Call: _call,
}
_VALUES: dict[type[nodes.Node], Callable[[Builder, Any], exp.Expr]] = {
    nodes.Literal: _literal,
    nodes.Column: _column,
    nodes.Arithmetic: _arithmetic,
    nodes.Shift: _shift,
    nodes.Call: _call,
    nodes.Case: _case,
    nodes.Count: _count,
    nodes.Pick: _pick,
}
