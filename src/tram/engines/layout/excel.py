"""A sheet as a real workbook: typed cells, totals as formulas, and no text that a spreadsheet could run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from tram.engines.expression import Type
from tram.engines.layout.fill import shown
from tram.engines.layout.model import Cell, Column, Sheet

RISKY = ("=", "+", "-", "@", "\t", "\r")
FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook: lines of text above it, and its name ("" for one by number)."""

    sheet: Sheet
    above: tuple[str, ...] = ()
    name: str = ""


def write_xlsx(target: BinaryIO, sheet: Sheet, *, above: Sequence[str] = (), language: str = "vi") -> None:
    """Writes the sheet, with lines of text above it; column heads repeat on every sheet of paper."""
    write_pages(target, [Page(sheet, tuple(above))], language=language)


def write_pages(target: BinaryIO, pages: Sequence[Page], *, language: str = "vi") -> None:
    """Writes a workbook of several sheets."""
    with xlsxwriter.Workbook(target, TEXT_ONLY) as book:
        for page in pages:
            _page(book, page, language)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One column being drawn: where, and how its cells look."""

    place: int
    column: Column
    plain: Any
    quoted: Any
    language: str


def _page(book: Any, told: Page, language: str) -> None:
    sheet, above = told.sheet, told.above
    page = book.add_worksheet(told.name or None)
    bold = book.add_format({**FONT, "bold": True})
    boxed = book.add_format({**FONT, "bold": True, "border": 1, "text_wrap": True, "align": "center"})
    for row, text in enumerate(above):
        page.write_string(row, 0, text, bold)
    top = len(above)
    drawn = [_drawn(book, place, column, language) for place, column in enumerate(sheet.layout.columns)]
    for one in drawn:
        page.set_column(one.place, one.place, one.column.width)
        page.write_string(top, one.place, one.column.title_vi if language == "vi" else one.column.title_en, boxed)
    for row, line in enumerate(sheet.lines, start=top + 1):
        for one, cell in zip(drawn, line, strict=True):
            _write(page, row, one, cell)
    if sheet.has_totals:
        _totals(page, sheet, top, drawn)
    _paper(page, top)


def _paper(page: Any, top: int) -> None:
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P / &N")


def _drawn(book: Any, place: int, column: Column, language: str) -> _Drawn:
    decimals = "0." + "0" * column.places if column.places else "0"
    pattern = {Type.DATE: "dd/mm/yyyy", Type.INT: "0", Type.DECIMAL: decimals}.get(column.type, "@")
    box = {**FONT, "border": 1, "text_wrap": True}
    plain = book.add_format({**box, "num_format": pattern})
    return _Drawn(place, column, plain, book.add_format({**box, "num_format": "@", "quote_prefix": True}), language)


def _write(page: Any, row: int, one: _Drawn, cell: Cell) -> None:
    if isinstance(cell, date):
        page.write_datetime(row, one.place, cell, one.plain)
    elif isinstance(cell, (int, Decimal)) and not isinstance(cell, bool):
        page.write_number(row, one.place, cell, one.plain)
    elif cell is None:
        page.write_blank(row, one.place, None, one.plain)
    else:
        text = shown(one.column, cell, one.language)
        page.write_string(row, one.place, text, one.quoted if text.startswith(RISKY) else one.plain)


def _totals(page: Any, sheet: Sheet, top: int, drawn: Sequence[_Drawn]) -> None:
    first, last = top + 1, max(top + len(sheet.lines), top + 1)
    for one, total in zip(drawn, sheet.totals, strict=True):
        if not one.column.total:
            page.write_blank(last + 1, one.place, None, one.plain)
            continue
        function = "SUM" if one.column.total == "sum" else "COUNTA"
        cells = f"{xl_rowcol_to_cell(first, one.place)}:{xl_rowcol_to_cell(last, one.place)}"
        page.write_formula(last + 1, one.place, f"={function}({cells})", one.plain, total)
