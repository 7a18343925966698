"""The list of indicators: value, goal, plan, gap; and the chosen one in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tram.reports import api
from tram.reports.pages.filters import BEHIND, EQUITY, GROUPS, Board
from tram.reports.pages.shapes import words
from tram.reports.pages.shapes.addresses import board_url, detail_url, people_url, worklist_url

WHOLE = Decimal(100)


def group_tabs(board: Board, known: Sequence[api.Indicator]) -> list[dict[str, Any]]:
    """The groups that have indicators, what is behind first and the equity view last."""
    names = {
        "chi-thi": _("Chỉ thị 25"),
        "cong-viec": _("Công việc của trạm"),
        "tiem-chung": _("Tiêm chủng"),
        "benh": _("Bệnh tật"),
        "dan-so": _("Dân số"),
        "man-tinh": _("Bệnh mạn tính"),
        "chat-luong": _("Chất lượng dữ liệu"),
    }
    held = {one.group for one in known}
    shown = {BEHIND: _("Đang chậm")} | {slug: name for slug, name in names.items() if GROUPS[slug] in held}
    shown |= {EQUITY: _("Công bằng")}
    return [
        {
            "label": name,
            "url": board_url(board, nhom=slug, chi_tieu="", theo="", va="", xep=""),
            "current": slug == board.group,
        }
        for slug, name in shown.items()
    ]


def gauge(value: api.Value, board: Board) -> dict[str, Any]:
    """A number with its goal and how many are still missing."""
    found = value.indicator
    wanted, direction = value.goal, found.definition.direction
    return {
        "id": found.id,
        "label": words.short(found),
        "title": words.title(found),
        **_figure(value),
        "bullet": bullet(value.percent, wanted, value.indicator.definition.target, direction),
        "low": wanted is not None and not value.reached and value.figure is not None,
        "gap": words.gap(value),
        "lacks": value.short_by or 0,
        "goals": goals(value) or _made_of(value),
        "by_hand": found.by_hand,
        "assumed": found.definition.head.assumed,
        "current": found.id == board.chosen,
        "url": detail_url(board, chi_tieu=found.id, theo="", va=""),
        "open_url": people_url(found.id, board, words.open_side(found)),
    }


def goals(value: api.Value) -> str:
    """``KH 2026 88 % · đích 95 %``: what is wanted, as far as it is known."""
    target = value.indicator.definition.target
    parts = []
    if value.plan:
        parts.append(
            _("KH %(year)s %(percent)s") % {"year": value.plan.year, "percent": words.percent(value.plan.value)}
        )
    if target is not None:
        parts.append(_("đích %(percent)s") % {"percent": words.percent(target)})
    return " · ".join(parts)


def bullet(rate: Decimal | None, wanted: Decimal | None, target: Decimal | None, direction: str) -> dict[str, Any]:
    """A bar of 100 units with a mark at this year's goal and one at the final target; {} without a rate."""
    if rate is None:
        return {}
    return {
        "run": f"{min(max(rate, Decimal(0)), WHOLE):.1f}",
        "plan": f"{wanted:.1f}" if wanted is not None and wanted != target else "",
        "target": f"{target:.1f}" if target is not None else "",
        "low": words.behind(rate, wanted, direction),
    }


def headline(value: api.Value, board: Board) -> dict[str, Any]:
    """The chosen number with every address it opens to."""
    found = value.indicator
    side = words.open_side(found)
    return {
        **gauge(value, board),
        "noun": words.noun(found),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "missing": value.missing,
        "missing_words": _("chưa đạt") if found.definition.direction == "up" else _("không thuộc số này"),
        "lacks_words": _lacks_words(value),
        "goals": goals(value) if value.plan or not value.short_by else "",
        "to_do_head": words.to_do_head(found),
        "is_share": words.is_share(found),
        "in_url": people_url(found.id, board, "in"),
        "all_url": people_url(found.id, board, "all"),
        "missing_url": people_url(found.id, board, "missing"),
        "visit_url": worklist_url(found.id, board, side) if _can_visit(value, board) else "",
        "ask_url": people_url(found.id, board, side) if found.about_people and not board.names_people else "",
        "list_url": people_url(found.id, board, side) if board.names_people or not found.about_people else "",
    }


def worst_first(values: Sequence[api.Value]) -> list[api.Value]:
    """Those that have not reached their goal of the year, furthest from it first."""
    late = [one for one in values if one.goal is not None and one.figure is not None and not one.reached]
    return sorted(late, key=_reached_part)


def _reached_part(value: api.Value) -> Decimal:
    rate, wanted = value.figure or Decimal(0), value.goal or WHOLE
    if value.indicator.definition.direction == "up":
        return rate / wanted if wanted else WHOLE
    return wanted / rate if rate else WHOLE


def _figure(value: api.Value) -> dict[str, Any]:
    """The value as it stands large: a rate, or a count with its noun."""
    found = value.indicator
    if value.figure is None:
        return {"value": "–", "unit": "", "percent": None}
    told = words.figure(found, value).removesuffix(words.unit(found)).strip()
    unit = words.noun(found) if found.definition.kind == "count" else words.unit(found)
    return {"value": told, "unit": unit, "percent": value.percent}


def _made_of(value: api.Value) -> str:
    """``25/26 người`` under a share that has no goal; "" for all others."""
    if value.percent is None or value.denominator is None:
        return ""
    return f"{words.grouped(value.numerator)}/{words.grouped(value.denominator)} {words.noun(value.indicator)}"


def _lacks_words(value: api.Value) -> str:
    """``còn thiếu 212 người để đạt kế hoạch 2026``."""
    lacks = value.short_by
    if not lacks:
        return _("đã đạt mức phải có") if lacks == 0 else ""
    if value.plan:
        return _("%(gap)s để đạt kế hoạch năm %(year)s") % {"gap": words.gap(value), "year": value.plan.year}
    target = words.percent(value.indicator.definition.target)
    return _("%(gap)s để đạt %(target)s") % {"gap": words.gap(value), "target": target}


def _can_visit(value: api.Value, board: Board) -> bool:
    """Whether somebody is to be visited: people of villages, missing from a share, whose names this person may see."""
    found = value.indicator
    waits = value.missing if found.definition.direction == "up" else value.numerator
    named = found.about_people and board.names_people and "village" in found.split_ids()
    return bool(waits) and named and words.is_share(found)
