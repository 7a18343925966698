"""Which place and which period: the choices at the head of the dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tram.kernel.periods import Period, before, kind_of, month, name_of, quarter, year
from tram.reports import api
from tram.reports.pages.filters import Board, Place
from tram.reports.pages.shapes.addresses import board_url

KINDS = {"month": month, "quarter": quarter, "year": year}


def picker(board: Board) -> dict[str, Any]:
    """The period in words with those around it, the kinds of period, the way down from the nation to the village."""
    later = _after(board.period)
    return {
        "period_name": name_of(board.period),
        "period_words": period_words(board.period),
        "running": (board.period.end or board.today) > board.today,
        "earlier_url": board_url(board, ky=name_of(before(board.period))),
        "later_url": board_url(board, ky=name_of(later)) if later.start <= board.today else "",
        "kinds": _kinds(board),
        "way": way(board),
        "others": _others(board),
    }


def period_words(period: Period) -> str:
    """``tháng 10 năm 2026``, ``quý 4 năm 2026``, ``năm 2026``, ``ngày 31/10/2026``, or from a day to a day."""
    start, kind = period.start, kind_of(period)
    told = {"year": start.year, "month": start.month, "quarter": (start.month + 2) // 3, "half": (start.month + 5) // 6}
    words = {
        "quarter": _("quý %(quarter)s năm %(year)s"),
        "half": _("nửa năm thứ %(half)s năm %(year)s"),
        "year": _("năm %(year)s"),
    }
    if kind in words:
        return words[kind] % told
    return _("ngày %(day)s") % {"day": f"{start:%d/%m/%Y}"} if kind == "day" else api.period_words(period)


def way(board: Board) -> list[dict[str, Any]]:
    """From the widest place of the actor down to the chosen one: its name, its filters, its dashboard."""
    place = board.place
    whole = _("Cả nước") if board.provinces else whole_name(board)
    steps: list[tuple[str, dict[str, str]]] = []
    if board.provinces or len(board.areas) > 1:
        steps.append((whole, {"tinh": "", "xa": "", "thon": ""}))
    if place.province and board.provinces:
        steps.append((_name(place.province, board.provinces), {"xa": "", "thon": ""}))
    if place.commune:
        steps.append((_name(place.commune, board.areas), {"thon": ""}))
    if place.village:
        steps.append((_name(place.village, board.villages), {}))
    return [{"label": name, "place": filters, "url": board_url(board, **filters)} for name, filters in steps]


def whole_name(board: Board) -> str:
    """What all of the actor's places together are called: their province where they are all of it."""
    return replace(board, place=Place()).place_name or _("Toàn địa bàn")


def _name(code: str, known: Sequence[api.Area]) -> str:
    return next((one.name for one in known if one.code == code), code)


def _kinds(board: Board) -> list[dict[str, Any]]:
    day, kind = board.day, kind_of(board.period)
    names = {"month": _("Tháng"), "quarter": _("Quý"), "year": _("Năm")}
    return [
        {"label": name, "url": board_url(board, ky=name_of(_around(day, key))), "current": key == kind}
        for key, name in names.items()
    ]


def _around(day: date, kind: str) -> Period:
    if kind == "month":
        return month(day.year, day.month)
    return quarter(day.year, (day.month + 2) // 3) if kind == "quarter" else year(day.year)


def _others(board: Board) -> list[dict[str, str]]:
    """The last twelve periods of the same kind, newest first."""
    found = [board.period]
    while len(found) < 12:
        found.append(before(found[-1]))
    return [{"value": name_of(one), "label": period_words(one)} for one in found]


def _after(period: Period) -> Period:
    """The period of the same kind that begins the day after."""
    end = period.end or period.start
    following = date.fromordinal(end.toordinal() + 1)
    kind = kind_of(period)
    if kind in KINDS:
        return _around(following, kind)
    return Period(following, date.fromordinal(following.toordinal() + (end - period.start).days))
