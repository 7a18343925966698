"""A report as a PDF for signature: PDF/A, its fonts inside, the same bytes for the same closing."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from tram.engines.report import FilledTable
from tram.reports.closing.excel import TOTAL
from tram.reports.closing.frozen import Frozen
from tram.reports.closing.states import Closing
from tram.reports.closing.words import cell_words, heading, heads, label_words, signing_day, stamp_words

HERE = Path(__file__).parent
TEMPLATE, FONTS = HERE / "report.typ", HERE.parent / "fonts"
_SIDES = {"number": "center", "key": "left", "title": "left"}
NATION, MOTTO = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc"
TOP = 14  # millimetres of white above
LARGEST, SMALLEST = 11.0, 6.5
ROOM = {"landscape": 128.0, "portrait": 86.0}
"""How many of the width's units (about a letter each) fit a line of A4 at the largest size."""


def report_pdf(frozen: Frozen, closing: Closing | None, *, at: datetime) -> bytes:
    """The report as a PDF/A-2b. ``at`` dates a draft; a closing's file bears the time it was closed."""
    return bytes(_compiled(frozen, closing, at, "pdf", pdf_standards="a-2b"))


def report_pictures(frozen: Frozen, closing: Closing | None, *, at: datetime, ppi: float = 80) -> list[bytes]:
    """The pages as PNG, for looking at them."""
    found = _compiled(frozen, closing, at, "png", ppi=ppi)
    return list(found) if isinstance(found, list) else [bytes(found)]


def _compiled(frozen: Frozen, closing: Closing | None, at: datetime, form: str, **more: Any) -> Any:
    import typst  # 80 MB of program: loaded when a report is drawn, not before

    draw: Any = typst.compile
    data = msgspec.json.encode(_data(frozen, closing)).decode()
    return draw(
        TEMPLATE.read_bytes(),
        root=FONTS,
        font_paths=_fonts(),
        format=form,
        sys_inputs={"data": data},
        timestamp=(closing.at if closing else at).replace(microsecond=0),
        **more,
    )


@cache
def _fonts() -> Any:
    """Our own fonts and none of the machine's: a report looks the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _data(frozen: Frozen, closing: Closing | None) -> dict[str, Any]:
    title, under = heading(frozen)
    return {
        "title": title,
        "under": under,
        "code": frozen.code,
        "above": frozen.above,
        "unit": frozen.unit,
        "nation": NATION,
        "motto": MOTTO,
        "recipient": frozen.recipient_vi,
        "landscape": frozen.orientation == "landscape",
        "size": _size(frozen),
        "top": TOP,
        "stamp": stamp_words(frozen, closing),
        "place_date": f"{frozen.place_name}, {signing_day(closing)}",
        "signs": frozen.signs_vi or ("",),
        "tables": [_table(table) for table in frozen.filled],
    }


def _size(frozen: Frozen) -> float:
    """The size of letters at which the widest table's columns have the room they ask for."""
    widest = max((sum(column.width for column in table.columns) for table in frozen.tables), default=1)
    return max(SMALLEST, min(LARGEST, round(LARGEST * ROOM[frozen.orientation] / widest, 1)))


def _table(table: FilledTable) -> dict[str, Any]:
    columns = table.form.columns
    return {
        "title": table.form.title_vi,
        "widths": [column.width for column in columns],
        "sides": [_SIDES.get(column.label, "right") for column in columns],
        "heads": heads(columns),
        "lines": [
            [
                label_words(column, number, line) if cell is None else cell_words(cell.value)
                for column, cell in zip(columns, line.cells, strict=True)
            ]
            for number, line in enumerate(table.lines, 1)
        ],
        "total": _total(table) if table.form.has_total and table.lines else [],
    }


def _total(table: FilledTable) -> list[str]:
    columns = table.form.columns
    words = next((place for place, column in enumerate(columns) if column.label == "title"), 0)
    return [
        cell_words(total.value) if total else TOTAL if place == words else ""
        for place, total in enumerate(table.totals)
    ]
