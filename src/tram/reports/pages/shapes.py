"""Values of the room as the templates and charts want them. Words and addresses only, no numbers are made here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import localize, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tram.reports import api
from tram.reports.pages.filters import Board


def title(indicator: api.Indicator) -> str:
    """The full name of an indicator in the reader's language."""
    head = indicator.definition.head
    return head.title_en if _english() else head.title_vi


def short(indicator: api.Indicator) -> str:
    """The name that fits a tile."""
    return indicator.short_en if _english() else indicator.short_vi


def grouped(count: int) -> str:
    """``8.367``: a count as people here write it."""
    return number_format(count, force_grouping=True)


def tile(value: api.Value, board: Board) -> dict[str, Any]:
    """A number with its target and how many are still missing."""
    indicator, target = value.indicator, value.indicator.definition.target
    return {
        "id": indicator.id,
        "label": short(indicator),
        "title": title(indicator),
        "value": localize(value.percent) if value.percent is not None else "–",
        "unit": "%" if value.percent is not None else "",
        "percent": value.percent,
        "low": not value.reached and value.percent is not None,
        "reached": value.reached,
        "target": _percent(target),
        "numerator": value.numerator,
        "denominator": value.denominator,
        "missing": value.missing,
        "gap": gap(value),
        "by_hand": indicator.by_hand,
        "assumed": indicator.definition.head.assumed,
        "noun": indicator.noun_en if _english() else indicator.noun_vi,
        "current": indicator.id == board.chosen,
        "url": f"{reverse('reports:indicators')}?{board.query(chi_tieu=indicator.id)}#chi-tiet",
        "missing_url": people_url(indicator.id, board, "missing"),
        "in_url": people_url(indicator.id, board, "in"),
        "all_url": people_url(indicator.id, board, "all"),
    }


def gap(value: api.Value) -> str:
    """``còn 312 người để đạt 95 %`` in the reader's language; "" without a target."""
    if value.short_by is None:
        return _("chưa có ai để tính") if not value.denominator else ""
    target = _percent(value.indicator.definition.target)
    if value.short_by == 0:
        return _("đã đạt %(target)s") % {"target": target}
    noun = value.indicator.noun_en if _english() else value.indicator.noun_vi
    words = ngettext(
        "còn %(count)s %(noun)s để đạt %(target)s", "còn %(count)s %(noun)s để đạt %(target)s", value.short_by
    )
    return words % {"count": grouped(value.short_by), "noun": noun, "target": target}


def people_url(indicator: str, board: Board, side: str, key: str | None = None) -> str:
    """The address of the list behind a number; without ``key`` the whole number."""
    where = reverse("reports:people", args=[indicator])
    if key is None:
        return f"{where}?{board.query(chi_tieu='', theo='', phia=side)}"
    return f"{where}?{board.query(chi_tieu='', phia=side, o=key)}"


def split_tabs(indicator: api.Indicator, board: Board) -> list[dict[str, Any]]:
    """The ways this indicator can be divided, as links."""
    here = reverse("reports:indicators")
    return [
        {
            "label": one.title_en if _english() else one.title_vi,
            "url": f"{here}?{board.query(theo=one.id)}#chi-tiet",
            "current": one.id == board.split,
        }
        for one in indicator.definition.splits
        if one.id != "commune" or not board.commune
    ]


def slices(value: api.Value, board: Board, *, opens: bool) -> list[dict[str, Any]]:
    """The cells of a divided number, each with the addresses of its people."""
    target = value.indicator.definition.target
    return [
        {
            "label": one.label,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "missing": one.missing,
            "percent": one.percent,
            "low": _below(one.percent, target),
            "in_url": people_url(value.indicator.id, board, "in", one.key) if opens else "",
            "all_url": people_url(value.indicator.id, board, "all", one.key) if opens else "",
            "missing_url": people_url(value.indicator.id, board, "missing", one.key) if opens else "",
        }
        for one in value.slices
    ]


def slice_chart(value: api.Value, board: Board, *, opens: bool) -> dict[str, Any]:
    """Bars by cell; a bar opens to those missing from it."""
    cells = value.slices
    return {
        "labels": [one.label for one in cells],
        "series": [{"name": short(value.indicator), "values": [_number(one.percent) for one in cells]}],
        "target": _number(value.indicator.definition.target),
        "unit": "%",
        "min": 0,
        "max": 100,
        "links": [people_url(value.indicator.id, board, "missing", one.key) for one in cells] if opens else [],
    }


def trend_chart(indicator: api.Indicator, months: Sequence[api.Month]) -> dict[str, Any]:
    """The line of twelve months."""
    return {
        "labels": [f"{one.at:%m/%y}" for one in months],
        "series": [{"name": short(indicator), "values": [_number(one.percent) for one in months]}],
        "target": _number(indicator.definition.target),
        "unit": "%",
    }


def ranking(indicator: api.Indicator, points: Sequence[api.Point], board: Board) -> list[dict[str, Any]]:
    """Communes by rate, each a link to its own dashboard."""
    return [
        {
            "place": place,
            "name": one.name,
            "percent": one.percent,
            "low": _below(one.percent, indicator.definition.target),
            "numerator": one.numerator,
            "denominator": one.denominator,
            "current": one.code == board.commune,
            "url": _commune_url(one.code, board),
        }
        for place, one in enumerate(points, 1)
    ]


def map_chart(points: Sequence[api.Point], board: Board) -> dict[str, Any]:
    """Communes as discs at their centres, sized by people, coloured by rate."""
    return {
        "points": [
            {
                "name": one.name,
                "lon": one.longitude,
                "lat": one.latitude,
                "value": _number(one.percent),
                "size": one.denominator,
                "url": _commune_url(one.code, board),
                "note": f"{grouped(one.numerator)} / {grouped(one.denominator)}",
                "current": one.code == board.commune,
            }
            for one in points
            if one.longitude is not None and one.latitude is not None
        ],
        "unit": "%",
    }


def explanation(indicator: api.Indicator, found: api.Explanation) -> dict[str, str]:
    """What a number is, in the reader's language."""
    english = _english()
    status = {
        "assumed": _("giả định của Trạm"),
        "transcribed": _("chép từ văn bản"),
        "official": _("văn bản chính thức"),
    }
    sentence, note = (found.sentence_en, indicator.note_en) if english else (found.sentence_vi, indicator.note_vi)
    return {
        "text": f"{sentence} {note}",
        "definition": found.conditions_vi,
        "source": f"{found.source} ({status[indicator.definition.head.status]}; {found.definition} v{found.version})",
        "query": found.sql,
    }


def side_tabs(listing: api.Listing, board: Board, key: str) -> list[dict[str, Any]]:
    """Those missing, those counted, everybody."""
    names = {"missing": _("Chưa đạt"), "in": _("Đã đạt"), "all": _("Tất cả")}
    counts = {"missing": listing.whole - listing.counted, "in": listing.counted, "all": listing.whole}
    where = reverse("reports:people", args=[listing.indicator.id])
    return [
        {
            "label": name,
            "url": f"{where}?{board.query(chi_tieu='', phia=side, o=key)}",
            "current": side == listing.side,
            "count": grouped(counts[side]),
        }
        for side, name in names.items()
    ]


def people_table(listing: api.Listing, board: Board) -> dict[str, Any]:
    """Headings and rows of a list. What is the same in every row (one commune, one side) has no column."""
    told = [_("Họ và tên"), _("Ngày sinh"), _("Thôn, bản")] if listing.indicator.about_people else [_("Tên")]
    told += [] if board.commune else [_("Xã, phường")]
    told += [_("Trạng thái")] if listing.side == "all" else []
    return {
        "columns": [{"label": name} for name in told],
        "rows": [
            {
                "url": reverse("web:person", args=[one.person]) if one.person else "",
                "cells": _row_cells(one, listing, board),
            }
            for one in listing.rows
        ],
    }


def _row_cells(one: api.Listed, listing: api.Listing, board: Board) -> list[str]:
    cells = [one.name, one.birth, one.village] if listing.indicator.about_people else [one.name]
    cells += [] if board.commune else [one.commune]
    return cells + ([_("Đã đạt") if one.counted else _("Chưa đạt")] if listing.side == "all" else [])


def _commune_url(code: str, board: Board) -> str:
    return f"{reverse('reports:indicators')}?{board.query(xa=code)}#chi-tiet"


def _below(percent: Decimal | None, target: Decimal | None) -> bool:
    return percent is not None and target is not None and percent < target


def _percent(value: Any) -> str:
    return "" if value is None else f"{localize(value.normalize())} %"


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _english() -> bool:
    return (get_language() or "").startswith("en")
