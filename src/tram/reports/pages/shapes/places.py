"""Places side by side: the ranking, the map, the trend, the gap between groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tram.kernel.periods import name_of
from tram.places import api as places
from tram.reports import api
from tram.reports.pages.filters import Board
from tram.reports.pages.shapes import words
from tram.reports.pages.shapes.addresses import detail_url, people_url, worklist_url
from tram.reports.pages.shapes.gauges import bullet

STEPS = 5
BY_RATE = "ty-le"
BELOW = {"province": "tinh", "commune": "xa", "village": "thon"}


def orders(found: api.Indicator, board: Board) -> list[dict[str, Any]]:
    """The two orders of a ranking: where most people are missing, where the rate is worst."""
    if not words.is_share(found):
        return []
    by_rate = board.order == BY_RATE
    return [
        {"label": _("Thiếu nhiều nhất"), "url": detail_url(board, xep=""), "current": not by_rate},
        {"label": _("Tỷ lệ kém nhất"), "url": detail_url(board, xep=BY_RATE), "current": by_rate},
    ]


def ranking(
    found: api.Indicator, points: Sequence[api.Point], board: Board, wanted: Decimal | None
) -> list[dict[str, Any]]:
    """Communes or villages, where most is to be done first; each leads to itself and to its people."""
    most = words.largest(points)
    return [
        {
            "place": number,
            "name": one.name,
            "value": words.figure(found, one),
            "bullet": _bar(found, one, wanted, most),
            "note": _made_of(one),
            "lacking": words.grouped(words.to_do(found, one)) if words.is_share(found) else "",
            "url": place_url(one.code, board) if one.code else "",
            "open_url": _open_url(found, one, board),
            "current": bool(one.code) and one.code in {board.place.commune, board.place.village},
        }
        for number, one in enumerate(sorted(points, key=lambda one: _rank(found, one, board)), 1)
    ]


def place_url(code: str, board: Board) -> str:
    """The dashboard of a place below the chosen one."""
    return detail_url(board, **{BELOW[board.finest]: code})


def map_chart(
    found: api.Indicator, points: Sequence[api.Point], board: Board, wanted: Decimal | None
) -> dict[str, Any]:
    """Communes coloured by rate: as outlines where a map was imported, else as discs at their centres."""
    outlines, limits = _outlines(board, points), _limits(points)
    return {
        "points": [_mark(one, board, limits) for one in points],
        "outlines": outlines,
        "unit": words.unit(found),
        "target": words.number(wanted),
        "legend": _legend(found, limits),
    }


def trend_chart(value: api.Value, steps: Sequence[api.Step], board: Board) -> dict[str, Any]:
    """The line of the last periods with the plan and the final target; a point opens the dashboard of its period."""
    found, plan = value.indicator, value.plan
    marks = [
        {"value": words.number(found.definition.target), "name": _("đích"), "kind": "target"},
        {
            "value": words.number(plan.value) if plan else None,
            "name": _("KH %(year)s") % {"year": plan.year} if plan else "",
            "kind": "plan",
        },
    ]
    return {
        "labels": [words.period_short(one.period) for one in steps],
        "series": [
            {
                "name": words.short(found),
                "values": [words.number(one.figure) for one in steps],
            }
        ],
        "marks": [one for one in marks if one["value"] is not None],
        "unit": words.unit(found),
        "running": bool(steps) and not found.is_state and _runs(steps[-1]),
        "whole": found.definition.kind == "count",
        "links": [detail_url(board, ky=name_of(one.period)) for one in steps],
        "down": found.definition.direction == "down",
    }


def _runs(step: api.Step) -> bool:
    """Whether the period goes on after the day it is told for."""
    return step.period.end is not None and step.at < step.period.end


def dumbbell(found: api.Indicator, gap: api.Gap, board: Board, names: Mapping[str, str]) -> dict[str, Any]:
    """The best and the worst group of a split on one line of 100 units; each end opens to those to be reached."""
    side = words.open_side(found)
    ends = sorted((gap.best.percent or Decimal(0), gap.worst.percent or Decimal(0)))
    return {
        "indicator": words.short(found),
        "split": names.get(gap.split, gap.split),
        "points": words.percent(gap.points).removesuffix(" %"),
        "wide": gap.points >= 1,
        "from": f"{ends[0]:.1f}",
        "length": f"{ends[1] - ends[0]:.1f}",
        "best": _end(found, gap.best, board, gap.split, side),
        "worst": _end(found, gap.worst, board, gap.split, side),
        "url": detail_url(board, chi_tieu=found.id, theo=gap.split, va=""),
    }


def _end(found: api.Indicator, one: api.Slice, board: Board, split: str, side: str) -> dict[str, Any]:
    return {
        "label": one.label,
        "percent": words.percent(one.percent),
        "at": f"{one.percent or Decimal(0):.1f}",
        "missing": words.grouped(one.missing),
        "url": people_url(found.id, board, side, {split: one.key}),
    }


def _bar(found: api.Indicator, one: api.Point, wanted: Decimal | None, most: Decimal | None) -> dict[str, Any]:
    share = words.is_share(found)
    target = found.definition.target if share else None
    return bullet(words.part_of(one, most), wanted if share else None, target, found.definition.direction)


def _open_url(found: api.Indicator, one: api.Point, board: Board) -> str:
    """The visits of the place for who may see names; else the list, or the counts, of the place."""
    side = words.open_side(found)
    if board.finest == "village" and not one.code:
        return people_url(found.id, board, side, {"village": ""})
    visits = board.finest != "province" and board.names_people and found.about_people and words.is_share(found)
    place = {BELOW[board.finest]: one.code}
    return (worklist_url if visits else people_url)(found.id, board, side, None, **place)


def _rank(found: api.Indicator, one: api.Point, board: Board) -> tuple[Decimal, str]:
    if board.order == BY_RATE and words.is_share(found):
        worst_low = 1 if found.definition.direction == "up" else -1
        return (one.percent or Decimal(0)) * worst_low, one.name
    return Decimal(-words.to_do(found, one)), one.name


def _mark(one: api.Point, board: Board, limits: Sequence[Decimal]) -> dict[str, Any]:
    value = one.figure
    return {
        "code": one.code,
        "name": one.name,
        "lon": one.longitude,
        "lat": one.latitude,
        "value": words.number(value),
        "step": None if value is None else sum(value >= limit for limit in limits),
        "size": one.numerator if one.denominator is None else one.denominator,
        "url": place_url(one.code, board),
        "note": _made_of(one),
        "current": one.code == board.place.commune,
    }


def _made_of(one: api.Point) -> str:
    """``312/400``, the numbers a rate is made of; "" for a plain count."""
    return "" if one.denominator is None else f"{words.grouped(one.numerator)}/{words.grouped(one.denominator)}"


def _limits(points: Sequence[api.Point]) -> list[Decimal]:
    """Four limits between five shades: fifths of the places."""
    values = sorted(value for one in points if (value := one.figure) is not None)
    return [values[len(values) * part // STEPS] for part in range(1, STEPS)] if len(set(values)) >= STEPS else []


def _legend(found: api.Indicator, limits: Sequence[Decimal]) -> list[dict[str, Any]]:
    told = [f"{limit.normalize():f}".replace(".", ",") for limit in limits]
    if not told:
        return []
    unit = f" {words.unit(found)}" if words.unit(found) else ""
    between = (f"{low}–{high}{unit}" for low, high in pairwise(told))
    texts = [f"< {told[0]}{unit}", *between, f"≥ {told[-1]}{unit}"]
    return [{"step": step, "text": text} for step, text in enumerate(texts, 1)]


def _outlines(board: Board, points: Sequence[api.Point]) -> str:
    """The address of the outlines of the province that these communes lie in; "" without a map or over several."""
    provinces = {places.province_of(one.code) for one in points if one.code}
    if board.finest != "commune" or len(provinces) != 1:
        return ""
    province = next(iter(provinces))
    found = places.outlines(province, board.today)
    return f"{reverse('places:outlines', args=[province])}?v={found.digest}" if found else ""
