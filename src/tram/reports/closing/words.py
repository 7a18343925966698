"""The words around a report: on paper in Vietnamese, as forms are; on screen in the reader's language."""

from __future__ import annotations

from decimal import Decimal

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
