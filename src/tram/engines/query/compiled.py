"""A definition compiled for one engine: its cells, the people behind them, and the SQL to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlglot import exp

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import Type
from tram.engines.query.build import SUBJECT, Builder, self_column, source
from tram.engines.query.dialects import DIALECTS, Dialect
from tram.engines.query.model import Cell, Counted, IndicatorDefinition, Key, Keys, Params
from tram.engines.query.plan import Plan, Tables, plan
from tram.engines.query.reference import sorted_cells
from tram.engines.query.values import Values, for_driver, written
from tram.engines.query.words import in_words

Execute = Callable[[str, dict[str, Any]], Iterable[Sequence[Any]]]
SIDES = ("in", "missing", "all")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with named placeholders in the driver's own style, and the values they take."""

    sql: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """One definition for one engine, divided by the splits in `by`."""

    plan: Plan
    dialect: Dialect
    by: tuple[str, ...]

    @property
    def sentence_vi(self) -> str:
        """What is counted, in Vietnamese words read off the conditions themselves."""
        return in_words(self.plan)

    def cells(self, execute: Execute, params: Params) -> list[Cell]:
        """The cells, sorted by keys; without splits always exactly one."""
        statement = self.cells_statement(params)
        rows = execute(statement.sql, statement.values)
        return sorted_cells([self._cell(row) for row in rows])

    def people(
        self,
        execute: Execute,
        params: Params,
        *,
        cell: Keys | None = None,
        side: str = "all",
        limit: int = 50,
        offset: int = 0,
    ) -> list[Counted]:
        """One page of the rows behind a cell, in the definition's order then by id."""
        statement = self.people_statement(params, cell=cell, side=side, limit=limit, offset=offset)
        return [_counted(row) for row in execute(statement.sql, statement.values)]

    def cells_statement(self, params: Params) -> Statement:
        """The SQL behind `cells` and its values."""
        query, values = self._cells_query(params, {})
        return self._statement(query, values, params)

    def people_statement(
        self, params: Params, *, cell: Keys | None = None, side: str = "all", limit: int = 50, offset: int = 0
    ) -> Statement:
        """The SQL behind `people` and its values; refuses an unknown side."""
        if side not in SIDES:
            raise DefinitionError(self.plan.definition.id, f"không có phía «{side}»", "chọn in, missing hoặc all")
        query, values = self._people_query(params, dict(cell or {}), side)
        return self._statement(query.limit(int(limit)).offset(int(offset)), values, params)

    def shown(self, params: Params) -> str:
        """The SQL of the cells with values filled in, laid out for reading. Never run."""
        query, values = self._cells_query(params, {})
        bound = values.bound(params)

        def filled(node: exp.Expr) -> exp.Expr:
            is_hole = isinstance(node, exp.Placeholder)
            return written(bound[node.name], self.dialect) if is_hole else node

        return query.transform(filled).sql(dialect=self.dialect.name, pretty=True)

    def _statement(self, query: exp.Select, values: Values, params: Params) -> Statement:
        bound = {name: for_driver(value, self.dialect) for name, value in values.bound(params).items()}
        return Statement(query.sql(dialect=self.dialect.name), bound)

    def _cells_query(self, params: Params, cell: Keys) -> tuple[exp.Select, Values]:
        values = Values()
        counted = self._counted(Builder(self.plan, self.dialect, values), params, cell)
        keys = [exp.column(f"by_{name}", quoted=True) for name in self.by]
        hits = "SUM(CASE WHEN counted THEN 1 ELSE 0 END) AS numerator"
        query = exp.select(*keys, hits, "COUNT(*) AS denominator").from_("population")
        return query.with_("population", as_=counted).group_by(*(key.copy() for key in keys)), values

    def _people_query(self, params: Params, cell: Keys, side: str) -> tuple[exp.Select, Values]:
        values = Values()
        builder = Builder(self.plan, self.dialect, values)
        counted = self._counted(builder, params, cell)
        order = [f"order_{number}" for number, _name in enumerate(self.plan.definition.population.order)]
        for name, column in zip(order, self.plan.definition.population.order, strict=True):
            counted = counted.select(exp.alias_(builder.column(column), name))
        query = exp.select("row_id", "person_id", "counted").from_("population").with_("population", as_=counted)
        if side != "all":
            query = query.where("counted" if side == "in" else "NOT counted")
        keys = [exp.Ordered(this=exp.column(name), desc=False, nulls_first=True) for name in (*order, "row_id")]
        return query.order_by(*keys), values

    def _counted(self, builder: Builder, params: Params, cell: Keys) -> exp.Select:
        """Everyone of the denominator, with splits and whether the numerator has them. Places narrow first."""
        table = self.plan.table
        person = self_column(table, table.person_column) if table.person_column else exp.null()
        query = exp.select(
            exp.alias_(self_column(table, table.id_column), "row_id"),
            exp.alias_(person, "person_id"),
            *(exp.alias_(self._key(builder, name), f"by_{name}", quoted=True) for name in self.by),
        ).from_(source(table, SUBJECT))
        for condition in self._narrowing(builder, params, cell):
            query = query.where(condition)
        numerator = self.plan.numerator
        query = query.where(builder.condition(self.plan.population)).where(builder.condition(self.plan.denominator))
        if self.plan.definition.kind == "share":
            return query.select(exp.alias_(exp.Paren(this=builder.condition(numerator, exact=True)), "counted"))
        return query.where(builder.condition(numerator)).select(exp.alias_(exp.true(), "counted"))

    def _key(self, builder: Builder, name: str) -> exp.Expr:
        return builder.value(self.plan.split(name).node)

    def _narrowing(self, builder: Builder, params: Params, cell: Keys) -> Iterable[exp.Expr]:
        if params.places is not None:
            if not self.plan.place_column:
                raise DefinitionError(self.plan.definition.id, "bảng không có cột nơi ở", "khai place_column của bảng")
            yield _among(builder, builder.column(self.plan.place_column), params.places)
        for name, wanted in params.only.items():
            yield _among(builder, self._key(builder, name), wanted)
        for name, value in cell.items():
            yield _among(builder, self._key(builder, name), (value,))

    def _cell(self, row: Sequence[Any]) -> Cell:
        *keys, numerator, denominator = row
        read = {name: _key_back(self.plan.split(name).kind.type, key) for name, key in zip(self.by, keys, strict=True)}
        is_count = self.plan.definition.kind == "count"
        return Cell(read, int(numerator or 0), None if is_count else int(denominator))


def compile_indicator(
    definition: IndicatorDefinition, tables: Tables, dialect: str, *, by: Sequence[str] = ()
) -> Compiled:
    """The definition for "sqlite", "postgres", "duckdb" or "spark", divided by splits; or `DefinitionError`."""
    if dialect not in DIALECTS:
        raise DefinitionError(definition.id, f"không có máy «{dialect}»", "chọn " + ", ".join(DIALECTS))
    planned = plan(definition, tables)
    for name in by:
        planned.split(name)
    return Compiled(planned, DIALECTS[dialect], tuple(by))


def _among(builder: Builder, value: exp.Expr, wanted: Sequence[Key]) -> exp.Expr:
    """`value IN (…)`, where a None asks for missing; nothing wanted is never true."""
    known = [exp.Placeholder(this=builder.values.constant(one, "only_")) for one in wanted if one is not None]
    parts: list[exp.Expr] = [exp.In(this=value.copy(), expressions=known)] if known else []
    if None in wanted:
        parts.append(exp.Is(this=value.copy(), expression=exp.null()))
    return exp.or_(*parts) if parts else exp.false()


def _key_back(type_: Type, key: Any) -> Key:
    if key is None or type_ is Type.TEXT or type_ is Type.CODE:
        return None if key is None else str(key)
    if type_ is Type.ID:
        return _uuid(key)
    return bool(key) if type_ is Type.BOOL else int(key)


def _uuid(value: Any) -> UUID:
    if isinstance(value, UUID):
        return value
    return UUID(bytes=bytes(value)) if isinstance(value, (bytes, bytearray, memoryview)) else UUID(str(value))


def _counted(row: Sequence[Any]) -> Counted:
    row_id, person, counted = row
    return Counted(_uuid(row_id), None if person is None else _uuid(person), bool(counted))
