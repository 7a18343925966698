"""Behind a number: its people, its counts by place for those who see no names, and whom to visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tram.kernel.actors import require
from tram.kernel.refusals import Refusal
from tram.places import api as network
from tram.reports import api
from tram.reports.pages import below
from tram.reports.pages.filters import Board, read_board, read_page
from tram.reports.pages.picker import period_words, way
from tram.reports.pages.shapes import lists, words
from tram.reports.pages.shapes.addresses import CELL, board_url, detail_url, list_filters, people_url, worklist_url

NEVER_ALL_AT_ONCE = 200


@require_GET
def people(request: HttpRequest, indicator: str) -> HttpResponse:
    """The people behind a cell; for those who see no names its counts by commune and village, and whom to ask."""
    board = replace(read_board(request), chosen=indicator)
    found = api.indicator(indicator, board.day)
    side, cell = _side(request, found), _cell(request)
    if found.about_people and not board.names_people:
        return _counts(request, board, found, side, cell)
    listing = api.indicator_people(
        board.asker,
        indicator,
        at=board.at,
        period=board.period,
        today=board.today,
        communes=board.communes,
        cell=cell,
        side=side,
        page=read_page(request),
    )
    context = {
        **_head(board, found, cell),
        "listing": listing,
        "tabs": lists.side_tabs(listing, board, cell),
        **lists.people_table(listing, board),
        "page": Paginator(range(listing.total), listing.size).get_page(listing.page),
        "page_query": board.query(**list_filters(side, cell)),
        "visit_url": worklist_url(indicator, board, side, cell) if _visited(found) else "",
    }
    return render(request, "reports/people.html", context)


@require_GET
def worklist(request: HttpRequest, indicator: str) -> HttpResponse:
    """Whom to visit tomorrow: by village, longest unseen first, with address and phone; made to be printed."""
    board = replace(read_board(request), chosen=indicator)
    found = api.indicator(indicator, board.day)
    side, cell = _side(request, found), _cell(request)
    if found.about_people and not board.names_people:
        board.note(f"worklist.{indicator} refused")
        raise Refusal("worklist.names", whom_to_ask(board), status=403)
    require(board.actor, "indicator.people")
    counts = _by_village(board, found, side, cell)
    if not board.place.village and sum(one["count"] for one in counts) > NEVER_ALL_AT_ONCE and counts:
        board = replace(board, place=replace(board.place, village=counts[0]["key"]))
    found_list = api.worklist(
        board.asker,
        indicator,
        at=board.at,
        period=board.period,
        today=board.today,
        communes=board.communes,
        cell=cell,
        side=side,
    )
    context = {
        **_head(board, found, cell),
        "worklist": found_list,
        "villages": _chips(board, found, side, cell, counts),
        "list_url": people_url(indicator, board, side, cell),
        "side_words": lists.side_names(found).get(side, ""),
    }
    return render(request, "reports/worklist.html", context)


def whom_to_ask(board: Board) -> str:
    """A sentence that says who may see the names: the station of the commune, or those of the communes."""
    station = network.station_of(board.place.commune, board.day) if board.place.commune else None
    if station is None:
        return _("Tên người chỉ nơi chăm sóc họ được xem. Hãy chọn một xã để biết hỏi trạm nào.")
    where = f" ({station.address})" if station.address else ""
    return _("Tên người chỉ nơi chăm sóc họ được xem. Hãy hỏi %(station)s%(where)s.") % {
        "station": station.name,
        "where": where,
    }


def _counts(
    request: HttpRequest, board: Board, found: api.Indicator, side: str, cell: Mapping[str, str]
) -> HttpResponse:
    """The same cell as counts by the places below the chosen one."""
    readings = below.readings(board, found, cell)
    board.note(f"indicator.{found.id} counts")
    context = {
        **_head(board, found, cell),
        **lists.counts_table(found, readings, board, side, cell),
        "ask": whom_to_ask(board),
        "steps": _steps(board, found, side, cell),
    }
    return render(request, "reports/counts.html", context)


def _steps(board: Board, found: api.Indicator, side: str, cell: Mapping[str, str]) -> list[dict[str, str]]:
    """The way down to the chosen place, each step the same counts there."""
    return [
        {"label": one["label"], "url": people_url(found.id, board, side, cell, **one["place"])} for one in way(board)
    ]


def _by_village(board: Board, found: api.Indicator, side: str, cell: Mapping[str, str]) -> list[dict[str, Any]]:
    """The villages of the chosen place with how many are to be visited, most first; "" is who has no village."""
    whole = replace(board, place=replace(board.place, village=""))
    if whole.finest != "village" or not below.divides(whole, found):
        return []
    by = "village"
    readings = below.readings(whole, found, cell)
    counted = [(one, _count(one, side)) for one in readings if one.keys.get(by)]
    most_first = sorted(((one, count) for one, count in counted if count), key=lambda pair: -pair[1])
    return [{"key": one.keys[by], "name": one.labels[by], "count": count} for one, count in most_first]


def _count(one: api.Reading, side: str) -> int:
    if side == "all" and one.denominator is not None:
        return one.denominator
    return one.missing if side == "missing" else one.numerator


def _chips(
    board: Board, found: api.Indicator, side: str, cell: Mapping[str, str], counts: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    return [
        {
            "label": one["name"],
            "count": words.grouped(one["count"]),
            "url": worklist_url(found.id, board, side, cell, thon=one["key"]),
            "current": one["key"] == board.place.village,
        }
        for one in counts
    ]


def _head(board: Board, found: api.Indicator, cell: Mapping[str, str]) -> dict[str, Any]:
    """What every list says of its number: name, place, period, cell, how it is reckoned."""
    told = [api.cell_label(found, split, key, board.day) for split, key in cell.items()]
    return {
        "board": board,
        "title": words.title(found),
        "short": words.short(found),
        "cell": " · ".join(told),
        "area": board.place_name or _("toàn bộ địa bàn"),
        "period_words": period_words(board.period),
        "back_url": detail_url(board),
        "home_url": board_url(board, chi_tieu=""),
        "noun": words.noun(found),
    }


def _side(request: HttpRequest, found: api.Indicator) -> str:
    return request.GET.get("phia", "")[:8] or words.open_side(found)


def _cell(request: HttpRequest) -> dict[str, str]:
    """The cell of an address: ``o.sex=female&o.age_group=60-79``; ``-`` stands for a key nobody knows."""
    said = {name[len(CELL) :]: str(text)[:60] for name, text in request.GET.items() if name.startswith(CELL)}
    return {split: "" if key == "-" else key for split, key in said.items()}


def _visited(found: api.Indicator) -> bool:
    return found.about_people and "village" in found.split_ids()
