"""A report as a workbook: a sheet for each table, heads that repeat, totals as formulas with their values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from tram.engines.layout.excel import FONT, RISKY, TEXT_ONLY
from tram.engines.report import Column, FilledTable, Line, Number
from tram.reports.closing.frozen import Frozen
from tram.reports.closing.states import Closing
from tram.reports.closing.words import heading, label_words, signing_day, stamp_words

NAME_SIZE = 31
NOT_IN_NAMES = "[]:*?/\\'"
BOXED = {**FONT, "border": 1, "text_wrap": True}
TOTAL = "Tổng số"


def report_workbook(frozen: Frozen, closing: Closing | None) -> bytes:
    """The report as an .xlsx file, ready to be printed and signed."""
    memory = BytesIO()
    with xlsxwriter.Workbook(memory, TEXT_ONLY) as book:
        formats = {name: book.add_format(told) for name, told in _FORMATS.items()}
        taken: set[str] = set()
        for table in frozen.filled:
            page = book.add_worksheet(_sheet_name(table.form.title_vi, taken))
            _Sheet(page, formats, frozen, closing, table).write()
    return memory.getvalue()


_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {**FONT, "text_wrap": False},
    "bold": {**FONT, "bold": True},
    "title": {**FONT, "bold": True, "font_size": 14, "align": "center"},
    "middle": {**FONT, "align": "center"},
    "sign": {**FONT, "bold": True, "align": "center", "text_wrap": True},
    "head": {**BOXED, "bold": True, "align": "center", "valign": "vcenter"},
    "text": {**BOXED, "num_format": "@"},
    "quoted": {**BOXED, "num_format": "@", "quote_prefix": True},
    "number": {**BOXED, "num_format": "#,##0"},
    "place": {**BOXED, "align": "center"},
    "share": {**BOXED, "num_format": "0.0"},
    "sum": {**BOXED, "num_format": "#,##0", "bold": True},
    "sum_text": {**BOXED, "bold": True},
}


@dataclass(slots=True)
class _Sheet:
    """One table being drawn, row by row."""

    page: Any
    formats: dict[str, Any]
    frozen: Frozen
    closing: Closing | None
    table: FilledTable
    row: int = 0

    @property
    def columns(self) -> Sequence[Column]:
        return self.table.form.columns

    @property
    def last(self) -> int:
        return len(self.columns) - 1

    def write(self) -> None:
        for place, column in enumerate(self.columns):
            self.page.set_column(place, place, column.width)
        self._above()
        top = self.row
        self._heads()
        first = self.row
        for place, line in enumerate(self.table.lines, 1):
            self._line(place, line)
        if self.table.form.has_total and self.table.lines:
            self._totals(first)
        self._signs()
        self._paper(top, first)

    def _above(self) -> None:
        title, under = heading(self.frozen)
        self._say(self.frozen.above.upper(), "plain")
        self._say(self.frozen.unit.upper(), "bold")
        self._across(title.upper(), "title")
        if len(self.frozen.filled) > 1:
            self._across(self.table.form.title_vi, "sign")
        self._across(under, "middle")
        self._across(f"Kính gửi: {self.frozen.recipient_vi}", "middle")
        self.row += 1

    def _say(self, text: str, look: str) -> None:
        self.page.write_string(self.row, 0, text, self.formats[look])
        self.row += 1

    def _across(self, text: str, look: str) -> None:
        self._merged(self.row, 0, self.row, self.last, text, look)
        self.row += 1

    def _merged(self, first_row: int, first: int, last_row: int, last: int, text: str, look: str) -> None:  # noqa: PLR0917
        if (first_row, first) == (last_row, last):
            self.page.write_string(first_row, first, text, self.formats[look])
        else:
            self.page.merge_range(first_row, first, last_row, last, "", self.formats[look])
            self.page.write_string(first_row, first, text, self.formats[look])

    def _heads(self) -> None:
        grouped = any(column.group_vi for column in self.columns)
        place = 0
        for group, several in groupby(self.columns, key=lambda column: column.group_vi):
            members = list(several)
            if group:
                self._merged(self.row, place, self.row, place + len(members) - 1, group, "head")
            for offset, column in enumerate(members, place):
                below = self.row + 1 if grouped else self.row
                self._merged(below if group else self.row, offset, below, offset, column.title_vi, "head")
            place += len(members)
        self.row += 2 if grouped else 1

    def _line(self, number: int, line: Line) -> None:
        for place, (column, cell) in enumerate(zip(self.columns, line.cells, strict=True)):
            if column.label == "number":
                self.page.write_number(self.row, place, number, self.formats["place"])
            elif cell is None:
                text = label_words(column, number, line)
                look = "quoted" if text.startswith(RISKY) else "text"
                self.page.write_string(self.row, place, text, self.formats[look])
            else:
                self._number(place, cell)
        self.row += 1

    def _number(self, place: int, cell: Number) -> None:
        if cell.value is None:
            self.page.write_blank(self.row, place, None, self.formats["number"])
        else:
            look = "share" if isinstance(cell.value, Decimal) else "number"
            self.page.write_number(self.row, place, cell.value, self.formats[look])

    def _totals(self, first: int) -> None:
        words = next((place for place, column in enumerate(self.columns) if column.label == "title"), 0)
        for place, total in enumerate(self.table.totals):
            if total is not None:
                formula = f"=SUM({','.join(_ranges(self.table.lines, first, place))})"
                self.page.write_formula(self.row, place, formula, self.formats["sum"], total.value)
            else:
                self.page.write_string(self.row, place, TOTAL if place == words else "", self.formats["sum_text"])
        self.row += 1

    def _signs(self) -> None:
        signs = self.frozen.signs_vi
        self.row += 1
        half = max(self.last // 2, 0)
        place = self.frozen.place_name
        self._merged(self.row, half + 1 if half < self.last else 0, self.row, self.last,
                     f"{place}, {signing_day(self.closing)}", "middle")  # fmt: skip
        self.row += 1
        for number, sign in enumerate(signs):
            start, end = _share(len(self.columns), len(signs), number)
            self._merged(self.row, start, self.row, end, sign, "sign")

    def _paper(self, top: int, first: int) -> None:
        self.page.repeat_rows(top, first - 1)
        self.page.freeze_panes(first, 0)
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        if self.frozen.orientation == "landscape":
            self.page.set_landscape()
        stamp = stamp_words(self.frozen, self.closing).replace("&", "&&")
        self.page.set_footer(f"&L&8{stamp}&R&9Trang &P/&N")


def _ranges(lines: Sequence[Line], first: int, column: int) -> list[str]:
    """The cells that are summed, in as few ranges as there are: rows that are "of which" stand between them."""
    found = []
    for counted, several in groupby(enumerate(lines, first), key=lambda one: one[1].row.counted):
        rows = [row for row, _ in several]
        if counted:
            ends = (xl_rowcol_to_cell(rows[0], column), xl_rowcol_to_cell(rows[-1], column))
            found.append(":".join(dict.fromkeys(ends)))
    return found or ["0"]


def _share(columns: int, parts: int, number: int) -> tuple[int, int]:
    """First and last column of one of several signatures side by side; one column each where there are few."""
    start = number * columns // parts
    return start, max(start, (number + 1) * columns // parts - 1)


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name a workbook takes: short, without its signs, once."""
    bare = "".join(" " if sign in NOT_IN_NAMES else sign for sign in title).strip()[:NAME_SIZE].strip() or "Bảng"
    name, number = bare, 1
    while name.casefold() in taken:
        number += 1
        name = f"{bare[: NAME_SIZE - 3]} {number}"
    taken.add(name.casefold())
    return name
