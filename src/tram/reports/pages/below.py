"""A number at the places below the chosen one: villages of a commune, communes of a province, provinces of the nation.

People live in one commune, so that a province's number is the sum of its communes' numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypedDict, TypeVar

from tram.places import api as places
from tram.reports import api
from tram.reports.pages.filters import Board


class _Numbers(TypedDict):
    """What a cell comes to, as both kinds of cell take it."""

    numerator: int
    denominator: int | None
    percent: Decimal | None
    figure: Decimal | None


Cell = TypeVar("Cell", api.Point, api.Reading)


def divides(board: Board, found: api.Indicator) -> bool:
    """Whether the number is known for the places below."""
    return _split(board) in found.split_ids()


def points(board: Board, found: api.Indicator) -> Sequence[api.Point]:
    """The number of each place below with its centre; none where the number does not know them."""
    if not divides(board, found):
        return ()
    asked = api.comparison(
        board.asker, found.id, period=board.period, today=board.today, communes=board.communes, by=_split(board)
    )
    return _provinces(board, found, asked) if board.finest == "province" else asked


def readings(board: Board, found: api.Indicator, cell: Mapping[str, str]) -> Sequence[api.Reading]:
    """A cell divided by the places below where the number knows them, else whole."""
    by = [_split(board)] if divides(board, found) and _split(board) not in cell else []
    cells = api.indicator_cells(
        board.asker, found.id, period=board.period, today=board.today, communes=board.communes, by=(*by, *cell)
    )
    kept = [one for one in cells if all(one.keys[split] == key for split, key in cell.items())]
    if board.finest != "province" or not by:
        return kept
    names = {one.code: one.name for one in board.provinces}
    return [
        api.Reading(keys={"province": code}, labels={"province": names.get(code, code)}, **_sum(found, those))
        for code, those in _by_province(kept, [one.keys["commune"] for one in kept]).items()
    ]


def _split(board: Board) -> str:
    return "commune" if board.finest == "province" else board.finest


def _provinces(board: Board, found: api.Indicator, communes: Sequence[api.Point]) -> Sequence[api.Point]:
    names = {one.code: one.name for one in board.provinces}
    return [
        api.Point(
            code=code,
            name=names.get(code, code),
            longitude=_middle([one.longitude for one in those]),
            latitude=_middle([one.latitude for one in those]),
            **_sum(found, those),
        )
        for code, those in _by_province(communes, [one.code for one in communes]).items()
    ]


def _by_province(cells: Sequence[Cell], communes: Sequence[str]) -> dict[str, list[Cell]]:
    found: dict[str, list[Cell]] = defaultdict(list)
    for one, commune in zip(cells, communes, strict=True):
        found[places.province_of(commune)].append(one)
    return found


def _sum(found: api.Indicator, cells: Sequence[Cell]) -> _Numbers:
    numerator = sum(one.numerator for one in cells)
    counted = found.definition.kind == "count"
    denominator = None if counted else sum(one.denominator or 0 for one in cells)
    figure = found.definition.value(numerator, denominator)
    share = not counted and found.definition.ratio is None
    return {
        "numerator": numerator,
        "denominator": denominator,
        "percent": figure if share else None,
        "figure": figure,
    }


def _middle(degrees: Sequence[float | None]) -> float | None:
    known = [one for one in degrees if one is not None]
    return sum(known) / len(known) if known else None
