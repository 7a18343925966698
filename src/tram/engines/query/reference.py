"""The plain-Python engine, written to be obviously right: every other engine must give what this gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tram.engines.expression import Environment, evaluate
from tram.engines.query.model import Cell, Counted, IndicatorDefinition, Key, Keys, Params
from tram.engines.query.plan import Plan, Tables, plan

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]


def evaluate_python(
    definition: IndicatorDefinition, tables: Tables, rows: Rows, params: Params, *, by: Sequence[str] = ()
) -> list[Cell]:
    """The cells of the definition over rows (table name → list of dicts), sorted by keys, missing keys first."""
    planned = plan(definition, tables)
    totals: dict[tuple[Key, ...], list[int]] = defaultdict(lambda: [0, 0])
    if not by:
        totals[()] = [0, 0]
    for _row, world in _denominator(planned, rows, params):
        keys, weight = tuple(_key(planned, name, world) for name in by), _weight(planned, world)
        totals[keys][0] += weight * _in_numerator(planned, world)
        totals[keys][1] += weight
    return sorted_cells(
        Cell(dict(zip(by, keys, strict=True)), *_values(planned, *pair)) for keys, pair in totals.items()
    )


def people_python(
    definition: IndicatorDefinition,
    tables: Tables,
    rows: Rows,
    params: Params,
    *,
    cell: Keys | None = None,
    side: str = "all",
) -> list[Counted]:
    """The rows behind a cell, in the definition's order then by id; `side` is "in", "missing" or "all"."""
    planned = plan(definition, tables)
    wanted = dict(cell or {})
    found = []
    for row, world in _denominator(planned, rows, params):
        if any(_key(planned, name, world) != value for name, value in wanted.items()):
            continue
        counted = _in_numerator(planned, world)
        if side == "all" or counted == (side == "in"):
            found.append((row, counted))
    found.sort(key=lambda pair: _order(planned, pair[0]))
    person = planned.table.person_column
    return [Counted(row[planned.table.id_column], row[person] if person else None, counted) for row, counted in found]


def sorted_cells(cells: Iterator[Cell] | Sequence[Cell]) -> list[Cell]:
    """Cells sorted by their keys, a missing key first: the same order in every engine."""
    return sorted(cells, key=lambda cell: [(key is not None, str(key)) for key in cell.keys.values()])


def _values(planned: Plan, numerator: int, denominator: int) -> tuple[int, int | None]:
    return numerator, None if planned.definition.kind == "count" else denominator


def _denominator(planned: Plan, rows: Rows, params: Params) -> Iterator[tuple[Row, Environment]]:
    """Rows of the population and denominator; for a plain count, of the numerator too."""
    index = _Index(planned, rows)
    for row in rows.get(planned.table.name, ()):
        world = Environment(row, params.dates(), index.related(row))
        if params.places is not None and row[planned.place_column] not in params.places:
            continue
        if any(_key(planned, name, world) not in values for name, values in params.only.items()):
            continue
        if not (evaluate(planned.population, world) is True and evaluate(planned.denominator, world) is True):
            continue
        if planned.definition.kind == "share" or _in_numerator(planned, world):
            yield row, world


class _Index:
    """The rows of each related table, by the subject they belong to."""

    def __init__(self, planned: Plan, rows: Rows) -> None:
        self._planned = planned
        self._rows = rows
        self._tables: dict[str, dict[Any, list[Row]]] = {}

    def related(self, row: Row) -> Callable[[str], tuple[Sequence[Row], str]]:
        """A function from a table's name to this row's rows in it, and that table's id column."""
        joins, tables = self._planned.joins, self._planned.tables
        return lambda name: (self._table(name).get(row[joins[name].subject], ()), tables[name].id_column)

    def _table(self, name: str) -> dict[Any, list[Row]]:
        if name not in self._tables:
            link = self._planned.joins[name].other
            grouped: dict[Any, list[Row]] = defaultdict(list)
            for row in self._rows.get(name, ()):
                if row[link] is not None:
                    grouped[row[link]].append(row)
            self._tables[name] = grouped
        return self._tables[name]


def _in_numerator(planned: Plan, world: Environment) -> bool:
    return evaluate(planned.numerator, world) is True


def _weight(planned: Plan, world: Environment) -> int:
    return 1 if planned.weight is None else int(evaluate(planned.weight, world))


def _key(planned: Plan, name: str, world: Environment) -> Key:
    key: Key = evaluate(planned.split(name).node, world)
    return key


def _order(planned: Plan, row: Row) -> list[tuple[bool, Any]]:
    names = (*planned.definition.population.order, planned.table.id_column)
    return [(row[name] is not None, row[name]) for name in names]
