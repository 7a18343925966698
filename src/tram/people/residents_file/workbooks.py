"""Excel files we give: the template to fill in, and the rows we could not take with their reasons."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from tram.kernel.said import in_words
from tram.people.residents_file.reading import Sheet
from tram.people.rules.codes import ethnic_groups, occupations
from tram.people.rules.residents import COLUMNS, Fault

EXAMPLE = {
    "full_name": "Lò Thị Lan", "birth": "12/03/1956", "sex": "Nữ", "cccd": "012156001234", "bhyt": "DT4120123456789",
    "bhyt_from": "01/01/2026", "bhyt_to": "31/12/2026", "ethnicity": "Thái", "occupation": "nông dân",
    "phone": "0912345678", "village": "Bản Hon", "residence_kind": "Thường trú", "household": "H001",
    "relation": "Chủ hộ",
}  # fmt: skip
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ROW, REASON = "Dòng trong tệp", "Lý do chưa nhập"


def template(villages: Iterable[str] = ()) -> bytes:
    """An empty workbook with one column for each field, a note on each heading, an example, and the code lists."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(
        memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8F2EC", "border": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"num_format": "@"})
        people = book.add_worksheet("Người dân")
        people.freeze_panes(1, 1)
        for place, column in enumerate(COLUMNS):
            people.set_column(place, place, max(12, len(column.title) + 2), plain)
            people.write_string(0, place, column.title, bold)
            if column.note:
                people.write_comment(0, place, column.note)
        _lists(book, bold, villages)
        example = book.add_worksheet("Ví dụ")
        for place, column in enumerate(COLUMNS):
            example.set_column(place, place, max(12, len(column.title) + 2), plain)
            example.write_string(0, place, column.title, bold)
            example.write_string(1, place, EXAMPLE.get(column.field, ""))
            example.write_string(2, place, column.note)
    return memory.getvalue()


def _lists(book: Any, bold: Any, villages: Iterable[str]) -> None:
    sheet = book.add_worksheet("Danh mục")
    sheet.set_column(0, 5, 26)
    lists = (
        ("Mã dân tộc", list(ethnic_groups())),
        ("Dân tộc", list(ethnic_groups().values())),
        ("Mã nghề", list(occupations())),
        ("Nghề nghiệp", list(occupations().values())),
        ("Thôn, bản của xã", list(villages)),
    )
    for place, (title, values) in enumerate(lists):
        sheet.write_string(0, place, title, bold)
        for line, value in enumerate(values, start=1):
            sheet.write_string(line, place, value)


def refused_rows(sheet: Sheet, faults: Sequence[Fault]) -> bytes:
    """A workbook of the rows that were not taken, as they stood, with the number in the file and every reason.

    Cells are text and never formulas; headings stay, so the corrected file can be brought again as it is.
    """
    memory = io.BytesIO()
    with xlsxwriter.Workbook(
        memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True, "bg_color": "#FBE9E7", "border": 1})
        sheet_out = book.add_worksheet("Chưa nhập được")
        sheet_out.freeze_panes(1, 0)
        sheet_out.set_column(0, len(sheet.headers) + 1, 18)
        for place, title in enumerate((*sheet.headers, ROW, REASON)):
            sheet_out.write_string(0, place, title, bold)
        for line, cells in enumerate(_lines(sheet, faults), start=1):
            for place, cell in enumerate(cells):
                sheet_out.write_string(line, place, cell[:32_000])
    return memory.getvalue()


def refused_csv(sheet: Sheet, faults: Sequence[Fault]) -> bytes:
    """The same as CSV; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    memory = io.StringIO()
    writer = csv.writer(memory)
    writer.writerow((*sheet.headers, ROW, REASON))
    for cells in _lines(sheet, faults):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return memory.getvalue().encode("utf-8-sig")


def _lines(sheet: Sheet, faults: Sequence[Fault]) -> Iterable[tuple[str, ...]]:
    reasons: dict[int, list[str]] = defaultdict(list)
    for fault in faults:
        reasons[fault.row].append(f"{in_words(fault.field)}: {in_words(fault.reason)}")
    for number, cells in sheet.rows:
        if number in reasons:
            padded = (*cells, *[""] * len(sheet.headers))[: len(sheet.headers)]
            yield (*padded, str(number), " ".join(reasons[number]))
