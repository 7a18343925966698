"""The gaps between best and worst groups, widest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tram.reports import api
from tram.reports.pages.filters import Board
from tram.reports.pages.shapes import words
from tram.reports.pages.shapes.places import dumbbell


def widest_first(board: Board, known: Sequence[api.Indicator]) -> list[dict[str, Any]]:
    """A line for each indicator and split in which two groups are apart."""
    found = [(one, gap) for one in known if words.is_share(one) for gap in _gaps(board, one)]
    found.sort(key=lambda pair: -pair[1].points)
    return [dumbbell(one, gap, board, _names(one)) for one, gap in found]


def _gaps(board: Board, one: api.Indicator) -> Sequence[api.Gap]:
    return api.equity(board.asker, one.id, period=board.period, today=board.today, communes=board.communes)


def _names(found: api.Indicator) -> dict[str, str]:
    return {one.id: one.title_en if words.english() else one.title_vi for one in found.definition.splits}
