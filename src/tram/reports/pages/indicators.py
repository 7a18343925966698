"""The dashboard of indicators and the lists of people behind its numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.kernel.actors import may
from tram.reports import api
from tram.reports.pages import shapes
from tram.reports.pages.filters import Board, read_board, read_page


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """The dashboard: a tile for each indicator, the chosen one in detail."""
    board = read_board(request)
    known = api.indicators(board.day)
    first = known[0].id if known else ""
    board = replace(board, chosen=board.chosen or first, split=board.split or "sex")
    values = api.indicator_values(
        board.actor, at=board.day, communes=board.communes, split=board.split, divided=board.chosen
    )
    chosen = next((one for one in values if one.indicator.id == board.chosen), None)
    context = {"board": board, "tiles": [shapes.tile(value, board) for value in values], "area": board.area_name}
    if chosen is not None:
        context |= _detail(board, chosen)
    return render(request, "reports/indicators.html", context)


@require_GET
def tiles(request: HttpRequest) -> HttpResponse:
    """The indicators of my places today as tiles only: a part of the home page, loaded after it."""
    board = read_board(request)
    values = api.indicator_values(board.actor, at=board.day, communes=board.communes)
    return render(request, "reports/part_tiles.html", {"tiles": [shapes.tile(value, board) for value in values]})


def _detail(board: Board, chosen: api.Value) -> dict[str, Any]:
    opens = _opens(board, chosen.indicator)
    return {
        "chosen": shapes.tile(chosen, board),
        "explanation": shapes.explanation(chosen.indicator, api.explanation(board.actor, chosen, board.communes)),
        "splits": shapes.split_tabs(chosen.indicator, board),
        "slices": shapes.slices(chosen, board, opens=opens),
        "chart": shapes.slice_chart(chosen, board, opens=opens),
        "opens": opens,
    }


@require_GET
def trend(request: HttpRequest) -> HttpResponse:
    """The chosen indicator over twelve months, a part of the dashboard loaded after it."""
    board = read_board(request)
    months = api.trend(board.actor, board.chosen, at=board.day, communes=board.communes)
    found = api.indicator(board.chosen, board.day)
    context = {"chart": shapes.trend_chart(found, months), "months": months, "title": shapes.short(found)}
    return render(request, "reports/part_trend.html", context)


@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """The communes of the scope side by side: ranking and map, a part of the dashboard loaded after it."""
    board = read_board(request)
    everywhere = replace(board, commune="")
    points = api.comparison(board.actor, board.chosen, at=board.day, communes=everywhere.communes)
    found = api.indicator(board.chosen, board.day)
    context = {
        "rank": shapes.ranking(found, points, board),
        "chart": shapes.map_chart(points, board),
        "title": shapes.short(found),
    }
    return render(request, "reports/part_comparison.html", context)


@require_GET
def people(request: HttpRequest, indicator: str) -> HttpResponse:
    """The people behind a cell: those counted, or those missing."""
    board = replace(read_board(request), chosen=indicator)
    side, key = request.GET.get("phia", "missing"), request.GET.get("o", "")[:60]
    listing = api.indicator_people(
        board.actor,
        indicator,
        at=board.at,
        day=board.day,
        communes=board.communes,
        split=board.split,
        key=key,
        side=side,
        page=read_page(request),
    )
    found = listing.indicator
    whole = api.indicator_value(board.actor, indicator, at=board.day, communes=board.communes)
    label = api.cell_label(found, board.split, key, board.day) if board.split else ""
    context = {
        "board": board,
        "listing": listing,
        "title": shapes.title(found),
        "cell": label,
        "tabs": shapes.side_tabs(listing, board, key),
        **shapes.people_table(listing, board),
        "page": Paginator(range(listing.total), listing.size).get_page(listing.page),
        "page_query": board.query(phia=side, o=key),
        "explanation": shapes.explanation(found, api.explanation(board.actor, whole, board.communes)),
        "area": board.area_name or _("toàn bộ địa bàn"),
    }
    return render(request, "reports/people.html", context)


def _opens(board: Board, found: api.Indicator) -> bool:
    """Whether this person's numbers open to lists: facilities and villages for all, people for those who may."""
    return not found.about_people or may(board.actor, "indicator.people")
