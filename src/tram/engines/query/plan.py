"""A checked definition: its conditions as nodes whose every name and type is known. Engines start from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import ExpressionError, Kind, Node, Reach, Scope, Type, condition, nodes, value
from tram.engines.query.model import IndicatorDefinition, Split
from tram.engines.query.tables import Table

Tables = Mapping[str, Table]
PARAMETERS = {"at": Kind(Type.DATE), "start": Kind(Type.DATE), "end": Kind(Type.DATE)}
SPLIT_TYPES = frozenset({Type.CODE, Type.TEXT, Type.INT, Type.BOOL, Type.ID})


@dataclass(frozen=True, slots=True)
class PlannedSplit:
    """A split's value as a node, and its kind."""

    id: str
    node: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an engine needs: tables, the link between them, checked nodes."""

    definition: IndicatorDefinition
    table: Table
    tables: Tables
    scope: Scope
    subject_column: str
    place_column: str
    population: Node
    denominator: Node
    numerator: Node
    splits: tuple[PlannedSplit, ...]

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
    subject = definition.population.subject
    scope = _scope(table, tables, subject)
    return Plan(
        definition=definition,
        table=table,
        tables=tables,
        scope=scope,
        subject_column=table.link(subject) or "",
        place_column=_place(definition, table),
        population=_condition(definition, "population", definition.population.condition, scope),
        denominator=_condition(definition, "denominator", definition.denominator.condition, scope),
        numerator=_condition(definition, "numerator", definition.numerator.condition, scope),
        splits=tuple(_split(definition, split, scope) for split in definition.splits),
    )


def _population_table(definition: IndicatorDefinition, tables: Tables) -> Table:
    name = definition.population.table
    if name not in tables:
        raise DefinitionError(definition.id, f"không có bảng «{name}»", "có: " + ", ".join(sorted(tables)))
    for column in definition.population.order:
        if tables[name].column(column) is None:
            raise DefinitionError(definition.id, f"[population] order: bảng «{name}» không có cột «{column}»")
    return tables[name]


def _place(definition: IndicatorDefinition, table: Table) -> str:
    name = definition.population.place or table.place_column
    if name and table.column(name) is None:
        raise DefinitionError(definition.id, f"[population] place: bảng «{table.name}» không có cột «{name}»")
    return name


def _scope(table: Table, tables: Tables, subject: str) -> Scope:
    reachable = {name: other for name, other in tables.items() if table.link(subject) and other.link(subject)}
    return Scope(
        columns=_kinds(table),
        parameters=PARAMETERS,
        tables={
            name: Reach(_kinds(other), single=other.link(subject) == other.id_column)
            for name, other in reachable.items()
        },
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
        raise DefinitionError(definition.id, f"[{part}] {error}", "") from error


def _split(definition: IndicatorDefinition, split: Split, scope: Scope) -> PlannedSplit:
    try:
        node, kind = value(split.value, scope)
    except ExpressionError as error:
        raise DefinitionError(definition.id, f"[splits.{split.id}] {error}", "") from error
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
