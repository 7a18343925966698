"""A checked definition: its conditions as nodes whose every name and type is known. Engines start from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import ExpressionError, Kind, Node, Reach, Scope, Type, condition, nodes, value
from tram.engines.query.links import Join, joins
from tram.engines.query.model import IndicatorDefinition, Split
from tram.engines.query.tables import PERSON, Table

Tables = Mapping[str, Table]
DAY = {"at": Kind(Type.DATE)}
PARAMETERS = {**DAY, "start": Kind(Type.DATE), "end": Kind(Type.DATE)}
PERIOD_HINT = 'số của một kỳ khai thêm periods = ["month", "quarter", "half", "year"]'
SPLIT_TYPES = frozenset({Type.CODE, Type.TEXT, Type.INT, Type.BOOL, Type.ID})


@dataclass(frozen=True, slots=True)
class PlannedSplit:
    """A split's value as a node, and its kind."""

    id: str
    node: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an engine needs: tables, how each related one is joined, checked nodes."""

    definition: IndicatorDefinition
    table: Table
    tables: Tables
    scope: Scope
    joins: Mapping[str, Join]
    place_column: str
    population: Node
    denominator: Node
    numerator: Node
    splits: tuple[PlannedSplit, ...]
    weight: Node | None = None

    def split(self, name: str) -> PlannedSplit:
        """The split of that id; refuses an unknown one."""
        found = next((split for split in self.splits if split.id == name), None)
        if found is None:
            known = ", ".join(split.id for split in self.splits)
            raise DefinitionError(self.definition.id, f"không có cách chia «{name}»", f"có: {known}")
        return found


def plan(definition: IndicatorDefinition, tables: Tables) -> Plan:
    """The checked definition. Refuses (`DefinitionError`) unknown tables, columns, codes, and types that do not fit."""
    table = _population_table(definition, tables)
    reached = joins(table, tables, definition.population.subject)
    scope = _scope(table, tables, reached, PARAMETERS if definition.is_flow else DAY)
    return Plan(
        definition=definition,
        table=table,
        tables=tables,
        scope=scope,
        joins=reached,
        place_column=_place(definition, table),
        population=_condition(definition, "population", definition.population.condition, scope),
        denominator=_condition(definition, "denominator", definition.denominator.condition, scope),
        numerator=_condition(definition, "numerator", definition.numerator.condition, scope),
        splits=tuple(_split(definition, split, scope, table.name) for split in definition.splits),
        weight=_weight(definition, scope),
    )


def _population_table(definition: IndicatorDefinition, tables: Tables) -> Table:
    name, subject = definition.population.table, definition.population.subject
    if definition.ratio is not None:
        raise DefinitionError(definition.id, "tỷ số không tự đếm", "tính over và under rồi chia")
    if name not in tables:
        raise DefinitionError(definition.id, f"không có bảng «{name}»", "có: " + ", ".join(sorted(tables)))
    if subject != PERSON and tables[name].link(subject) is None:
        links = ", ".join(link for link, _column in tables[name].links) or "không có"
        raise DefinitionError(definition.id, f"[population] bảng «{name}» không nối theo «{subject}»", f"có: {links}")
    for column in definition.population.order:
        if tables[name].column(column) is None:
            raise DefinitionError(definition.id, f"[population] order: bảng «{name}» không có cột «{column}»")
    return tables[name]


def _place(definition: IndicatorDefinition, table: Table) -> str:
    name = definition.population.place or table.place_column
    if name and table.column(name) is None:
        raise DefinitionError(definition.id, f"[population] place: bảng «{table.name}» không có cột «{name}»")
    return name


def _scope(table: Table, tables: Tables, reached: Mapping[str, Join], parameters: Mapping[str, Kind]) -> Scope:
    return Scope(
        columns=_kinds(table),
        parameters=parameters,
        tables={name: Reach(_kinds(tables[name]), join.single) for name, join in reached.items()},
    )


def _kinds(table: Table) -> dict[str, Kind]:
    return {
        column.name: Kind(column.type, column.nullable, column.scale, column.codes, column.description_vi)
        for column in table.columns
    }


def _condition(definition: IndicatorDefinition, part: str, text: str, scope: Scope) -> Node:
    try:
        return condition(text, scope)
    except ExpressionError as error:
        raise _refused(definition, part, error) from error


def _weight(definition: IndicatorDefinition, scope: Scope) -> Node | None:
    """What each row counts for; None: one. Refuses all but whole numbers that are never missing."""
    if not definition.population.weight:
        return None
    try:
        node, kind = value(definition.population.weight, scope)
    except ExpressionError as error:
        raise _refused(definition, "population", error) from error
    if kind.type is not Type.INT or kind.nullable:
        told = f"[population] weight «{definition.population.weight}» phải là số nguyên luôn có"
        raise DefinitionError(definition.id, told, "dùng first_known(…, 0) cho cột có thể thiếu")
    return node


def _refused(definition: IndicatorDefinition, part: str, error: ExpressionError) -> DefinitionError:
    asks_period = not definition.is_flow and any(f"«:{name}»" in error.sentence for name in PARAMETERS)
    return DefinitionError(definition.id, f"[{part}] {error}", PERIOD_HINT if asks_period else "")


def _split(definition: IndicatorDefinition, split: Split, scope: Scope, table: str) -> PlannedSplit:
    text = split.value_for(table)
    if not text:
        told = f"[splits.{split.id}] chưa nói cách chia bảng «{table}»"
        raise DefinitionError(definition.id, told, f'thêm values = {{ "{table}" = "…" }}')
    try:
        node, kind = value(text, scope)
    except ExpressionError as error:
        raise _refused(definition, f"splits.{split.id}", error) from error
    if split.bands:
        if kind.type is not Type.INT:
            raise DefinitionError(definition.id, f"[splits.{split.id}] bands cần số nguyên", "dùng years_between(…)")
        return PlannedSplit(split.id, _bands(node, split), Kind(Type.TEXT, nullable=True))
    if kind.type not in SPLIT_TYPES:
        raise DefinitionError(
            definition.id, f"[splits.{split.id}] không chia theo loại giá trị này", "chia theo mã hoặc bands"
        )
    return PlannedSplit(split.id, node, kind)


def _bands(node: Node, split: Split) -> Node:
    """`case when v >= 80 then "80+" when v >= 60 then "60-79" … end`: below the first bound is missing."""
    at = node.position
    pairs = reversed(list(zip(split.bands, split.band_names(), strict=True)))
    branches = tuple(
        (nodes.Compare(at, ">=", node, nodes.Literal(at, low, Type.INT)), nodes.Literal(at, name, Type.TEXT))
        for low, name in pairs
    )
    return nodes.Case(at, branches, None)
