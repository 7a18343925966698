"""Lists behind a number: people, facilities, villages; or counts by place for those who see no names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tram.reports import api
from tram.reports.pages.filters import Board
from tram.reports.pages.shapes import words
from tram.reports.pages.shapes.addresses import people_url
from tram.reports.pages.shapes.places import BELOW


def side_names(found: api.Indicator) -> dict[str, str]:
    """What the sides of a number are called; a plain count has only one."""
    if not words.is_share(found):
        return {"in": _("Tất cả")}
    if found.definition.direction == "down":
        return {"in": _("Cần giải quyết"), "missing": _("Không vướng"), "all": _("Tất cả")}
    return {"missing": _("Chưa đạt"), "in": _("Đã đạt"), "all": _("Tất cả")}


def side_tabs(listing: api.Listing, board: Board, cell: Mapping[str, str]) -> list[dict[str, Any]]:
    """Those missing, those counted, everybody."""
    counts = {"missing": listing.whole - listing.counted, "in": listing.counted, "all": listing.whole}
    return [
        {
            "label": name,
            "url": people_url(listing.indicator.id, board, side, cell),
            "current": side == listing.side,
            "count": words.grouped(counts[side]),
        }
        for side, name in side_names(listing.indicator).items()
    ]


def people_table(listing: api.Listing, board: Board) -> dict[str, Any]:
    """Headings and rows of a list. What is the same in every row (one commune, one side) has no column."""
    told = [_("Họ và tên"), _("Ngày sinh"), _("Thôn, bản")] if listing.indicator.about_people else [_("Tên")]
    told += [] if board.place.commune else [_("Xã, phường")]
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
    names = side_names(listing.indicator)
    cells = [one.name, one.birth, one.village] if listing.indicator.about_people else [one.name]
    cells += [] if board.place.commune else [one.commune]
    side = "in" if one.counted else "missing"
    return cells + ([names.get(side, "")] if listing.side == "all" else [])


def counts_table(
    found: api.Indicator, readings: Sequence[api.Reading], board: Board, side: str, cell: Mapping[str, str]
) -> dict[str, Any]:
    """Counts by commune or village instead of names: most to be done first."""
    rows = sorted(readings, key=lambda one: (-words.to_do(found, one), one.labels.get(board.finest, "")))
    names = {"province": _("Tỉnh, thành phố"), "village": _("Thôn, bản")}
    heads = [names.get(board.finest, _("Xã, phường"))]
    heads += [_("Số")] if not words.is_share(found) else [_("Cần làm"), _("Đã đạt"), _("Tổng"), _("Tỷ lệ")]
    return {
        "columns": [{"label": head} for head in heads],
        "rows": [_counts_row(found, one, board, side, cell) for one in rows],
        "to_do": words.grouped(sum(words.to_do(found, one) for one in rows)),
    }


def _counts_row(
    found: api.Indicator, one: api.Reading, board: Board, side: str, cell: Mapping[str, str]
) -> dict[str, Any]:
    code, deeper = one.keys.get(board.finest, ""), board.finest in {"province", "commune"}
    counts = [words.figure(found, one)]
    if one.percent is not None and one.denominator is not None:
        counts = [
            words.grouped(words.to_do(found, one)),
            words.grouped(one.numerator),
            words.grouped(one.denominator),
            words.percent(one.percent) or "–",
        ]
    return {
        "url": people_url(found.id, board, side, cell, **{BELOW[board.finest]: code}) if deeper and code else "",
        "cells": [one.labels.get(board.finest) or board.place_name, *counts],
    }
