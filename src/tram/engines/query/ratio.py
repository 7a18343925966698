"""One number over another: both parts asked on the same engine, their cells set side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tram.engines.definitions.head import DefinitionError
from tram.engines.query.compiled import Compiled, Execute, compile_indicator
from tram.engines.query.model import Cell, Counted, IndicatorDefinition, Key, Keys, Params
from tram.engines.query.plan import Plan, Tables, plan
from tram.engines.query.reference import Rows, evaluate_python, people_python, sorted_cells

Others = Mapping[str, IndicatorDefinition]


@dataclass(frozen=True, slots=True)
class CompiledRatio:
    """A ratio for one engine. Its cells' numerator and denominator are the numerators of its parts."""

    definition: IndicatorDefinition
    over: Compiled
    under: Compiled

    @property
    def sentence_vi(self) -> str:
        """What is divided by what, in Vietnamese words."""
        return f"{self.over.sentence_vi}. Chia cho: {self.under.sentence_vi}"

    def cells(self, execute: Execute, params: Params) -> list[Cell]:
        """The cells, sorted by keys; a key that only one part has counts 0 in the other."""
        return side_by_side(self.over.cells(execute, params), self.under.cells(execute, params))

    def people(
        self,
        execute: Execute,
        params: Params,
        *,
        cell: Keys | None = None,
        side: str = "in",
        limit: int = 50,
        offset: int = 0,
    ) -> list[Counted]:
        """One page of the rows counted above the line; a ratio has no other side."""
        _only_counted(self.definition, side)
        return self.over.people(execute, params, cell=cell, side="in", limit=limit, offset=offset)

    def shown(self, params: Params) -> str:
        """The SQL of both parts with values filled in, for reading. Never run."""
        both = (self.over, self.under)
        return "\n\n".join(f"-- {part.plan.definition.id}\n{part.shown(params)};" for part in both)


def parts(definition: IndicatorDefinition, others: Others) -> tuple[IndicatorDefinition, IndicatorDefinition]:
    """The two indicators a ratio divides. Refuses one that is not there, and a ratio of ratios."""
    if definition.ratio is None:
        raise DefinitionError(definition.id, "không phải tỷ số", 'kind = "ratio"')
    found = []
    for side, name in (("over", definition.ratio.over), ("under", definition.ratio.under)):
        if name not in others:
            raise DefinitionError(definition.id, f"[ratio] {side}: không có chỉ tiêu «{name}»", "xem lại mã")
        if others[name].ratio is not None:
            raise DefinitionError(definition.id, f"[ratio] {side}: «{name}» cũng là tỷ số", "chia hai số đếm")
        found.append(others[name])
    return found[0], found[1]


def plan_ratio(definition: IndicatorDefinition, others: Others, tables: Tables) -> tuple[Plan, Plan]:
    """Both parts checked. Refuses a split of the ratio that its parts lack or key by different types."""
    over, under = (plan(part, tables) for part in parts(definition, others))
    for split in definition.splits:
        mine, theirs = over.split(split.id).kind.type, under.split(split.id).kind.type
        if mine != theirs:
            told = f"hai vế chia «{split.id}» theo hai loại khác nhau"
            raise DefinitionError(definition.id, told, f"{mine}, {theirs}")
    return over, under


def compile_ratio(
    definition: IndicatorDefinition, others: Others, tables: Tables, dialect: str, *, by: Sequence[str] = ()
) -> CompiledRatio:
    """The ratio for an engine, divided by splits both parts know; or `DefinitionError`."""
    plan_ratio(definition, others, tables)
    over, under = (compile_indicator(part, tables, dialect, by=by) for part in parts(definition, others))
    return CompiledRatio(definition, over, under)


def ratio_python(
    definition: IndicatorDefinition,
    others: Others,
    tables: Tables,
    rows: Rows,
    params: Params,
    *,
    by: Sequence[str] = (),
) -> list[Cell]:
    """The reference for the cells of a ratio."""
    over, under = (evaluate_python(part, tables, rows, params, by=by) for part in parts(definition, others))
    return side_by_side(over, under)


def ratio_people_python(
    definition: IndicatorDefinition,
    others: Others,
    tables: Tables,
    rows: Rows,
    params: Params,
    *,
    cell: Keys | None = None,
) -> list[Counted]:
    """The reference for the rows above the line."""
    over, _under = parts(definition, others)
    return people_python(over, tables, rows, params, cell=cell, side="in")


def side_by_side(over: Sequence[Cell], under: Sequence[Cell]) -> list[Cell]:
    """The parts' numerators by key, 0 where a part lacks the key."""
    keys: dict[tuple[Key, ...], Keys] = {tuple(cell.keys.values()): cell.keys for cell in (*over, *under)}
    above = {tuple(cell.keys.values()): cell.numerator for cell in over}
    below = {tuple(cell.keys.values()): cell.numerator for cell in under}
    return sorted_cells([Cell(shown, above.get(key, 0), below.get(key, 0)) for key, shown in keys.items()])


def _only_counted(definition: IndicatorDefinition, side: str) -> None:
    if side not in ("in", "all"):
        raise DefinitionError(definition.id, f"tỷ số không có phía «{side}»", "chọn in")
