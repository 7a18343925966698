"""A definition compiled for one engine: its cells, the people behind them, and the SQL to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tram.engines.definitions.head import DefinitionError
from tram.engines.expression import Type
from tram.engines.query.model import Cell, Counted, IndicatorDefinition, Key, Keys, Params
from tram.engines.query.plan import Plan, Tables, plan
from tram.engines.query.reference import sorted_cells
from tram.engines.query.words import in_words

if TYPE_CHECKING:
    from tram.engines.query.statements import Shape, Template

Execute = Callable[[str, dict[str, Any]], Iterable[Sequence[Any]]]
DIALECT_NAMES = ("sqlite", "postgres", "duckdb", "spark")
SIDES = ("in", "missing", "all")
REMEMBERED = 256
MANY_PLACES = 11


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with named placeholders in the driver's own style, and the values they take."""

    sql: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """One definition for one engine, divided by the splits in `by`.

    Keep it: its SQL depends only on the shape of a question (how many places, which keys, which side), never on values,
    so what was built is remembered; building costs more than a commune's query does.
    """

    plan: Plan
    dialect: str
    by: tuple[str, ...]
    _templates: dict[Shape, Template] = field(default_factory=dict, compare=False, repr=False)

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
        found, narrowing = self._template(params, {}, None)
        return Statement(found.sql, found.bound(params, narrowing, {}))

    def people_statement(
        self, params: Params, *, cell: Keys | None = None, side: str = "all", limit: int = 50, offset: int = 0
    ) -> Statement:
        """The SQL behind `people` and its values; refuses an unknown side."""
        if side not in SIDES:
            raise DefinitionError(self.plan.definition.id, f"không có phía «{side}»", "chọn in, missing hoặc all")
        found, narrowing = self._template(params, cell or {}, side)
        return Statement(found.sql, found.bound(params, narrowing, {"limit": limit, "offset": offset}))

    def shown(self, params: Params) -> str:
        """The SQL of the cells with values filled in, laid out for reading. Never run."""
        found, narrowing = self._template(params, {}, None)
        return found.shown(params, narrowing)

    def _template(self, params: Params, cell: Keys, side: str | None) -> tuple[Template, tuple[Key, ...]]:
        """The statement's template and the values its narrowings take."""
        from tram.engines.query.statements import Narrowing, Shape, template

        wanted = _wanted(params, cell)
        shape = Shape(
            self.by if side is None else (),
            tuple(Narrowing(name, sum(one is not None for one in keys), None in keys) for name, keys in wanted),
            side,
            side is None and not cell and (params.places is None or len(params.places) >= MANY_PLACES),
        )
        if shape not in self._templates:
            if len(self._templates) >= REMEMBERED:
                self._templates.clear()
            self._templates[shape] = template(self.plan, self.dialect, shape)
        return self._templates[shape], tuple(one for _name, keys in wanted for one in keys if one is not None)

    def _cell(self, row: Sequence[Any]) -> Cell:
        *keys, numerator, denominator = row
        read = {name: _key_back(self.plan.split(name).kind.type, key) for name, key in zip(self.by, keys, strict=True)}
        is_count = self.plan.definition.kind == "count"
        return Cell(read, int(numerator or 0), None if is_count else int(denominator or 0))


def compile_indicator(
    definition: IndicatorDefinition, tables: Tables, dialect: str, *, by: Sequence[str] = ()
) -> Compiled:
    """The definition for "sqlite", "postgres", "duckdb" or "spark", divided by splits; or `DefinitionError`."""
    if dialect not in DIALECT_NAMES:
        raise DefinitionError(definition.id, f"không có máy «{dialect}»", "chọn " + ", ".join(DIALECT_NAMES))
    planned = plan(definition, tables)
    for name in by:
        planned.split(name)
    return Compiled(planned, dialect, tuple(by))


def _wanted(params: Params, cell: Keys) -> list[tuple[str, tuple[Key, ...]]]:
    """What the statement is kept to, place first (""), then the splits of `only`, then the cell's keys."""
    places: list[tuple[str, tuple[Key, ...]]] = [] if params.places is None else [("", tuple(params.places))]
    only = [(name, tuple(keys)) for name, keys in params.only.items()]
    return places + only + [(name, (key,)) for name, key in cell.items()]


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
