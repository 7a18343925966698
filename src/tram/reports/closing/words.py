"""The words around a report: on paper in Vietnamese, as forms are; on screen in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, override

from tram.engines.report import Column, Line
from tram.kernel.clock import VN_TZ
from tram.reports.closing.frozen import Frozen
from tram.reports.closing.states import Closing
from tram.reports.lines import period_words
from tram.reports.rules import number_vi

DRAFT = "BẢN NHÁP, CHƯA CHỐT"


def cell_words(value: int | Decimal | None) -> str:
    """A number as Vietnamese write it: ``1.234``, ``66,7``; nothing where there is nothing to divide by."""
    if value is None:
        return ""
    return number_vi(value) if isinstance(value, int) else str(value).replace(".", ",")


def label_words(column: Column, place: int, line: Line) -> str:
    """What stands under a column of words: the line's number, the row's id, or its title."""
    said = {"number": str(place), "key": line.row.id, "title": translated(line.row.title_vi, line.row.title_en)}
    return said[column.label]


def translated(vietnamese: str, english: str) -> str:
    """The words in the reader's language."""
    return english if (get_language() or "").startswith("en") else vietnamese


def heads(columns: Sequence[Column], *, english: bool = False) -> list[dict[str, Any]]:
    """The heads of columns in reading order: groups and lone columns in the first row, columns of groups below.

    Each: ``text``, ``wide``, ``high`` (columns and rows it spans), ``below`` (whether it is in the second row). Words
    are Vietnamese, or with ``english`` the reader's.
    """

    def said(vietnamese: str, other: str) -> str:
        return translated(vietnamese, other) if english else vietnamese

    deep, first, second = any(column.group_vi for column in columns), list[dict[str, Any]](), list[dict[str, Any]]()
    for group, several in groupby(columns, key=lambda column: column.group_vi):
        members = list(several)
        if group:
            first.append(_head(said(group, members[0].group_en), wide=len(members)))
        rows, high = (second, 1) if group else (first, 2 if deep else 1)
        rows += [_head(said(one.title_vi, one.title_en), high=high, below=bool(group)) for one in members]
    return first + second


def _head(text: str, *, wide: int = 1, high: int = 1, below: bool = False) -> dict[str, Any]:
    return {"text": text, "wide": wide, "high": high, "below": below}


def heading(frozen: Frozen) -> tuple[str, str]:
    """Title and, below it, period and place."""
    with override("vi"):
        words = period_words(frozen.period)
    return frozen.title_vi, f"{words[:1].upper()}{words[1:]} – {frozen.place_name}"


def stamp_words(frozen: Frozen, closing: Closing | None) -> str:
    """Which version a paper is: its form, number, who closed it when, and the beginning of its digest."""
    form = f"Biểu {frozen.code}"
    if closing is None:
        return f"{form} · {DRAFT}"
    when = f"{closing.at.astimezone(VN_TZ):%H:%M %d/%m/%Y}"
    return f"{form} · Bản {closing.number} · {closing.name} chốt lúc {when} · Mã kiểm {closing.digest[:12]}"


def signing_day(closing: Closing | None) -> str:
    """``ngày 03 tháng 11 năm 2026``; dots to be filled in on a draft."""
    if closing is None:
        return "ngày …… tháng …… năm ……"
    return f"{closing.at.astimezone(VN_TZ):ngày %d tháng %m năm %Y}"


def file_name(frozen: Frozen, closing: Closing | None, ending: str) -> str:
    """A name that tells report, place, period and version, without signs a file system would mind."""
    code = "".join(sign if sign.isalnum() else "-" for sign in frozen.code)
    version = f"ban-{closing.number}" if closing else "nhap"
    return f"bao-cao-{code}-{frozen.place}-{frozen.first_day:%Y-%m-%d}-{frozen.last_day:%Y-%m-%d}-{version}.{ending}"
