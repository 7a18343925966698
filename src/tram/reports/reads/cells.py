"""The cells of an indicator for a scope and a moment: run once, then remembered until the record changes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from tram.engines.query import Cell
from tram.engines.query.ratio import side_by_side
from tram.reports.catalogue import Indicator, indicator
from tram.reports.reads.memory import Memory
from tram.reports.reads.moment import Moment
from tram.reports.reads.run import compiled, execute_for
from tram.reports.reads.scope import Scope
from tram.reports.reads.stores import Store

_REMEMBERED = Memory()


class Told(TypedDict):
    """What a cell comes to, as the views of numbers take it."""

    numerator: int
    denominator: int | None
    percent: Decimal | None
    figure: Decimal | None


def cells_of(
    found: Indicator, scope: Scope, moment: Moment, by: Sequence[str] = (), store: Store | None = None
) -> list[Cell]:
    """The cells divided by the splits, sorted by their keys; without splits always exactly one.

    Those of a ratio hold the numerators of its two parts. A ``store`` is read in place of the record.
    """
    if found.definition.ratio is not None:
        over, under = (cells_of(part, scope, moment, by, store) for part in ratio_parts(found, moment))
        return side_by_side(over, under)
    params = scope.params(found, moment)
    if store is not None:
        return compiled(found, by, store.dialect).cells(store.execute, params)
    if found.draft:
        return compiled(found, by).cells(execute_for(params), params)
    flow = None if found.is_state else (params.start, params.end)
    key = (found.digest, flow, params.at, params.places, scope.villages, tuple(by), scope.position)
    return _REMEMBERED.answer(key, lambda: compiled(found, by).cells(execute_for(params), params))


def ratio_parts(found: Indicator, moment: Moment) -> tuple[Indicator, Indicator]:
    """The two indicators a ratio divides, in the versions in force at the moment."""
    ratio = found.definition.ratio
    if ratio is None:
        raise ValueError(f"{found.id} is no ratio")
    return indicator(ratio.over, moment.at), indicator(ratio.under, moment.at)


def counted_by(found: Indicator, moment: Moment) -> Indicator:
    """The indicator whose rows stand behind the number: itself, or what a ratio has above the line."""
    return found if found.definition.ratio is None else ratio_parts(found, moment)[0]


def whole(found: Indicator, cells: Sequence[Cell]) -> Cell:
    """All cells as one."""
    denominator = None if found.definition.kind == "count" else sum(cell.denominator or 0 for cell in cells)
    return Cell({}, sum(cell.numerator for cell in cells), denominator)


def told(found: Indicator, cell: Cell) -> Told:
    """What the cell comes to under its indicator."""
    is_share = found.definition.kind == "share"
    return {
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "percent": cell.percent if is_share else None,
        "figure": found.definition.value(cell.numerator, cell.denominator),
    }


def somebody(cell: Cell) -> bool:
    """Whether there is anything in the cell to tell of."""
    return bool(cell.numerator or cell.denominator)
