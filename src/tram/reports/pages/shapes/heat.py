"""Numbers over time: the small line of an indicator, the rows beside its trend, places by periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tram.kernel.periods import Period, before, name_of
from tram.reports import api
from tram.reports.pages.filters import Board
from tram.reports.pages.shapes import words
from tram.reports.pages.shapes.addresses import detail_url
from tram.reports.pages.shapes.splits import COHORT, shade

PERIODS, ROWS = 6, 40


def spark(value: api.Value, steps: Sequence[api.Step]) -> dict[str, Any]:
    """The last periods of an indicator as a small line with its goal, and the same in words."""
    known = [one.figure for one in steps if one.figure is not None]
    return {
        "id": value.indicator.id,
        "values": ",".join(f"{one}" for one in known) if len(known) > 1 else "",
        "limit": f"{value.goal}" if value.goal is not None else "",
        "text": "; ".join(f"{words.period_short(one.period)} {words.figure(value.indicator, one)}" for one in steps),
    }


def trend_rows(value: api.Value, steps: Sequence[api.Step], board: Board) -> list[dict[str, Any]]:
    """The same numbers as the line, newest first, each leading to the dashboard of its period."""
    return [
        {
            "label": words.period_short(one.period),
            "url": detail_url(board, ky=name_of(one.period)),
            "numerator": one.numerator,
            "denominator": one.denominator,
            "value": words.figure(value.indicator, one),
        }
        for one in reversed(steps)
    ]


def table(board: Board, value: api.Value, by: str) -> dict[str, Any]:
    """Rows by a split (places as a rule), columns by period, oldest first; each cell shaded and open to its people."""
    found = value.indicator
    if by not in found.split_ids():
        return {}
    columns = [(period, _column(board, found, by, period)) for period in _periods(board.period)]
    names = {key: one.labels[by] for _period, cells in columns for key, one in cells.items()}
    most = words.largest(one for _period, cells in columns for one in cells.values())
    rows = [_row(board, found, by, key, name, columns, most) for key, name in names.items()]
    rows.sort(key=lambda row: (row["key"] == "", row["key"]) if by == COHORT else row["order"])
    return {
        "columns": [words.period_short(period) for period, _cells in columns],
        "rows": rows[:ROWS],
        "more": max(0, len(rows) - ROWS),
    }


def _periods(period: Period) -> list[Period]:
    found = [period]
    while len(found) < PERIODS:
        found.append(before(found[-1]))
    return found[::-1]


def _column(board: Board, found: api.Indicator, by: str, period: Period) -> dict[str, api.Reading]:
    """One period's cells by key, under the definition in force then; {} where it was not yet in force."""
    end = min(period.end or board.today, board.today)
    if not any(one.id == found.id for one in api.indicators(end)):
        return {}
    cells = api.indicator_cells(
        board.asker, found.id, period=period, today=board.today, communes=board.communes, by=(by,)
    )
    return {one.keys[by]: one for one in cells}


def _row(  # noqa: PLR0917 - one argument a question
    board: Board,
    found: api.Indicator,
    by: str,
    key: str,
    name: str,
    columns: Sequence[tuple[Period, dict[str, api.Reading]]],
    most: Decimal | None,
) -> dict[str, Any]:
    cells = [
        shade(found, readings.get(key), replace(board, period=period), most, {by: key}) for period, readings in columns
    ]
    last = columns[-1][1].get(key)
    figure = Decimal(-1) if last is None or last.figure is None else last.figure
    worst_low = 1 if words.is_share(found) and found.definition.direction == "up" else -1
    return {"key": key, "label": name, "cells": cells, "order": (not key, figure * worst_low, name)}
