"""Which place and which period: the choices at the head of the dashboard."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tram.kernel.periods import Period, before, kind_of, month, name_of, quarter, year
from tram.reports import api
from tram.reports.pages.filters import Board
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


def way(board: Board) -> list[dict[str, str]]:
    """From the widest place of the actor down to the chosen one."""
    place = board.place
    wide = _("Cả nước") if board.provinces else _("Toàn địa bàn")
    steps = [{"label": wide, "url": board_url(board, tinh="", xa="", thon="")}]
    steps = steps if board.provinces or len(board.areas) > 1 else []
    if place.province and board.provinces:
        name = next((one.name for one in board.provinces if one.code == place.province), place.province)
        steps.append({"label": name, "url": board_url(board, xa="", thon="")})
    if place.commune:
        name = next((one.name for one in board.areas if one.code == place.commune), place.commune)
        steps.append({"label": name, "url": board_url(board, thon="")})
    if place.village:
        name = next((one.name for one in board.villages if one.code == place.village), "")
        steps.append({"label": name, "url": board_url(board)})
    return steps


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
