"""A test person: a few rows typed by hand, whether the definition counts them, and which parts of it hold.

One row of the population stands for itself; whatever is typed in other tables belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from tram.authoring.rules.draft import Fault, read_day
from tram.engines.expression import Environment, Node, Type, evaluate, nodes
from tram.engines.query import (
    Column,
    Example,
    IndicatorDefinition,
    Params,
    Table,
    evaluate_python,
    example_rows,
    plan,
)
from tram.engines.query.plan import Plan, Tables
from tram.engines.query.words import say

Row = dict[str, Any]
Rows = dict[str, list[Row]]
Typed = Mapping[str, Sequence[Mapping[str, str]]]
PARTS = ("population", "denominator", "numerator")
YES = {"có": True, "đúng": True, "1": True, "không": False, "sai": False, "0": False}
NAME = "nguoi-thu"
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Grid:
    """One table to type rows into: the columns the definition asks about."""

    table: Table
    columns: tuple[Column, ...]
    of_population: bool


@dataclass(frozen=True, slots=True)
class Why:
    """One part of a condition read aloud, and whether it holds for the test person."""

    part: str
    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the definition makes of the test person. ``counted`` implies ``asked`` (in the denominator)."""

    asked: bool
    counted: bool
    whys: tuple[Why, ...]
    example: Mapping[str, Any]


def grids(definition: IndicatorDefinition, tables: Tables) -> tuple[Grid, ...]:
    """What to type for a test person: the population's row first, then each table the conditions look into."""
    planned = plan(definition, tables)
    asked: dict[str, dict[str, None]] = {planned.table.name: {}}
    for node in _conditions(planned).values():
        _asked(node, planned.table.name, planned.table.name, asked)
    if not asked[planned.table.name]:
        shown = [one.name for one in planned.table.columns if one.type not in (Type.ID, Type.TEXT)]
        asked[planned.table.name] = dict.fromkeys(shown[:MOST_SHOWN])
    return tuple(_grid(planned, tables[name], names) for name, names in asked.items())


def _grid(planned: Plan, table: Table, names: Mapping[str, None]) -> Grid:
    columns = tuple(one for one in table.columns if one.name in names and one.type is not Type.ID)
    return Grid(table, columns, table.name == planned.table.name)


def _conditions(planned: Plan) -> dict[str, Node]:
    return {part: getattr(planned, part) for part in PARTS}


def _asked(node: Node, subject: str, inside: str, found: dict[str, dict[str, None]]) -> None:
    """Which columns of which tables a node names; ``inside`` is the table whose brackets it stands in."""
    if isinstance(node, nodes.Column):
        found.setdefault(subject if node.of_subject else inside, {})[node.name] = None
    if isinstance(node, nodes.Exists | nodes.Count | nodes.Pick):
        inside = node.table
        found.setdefault(inside, {})
    if isinstance(node, nodes.Pick):
        found[inside] |= dict.fromkeys(name for name in (node.order, node.field) if name)
    for part in _inner(node):
        _asked(part, subject, inside, found)


def _inner(value: Any) -> Iterator[Node]:
    for field in fields(value):
        yield from _nodes(getattr(value, field.name))


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)


def read_rows(grids: Sequence[Grid], typed: Typed) -> tuple[Rows, tuple[Fault, ...]]:
    """The rows typed (table → lines → column → text), and what could not be read. Lines left empty are no rows."""
    faults: list[Fault] = []
    rows: Rows = {}
    for grid in grids:
        lines = [line for line in typed.get(grid.table.name, ()) if any(text.strip() for text in line.values())]
        if grid.of_population and not lines:
            lines = [{}]
        rows[grid.table.name] = [_row(grid, line, faults) for line in lines]
    return rows, tuple(faults)


def _row(grid: Grid, line: Mapping[str, str], faults: list[Fault]) -> Row:
    row: Row = {}
    for column in grid.columns:
        text = line.get(column.name, "").strip()
        if text:
            row[column.name] = _value(grid, column, text, faults)
        elif not column.nullable:
            faults.append(Fault(field_name(grid, column), f"chưa nhập «{label(column)}»", "cột này luôn phải có"))
    return row


def _value(grid: Grid, column: Column, text: str, faults: list[Fault]) -> Any:
    value = typed_value(column, text)
    if value is None:
        hint = {"date": "viết ngày/tháng/năm", "int": "viết số nguyên", "decimal": "viết số"}.get(str(column.type), "")
        hint = "chọn một trong: " + ", ".join(column.codes) if column.codes else hint
        faults.append(Fault(field_name(grid, column), f"«{label(column)}»: không đọc được «{text[:30]}»", hint))
    return value


def typed_value(column: Column, text: str) -> Any:
    """The value a text means in a column; None when it means none."""
    if column.type is Type.DATE:
        return read_day(text)
    if column.type is Type.BOOL:
        return YES.get(text.lower())
    if column.type in (Type.INT, Type.DECIMAL):
        return _number(column, text)
    if column.codes and text not in column.codes:
        return None
    return text


def _number(column: Column, text: str) -> int | Decimal | None:
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not found.is_finite() or (column.type is Type.INT and found != found.to_integral_value()):
        return None
    return int(found) if column.type is Type.INT else found


def label(column: Column) -> str:
    """The column as people call it."""
    return column.description_vi or column.name


def field_name(grid: Grid, column: Column) -> str:
    """What a fault calls the column: its table's and its own name."""
    return f"{grid.table.name}.{column.name}"


def verdict(definition: IndicatorDefinition, tables: Tables, rows: Rows, params: Params, title: str) -> Verdict:
    """Whether the test person is counted, why, and the example that says so.

    The reference engine counts; the parts are evaluated one by one beside it.
    """
    planned = plan(definition, tables)
    named = {name: found for name, found in _linked(planned, rows).items() if found}
    whole = example_rows(definition, Example(title, params, _frozen(named), 0, None), tables)
    (cell,) = evaluate_python(definition, tables, whole, params)
    counted = cell.numerator > 0
    asked = counted or bool(cell.denominator)
    expected = {"numerator": cell.numerator, "denominator": cell.denominator}
    if cell.denominator is None:
        del expected["denominator"]
    missing = asked and not counted and definition.kind == "share"
    example = {**_example(params, title), "expected": expected, **({"missing": [NAME]} if missing else {})}
    return Verdict(asked, counted, tuple(_whys(planned, whole, params)), {**example, "rows": named})


def _whys(planned: Plan, rows: Rows, params: Params) -> Iterator[Why]:
    def related(name: str) -> tuple[Sequence[Row], str]:
        return rows.get(name, ()), planned.tables[name].id_column

    world = Environment(rows[planned.table.name][0], params.dates(), related)
    for part, node in _conditions(planned).items():
        for piece in node.parts if isinstance(node, nodes.Every) else (node,):
            if not (isinstance(piece, nodes.Literal) and piece.value is True):
                yield Why(part, say(piece, planned.scope), evaluate(piece, world) is True)


def _linked(planned: Plan, rows: Rows) -> Rows:
    """The rows with their ids: those of other tables belong to the population's row by the column that joins them."""
    own = planned.table
    (first,) = rows[own.name]
    joined = (planned.joins[name].subject for name in rows if name != own.name)
    head = {**{name: f"{name.removesuffix('_id')}-1" for name in joined}, **_ids(own, NAME), **first}
    named: Rows = {own.name: [head]}
    for name, found in rows.items():
        if name != own.name:
            table, join = planned.tables[name], planned.joins[name]
            ids = [_ids(table, f"{name.rpartition('.')[2]}-{number}") for number in range(1, len(found) + 1)]
            named[name] = [{**key, join.other: head[join.subject], **row} for key, row in zip(ids, found, strict=True)]
    return named


def _ids(table: Table, row: str) -> Row:
    """The ids of a row: its own, its person's, and one for each other thing it always belongs to."""
    found: Row = {
        column.name: f"{column.name.removesuffix('_id')}-1"
        for column in table.columns
        if column.type is Type.ID and not column.nullable
    }
    return {**found, **({table.person_column: NAME} if table.person_column else {}), table.id_column: row}


def _frozen(rows: Rows) -> dict[str, tuple[Row, ...]]:
    return {name: tuple(found) for name, found in rows.items()}


def _example(params: Params, title: str) -> dict[str, Any]:
    period = {"start": params.start, "end": params.end} if params.start else {}
    return {"title_vi": title, "at": params.at, **period}
