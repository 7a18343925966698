"""What plain Python says of an indicator: worked out for the finest division, then added up for any coarser one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tram.engines.query import (
    Cell,
    Compiled,
    CompiledRatio,
    IndicatorDefinition,
    Params,
    Table,
    compile_indicator,
    compile_ratio,
    evaluate_python,
)
from tram.engines.query.ratio import parts, side_by_side
from tram.engines.query.reference import sorted_cells
from tram.reports.api import Indicator, every_indicator

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


@cache
def others() -> dict[str, IndicatorDefinition]:
    """Every indicator by id: what ratios divide."""
    return {one.id: one.definition for one in every_indicator()}


@dataclass(frozen=True, slots=True)
class Answers:
    """One indicator's cells by all its splits at once; of a ratio, those of both its parts."""

    is_count: bool
    finest: tuple[list[Cell], ...]

    def by(self, *names: str) -> list[Cell]:
        """The cells divided by some of the splits, as `evaluate_python` would give them."""
        added = [sorted_cells(_added(cells, names, is_count=self.is_count)) for cells in self.finest]
        return added[0] if len(added) == 1 else side_by_side(added[0], added[1])


def _added(cells: list[Cell], names: tuple[str, ...], *, is_count: bool) -> list[Cell]:
    totals: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for cell in cells:
        total = totals[tuple(cell.keys[name] for name in names)]
        total[0] += cell.numerator
        total[1] += cell.denominator or 0
    return [
        Cell(dict(zip(names, keys, strict=True)), numerator, None if is_count else denominator)
        for keys, (numerator, denominator) in totals.items()
    ]


def answers(one: Indicator, tables: Mapping[str, Table], rows: Rows, params: Params) -> Answers:
    """What plain Python says, by every split of the indicator."""
    splits = one.split_ids()
    asked = parts(one.definition, others()) if one.definition.ratio else (one.definition,)
    finest = tuple(evaluate_python(part, tables, rows, params, by=splits) for part in asked)
    return Answers(one.definition.kind == "count", finest)


def compiled_for(
    one: Indicator, tables: Mapping[str, Table], dialect: str, by: tuple[str, ...]
) -> Compiled | CompiledRatio:
    """The indicator for an engine."""
    if one.definition.ratio:
        return compile_ratio(one.definition, others(), tables, dialect, by=by)
    return compile_indicator(one.definition, tables, dialect, by=by)
