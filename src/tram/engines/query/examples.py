"""Running a definition's own examples: tiny worlds whose answer was worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import Type
from tram.engines.query.model import Example, IndicatorDefinition
from tram.engines.query.plan import Tables
from tram.engines.query.ratio import Others, ratio_python
from tram.engines.query.reference import evaluate_python, people_python
from tram.engines.query.tables import Column, Table

_NAMES = UUID("6f0a3f0e-4b57-5d0e-9c39-8f1f3f6f2f10")
_EXPECTED: dict[Type, tuple[type, ...]] = {
    Type.BOOL: (bool,),
    Type.INT: (int,),
    Type.DECIMAL: (int, Decimal),
    Type.TEXT: (str,),
    Type.CODE: (str,),
    Type.DATE: (date,),
    Type.ID: (str, UUID),
}
_UNTOLD: dict[Type, Any] = {Type.BOOL: False, Type.INT: 0, Type.DECIMAL: Decimal(0), Type.TEXT: "", Type.CODE: ""}


def named_id(name: str) -> UUID:
    """The id an example's name stands for: always the same."""
    return uuid5(_NAMES, name)


def example_rows(definition: IndicatorDefinition, example: Example, tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """The example's rows with every published column; ids from names. Refuses unknown columns and wrong types.

    A column that is never missing and is not told is empty, nought or false, so that every engine reads the same.
    """
    found = {}
    for name, rows in example.rows.items():
        if name not in tables:
            raise DefinitionError(definition.id, f"ví dụ «{example.title_vi}»: không có bảng «{name}»")
        found[name] = [_row(definition, tables[name], row) for row in rows]
    return found


def _row(definition: IndicatorDefinition, table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    for name in row:
        if table.column(name) is None:
            raise DefinitionError(definition.id, f"ví dụ: bảng «{table.name}» không có cột «{name}»")
    return {column.name: _typed(definition, table, column, row) for column in table.columns}


def _typed(definition: IndicatorDefinition, table: Table, column: Column, row: Mapping[str, Any]) -> Any:
    given = row.get(column.name)
    if given is None:
        return None if column.nullable else _untold(definition, table, column)
    if not isinstance(given, _EXPECTED[column.type]) or (isinstance(given, bool) and column.type is not Type.BOOL):
        sentence = f"ví dụ: {table.name}.{column.name} = {given!r} không phải {column.type}"
        raise DefinitionError(definition.id, sentence, "sửa giá trị trong ví dụ")
    if column.type is Type.ID and isinstance(given, str):
        return named_id(given)
    return Decimal(given) if column.type is Type.DECIMAL and isinstance(given, int) else given


def _untold(definition: IndicatorDefinition, table: Table, column: Column) -> Any:
    if column.type not in _UNTOLD:
        sentence = f"ví dụ: {table.name}.{column.name} không bao giờ trống"
        raise DefinitionError(definition.id, sentence, "ghi giá trị này vào ví dụ")
    return _UNTOLD[column.type]


def run_examples(definition: IndicatorDefinition, tables: Tables, others: Others | None = None) -> list[str]:
    """One Vietnamese sentence for each example whose answer is not the expected one; empty when all are right.

    A ratio needs the `others` (by id) that it divides.
    """
    return [problem for example in definition.examples for problem in _run(definition, example, tables, others or {})]


def _run(definition: IndicatorDefinition, example: Example, tables: Tables, others: Others) -> Sequence[str]:
    rows = example_rows(definition, example, tables)
    if definition.ratio is not None:
        (cell,) = ratio_python(definition, others, tables, rows, example.params)
    else:
        (cell,) = evaluate_python(definition, tables, rows, example.params)
    problems = []
    if (cell.numerator, cell.denominator) != (example.numerator, example.denominator):
        told = f"được {cell.numerator}/{cell.denominator}, chờ {example.numerator}/{example.denominator}"
        problems.append(f"ví dụ «{example.title_vi}»: {told}")
    value = definition.value(cell.numerator, cell.denominator)
    if example.value is not None and value != example.value:
        problems.append(f"ví dụ «{example.title_vi}»: được {value}, chờ {example.value}")
    if example.missing is not None:
        found = {one.row for one in people_python(definition, tables, rows, example.params, side="missing")}
        if found != {named_id(name) for name in example.missing}:
            problems.append(f"ví dụ «{example.title_vi}»: danh sách chưa đạt không phải {', '.join(example.missing)}")
    return problems
