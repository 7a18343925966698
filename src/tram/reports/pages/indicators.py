"""The dashboard: where we are behind, what the chosen number is made of, and where most is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tram.kernel.actors import may
from tram.reports import api
from tram.reports.pages import below, picker
from tram.reports.pages.filters import BEHIND, EQUITY, GROUPS, Board, read_board
from tram.reports.pages.shapes import equity as gaps
from tram.reports.pages.shapes import gauges, heat, places, splits, words

SLUGS = {group: slug for slug, group in GROUPS.items()}
SPARK, FEW = 6, 5  # six periods of every indicator are too much to ask of a whole province
MAPPED = ("province", "commune")
BELOW = {"commune": ("commune",), "village": ("village",)}


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """The dashboard: the indicators of a group, the chosen one in detail."""
    board = _with_group(read_board(request))
    known = api.indicators(board.day)
    values = _values(board, known)
    board = _with_chosen(board, known, values)
    board.note(f"indicators.{board.group}")
    context = {
        "board": board,
        "gauges": [gauges.gauge(value, board) for value in values],
        "tabs": gauges.group_tabs(board, known),
        "sparks": _few(board),
        "behind": board.group == BEHIND,
        "equity": board.group == EQUITY,
        "may_plan": may(board.actor, "target.set"),
        **picker.picker(board),
    }
    chosen = next((one for one in values if one.indicator.id == board.chosen), None)
    if chosen is not None and board.group != EQUITY:
        context |= _detail(board, chosen)
    return render(request, "reports/indicators.html", context)


@require_GET
def tiles(request: HttpRequest) -> HttpResponse:
    """What is behind in my places today, as tiles only: a part of the home page, loaded after it."""
    board = replace(read_board(request), group=BEHIND)
    board.note("indicators.home")
    known = api.indicators(board.day)
    late = _values(board, known)
    shown = late or _asked(board, [one.id for one in known if one.group == GROUPS["chi-thi"]])
    return render(request, "reports/part_tiles.html", {"tiles": [gauges.gauge(value, board) for value in shown[:6]]})


@require_GET
def sparks(request: HttpRequest) -> HttpResponse:
    """The last six periods of the indicators of a group, as small lines that go into the list."""
    board = _with_group(read_board(request))
    values = _values(board, api.indicators(board.day)) if _few(board) else []
    board.note(f"indicators.{board.group} trend")
    runs = [heat.spark(value, _trend(board, value.indicator.id, SPARK)) for value in values]
    return render(request, "reports/part_sparks.html", {"runs": runs})


@require_GET
def trend(request: HttpRequest) -> HttpResponse:
    """The chosen indicator over twelve periods, a part of the dashboard loaded after it."""
    board, value = _chosen(request, "trend")
    steps = _trend(board, value.indicator.id)
    context = {
        "chart": places.trend_chart(value, steps, board),
        "rows": heat.trend_rows(value, steps, board),
        "title": words.short(value.indicator),
        "is_share": words.is_share(value.indicator),
    }
    return render(request, "reports/part_trend.html", context)


@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """The communes or villages side by side: ranking and map, a part of the dashboard loaded after it."""
    board, value = _chosen(request, "places")
    found = value.indicator
    points = below.points(board, found)
    wanted = value.goal
    context = {
        "board": board,
        "rank": places.ranking(found, points, board, wanted),
        "orders": places.orders(found, board),
        "chart": places.map_chart(found, points, board, wanted) if board.finest in MAPPED and len(points) > 1 else {},
        "title": words.short(found),
        "is_share": words.is_share(found),
        "visits": board.names_people and found.about_people,
        "to_do_head": words.to_do_head(found),
        "cohort": splits.COHORT in found.split_ids(),
        "heat": {splits.COHORT, *BELOW.get(board.finest, ())} & set(found.split_ids()) and not found.by_hand,
    }
    return render(request, "reports/part_comparison.html", context)


@require_GET
def over_time(request: HttpRequest) -> HttpResponse:
    """Places (or another split) by periods, a table of shades: who goes forward, who stays behind."""
    board, value = _chosen(request, "cohort")
    by = splits.COHORT if splits.COHORT in value.indicator.split_ids() else board.finest
    context = {"heat": heat.table(board, value, by), "title": words.short(value.indicator)}
    return render(request, "reports/part_heat.html", context)


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """What the chosen number is, what law it rests on and the very query that gave it, loaded when it is asked."""
    board, value = _chosen(request, "why")
    told = words.explanation(value.indicator, api.explanation(board.asker, value, board.communes))
    return render(request, "reports/part_why.html", {"why": told})


@require_GET
def equity(request: HttpRequest) -> HttpResponse:
    """The gaps between best and worst groups: of the chosen indicator, or of all on the page of equity."""
    board = read_board(request)
    known = [one for one in api.indicators(board.day) if board.chosen in {"", one.id}]
    board.note(f"equity.{board.chosen}" if board.chosen else "equity")
    found = gaps.widest_first(board, known)
    shown = found if board.chosen else [one for one in found if one["wide"]]
    context = {"gaps": shown, "narrow": len(found) - len(shown), "one": board.chosen}
    return render(request, "reports/part_equity.html", context)


def _few(board: Board) -> bool:
    """Whether the places are few enough to ask six periods of every indicator."""
    asked = board.communes if board.communes is not None else [one.code for one in board.areas]
    return 0 < len(asked) <= FEW


def _with_group(board: Board) -> Board:
    """The group of the address, else that of the chosen indicator, else what is behind."""
    if board.group in {*GROUPS, BEHIND, EQUITY}:
        return board
    found = next((one for one in api.indicators(board.day) if one.id == board.chosen), None)
    return replace(board, group=SLUGS.get(found.group, BEHIND) if found else BEHIND)


def _with_chosen(board: Board, known: Sequence[api.Indicator], values: Sequence[api.Value]) -> Board:
    """The indicator of the address, else the first shown; and a way to divide it."""
    if board.chosen and not any(one.id == board.chosen for one in known):
        api.indicator(board.chosen, board.day)
    first = values[0].indicator.id if values else ""
    shown = {one.indicator.id for one in values}
    board = replace(board, chosen=board.chosen if board.chosen in shown else first)
    found = next((one for one in known if one.id == board.chosen), None)
    if found is None:
        return board
    split, second = splits.division(found, board)
    return replace(board, split=split, second=second)


def _values(board: Board, known: Sequence[api.Indicator]) -> list[api.Value]:
    """The values of the group; of what is behind, worst first (the chosen one stays, even when it is not)."""
    if board.group == EQUITY:
        return []
    if board.group != BEHIND:
        return _asked(board, [one.id for one in known if one.group == GROUPS[board.group]])
    values = _asked(board, [one.id for one in known if one.definition.kind != "count"])
    late = gauges.worst_first(values)
    return late + [one for one in values if one.indicator.id == board.chosen and one not in late]


def _asked(board: Board, ids: Sequence[str]) -> list[api.Value]:
    return list(
        api.indicator_values(
            board.asker, period=board.period, today=board.today, communes=board.communes, ids=frozenset(ids)
        )
    )


def _chosen(request: HttpRequest, what: str) -> tuple[Board, api.Value]:
    """The chosen indicator of a part, its read noted. Refuses (404) an unknown one."""
    board = read_board(request)
    value = api.indicator_value(
        board.asker, board.chosen, period=board.period, today=board.today, communes=board.communes
    )
    board.note(f"indicator.{board.chosen} {what}")
    return board, value


def _trend(board: Board, indicator: str, count: int = 12) -> Sequence[api.Step]:
    return api.trend(
        board.asker, indicator, period=board.period, today=board.today, communes=board.communes, count=count
    )


def _detail(board: Board, chosen: api.Value) -> dict[str, Any]:
    found = chosen.indicator
    divided = chosen
    if board.split and not board.second:
        divided = api.indicator_value(
            board.asker, found.id, period=board.period, today=board.today, communes=board.communes, split=board.split
        )
    return {
        "chosen": gauges.headline(chosen, board),
        **splits.choices(found, board),
        "slices": splits.rows(divided, board) if not board.second else [],
        "has_gaps": words.is_share(found),
        "compares": below.divides(board, found),
        "wide": board.finest in MAPPED,
        **(_cross(board, found) if board.second else {}),
    }


def _cross(board: Board, found: api.Indicator) -> dict[str, Any]:
    readings = api.indicator_cells(
        board.asker,
        found.id,
        period=board.period,
        today=board.today,
        communes=board.communes,
        by=(board.split, board.second),
    )
    if splits.is_pyramid(found, board):
        return {"pyramid": splits.pyramid(found, readings, board)}
    return {"cross": splits.cross(found, readings, board)}
