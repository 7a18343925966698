"""A register as a spreadsheet: one sheet for each form in force, real dates, text that can never run as a formula."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

from tram.reports.lines import CellValue, cells, period_words
from tram.reports.views import Register, Section

HEAD_ROWS = 4
FONT = {"font_name": "Times New Roman", "font_size": 11}
BOX = {**FONT, "border": 1, "valign": "top", "text_wrap": True}


def register_workbook(register: Register) -> bytes:
    """The whole register as an .xlsx file, A4 landscape, column heads repeated on every sheet of paper."""
    memory = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(memory, options) as book:
        formats = _formats(book)
        for section in register.sections:
            _sheet(book, formats, register, section)
    return memory.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({**FONT, "bold": True, "font_size": 14, "align": "center"}),
        "small": book.add_format({**FONT, "align": "center"}),
        "head": book.add_format({**BOX, "bold": True, "align": "center", "valign": "vcenter"}),
        "number": book.add_format({**BOX, "align": "center", "font_size": 9, "italic": True}),
        "text": book.add_format({**BOX, "num_format": "@"}),
        "int": book.add_format({**BOX, "num_format": "0"}),
        "date": book.add_format({**BOX, "num_format": "dd/mm/yyyy", "align": "left"}),
    }


def _sheet(book: Any, formats: dict[str, Any], register: Register, section: Section) -> None:
    layout, columns = section.layout, section.layout.columns
    sheet = book.add_worksheet(layout.form_code.replace("/", " "))
    last = len(columns) - 1
    sheet.merge_range(0, 0, 0, last // 2, f"{layout.owner_vi}\n{register.station.name}", formats["small"])
    sheet.merge_range(0, last // 2 + 1, 0, last, f"Mẫu {layout.form_code}", formats["small"])
    sheet.merge_range(1, 0, 1, last, layout.head.title_vi.upper(), formats["title"])
    sheet.merge_range(2, 0, 2, last, period_words(section.period), formats["small"])
    sheet.set_row(0, 32)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(HEAD_ROWS, index, column.title_vi, formats["head"])
        sheet.write_number(HEAD_ROWS + 1, index, index + 1, formats["number"])
    for row, line in enumerate(section.lines, HEAD_ROWS + 2):
        for index, value in enumerate(cells(line, [column.id for column in columns])):
            _write(sheet, row, index, value, formats)
    _paper(sheet, last, HEAD_ROWS + 1 + len(section.lines))


def _write(sheet: Any, row: int, column: int, value: CellValue, formats: dict[str, Any]) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, formats["int"])
    else:
        sheet.write_string(row, column, value, formats["text"])


def _paper(sheet: Any, last_column: int, last_row: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROWS, HEAD_ROWS + 1)
    sheet.freeze_panes(HEAD_ROWS + 2, 2)
    sheet.autofilter(HEAD_ROWS + 1, 0, max(last_row, HEAD_ROWS + 1), last_column)
    sheet.set_footer("&C&P / &N")
