"""A report on paper: the workbook's formulas agree with its numbers, the PDF carries its fonts and clips nothing."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tram.engines.report import Binding, Cells, Column, Counted, Row, TableForm
from tram.reports.closing.excel import report_workbook
from tram.reports.closing.frozen import Frozen
from tram.reports.closing.pdf import FONTS, report_pdf, report_pictures
from tram.reports.closing.states import Closing

AT = datetime(2026, 11, 3, 2, 30, tzinfo=UTC)
CLOSING = Closing(UUID(int=7), 2, "abcdef0123456789" * 4, "Nguyễn Thị Thu", AT, "", None)
COLUMNS = (
    Column("n", "TT", "No.", label="number", width=5),
    Column("code", "Mã", "Code", label="key", width=9),
    Column("name", "Tên nhóm bệnh", "Disease", label="title", width=40),
    Column("all", "Tổng số", "All", binding=Binding("v"), total=True),
    Column("women", "Nữ", "Women", "Trong đó", "Of which", binding=Binding("v", {"sex": ("f",)}), total=True),
    Column("share", "Tỷ lệ %", "Share", "Trong đó", "Of which", binding=Binding("s", {}, "percent")),
)
EVERY_LETTER = (
    "Ằ Ắ Ẳ Ẵ Ặ Ầ Ấ Ẩ Ẫ Ậ Đ Ề Ế Ể Ễ Ệ Ồ Ố Ổ Ỗ Ộ Ờ Ớ Ở Ỡ Ợ Ừ Ứ Ử Ữ Ự Ỳ Ý Ỷ Ỹ Ỵ "
    "à á ả ã ạ ằ ắ ẳ ẵ ặ ầ ấ ẩ ẫ ậ đ è é ẻ ẽ ẹ ề ế ể ễ ệ ì í ỉ ĩ ị ò ó ỏ õ ọ ồ ố ổ ỗ ộ ờ ớ ở ỡ ợ "
    "ù ú ủ ũ ụ ừ ứ ử ữ ự ỳ ý ỷ ỹ ỵ"
)


def frozen(rows: int = 3, orientation: str = "landscape", **more: Any) -> Frozen:
    names = {0: "=1+2", 1: EVERY_LETTER, 2: '@SUM(A1) "«<b>&amp;#set text(red)*đậm*$x$'}
    titles = [
        names.get(one, f"Nhóm bệnh số {one} có tên dài hơn một dòng để xem chữ xuống hàng") for one in range(rows)
    ]
    form = TableForm(
        "t", "Bệnh [theo] khối: A/B*?", "x", COLUMNS,
        tuple(Row(f"A{one:03}", title, "x", Binding(only={"k": (str(one),)}), counted=one != 1)
              for one, title in enumerate(titles)),
    )  # fmt: skip
    counted = [Counted((str(one), sex), 1000 * one + 1 if sex == "f" else 5) for one in range(rows) for sex in "fm"]
    shares = [Counted((str(one),), one, 3) for one in range(1, rows)]
    told = {
        "report": "report-x", "version": 3, "code": "14/BCT", "title_vi": "Tình hình bệnh tật", "title_en": "x",
        "status": "assumed", "source": "x", "recipient_vi": "Sở Y tế", "recipient_en": "x",
        "signs_vi": ("Người lập biểu", "Trưởng trạm y tế"), "orientation": orientation, "place": "03424",
        "place_name": "Xã Bản Bo", "above": "Tỉnh Lai Châu", "unit": "Trạm Y tế xã Bản Bo",
        "first_day": date(2026, 10, 1), "last_day": date(2026, 10, 31), "tables": (form,),
        "cells": {"v": Cells(("k", "sex"), tuple(counted)), "s": Cells(("k",), tuple(shares))},
    }  # fmt: skip
    return Frozen(**{**told, **more})


def sheet(report: Frozen, closing: Closing | None = CLOSING, *, values: bool) -> Any:
    return load_workbook(BytesIO(report_workbook(report, closing)), data_only=values).worksheets[0]


def find(page: Any, text: str) -> Any:
    return next(cell for row in page.iter_rows() for cell in row if cell.value == text)


def test_totals_are_formulas_over_the_counted_rows_and_carry_their_values():
    report = frozen(4)
    formulas, values = sheet(report, values=False), sheet(report, values=True)
    total = max(cell.row for cell in values["C"] if cell.value == "Tổng số")
    first = total - 4
    assert formulas.cell(total, 4).value == f"=SUM(D{first},D{first + 2}:D{first + 3})"
    assert formulas.cell(total, 5).value == f"=SUM(E{first},E{first + 2}:E{first + 3})"
    assert values.cell(total, 4).value == sum(values.cell(one, 4).value for one in (first, first + 2, first + 3))
    assert values.cell(total, 5).value == 1 + 2001 + 3001
    assert values.cell(first + 2, 6).value == 66.7
    assert (values.cell(first, 6).value, formulas.cell(total, 6).value) == (None, "")
    assert [values.cell(one, 1).value for one in range(first, total)] == [1, 2, 3, 4]


def test_text_never_runs_and_is_kept_to_the_letter():
    page = sheet(frozen(), values=False)
    cells = [find(page, one) for one in ("=1+2", EVERY_LETTER, '@SUM(A1) "«<b>&amp;#set text(red)*đậm*$x$')]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert [cell.quotePrefix for cell in cells] == [True, False, True]


def test_the_sheet_prints_on_a4_with_heads_repeated_and_pages_numbered():
    report = frozen(200)
    page = sheet(report, values=True)
    head = find(page, "TT").row
    assert page.print_title_rows == f"${head}:${head + 1}"
    assert page.freeze_panes == f"A{head + 2}"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
    assert "Trang &P/&N" in page.oddFooter.right.text
    assert "Bản 2" in page.oddFooter.left.text
    assert "abcdef012345" in page.oddFooter.left.text
    assert [str(one) for one in page.merged_cells.ranges if one.min_row == head and one.max_row == head] == [
        f"E{head}:F{head}"
    ]
    words = {cell.value for row in page.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert {"TRẠM Y TẾ XÃ BẢN BO", "Tháng 10 năm 2026 – Xã Bản Bo", "Người lập biểu", "Trưởng trạm y tế"} <= words
    assert "Xã Bản Bo, ngày 03 tháng 11 năm 2026" in words
    assert page.title == "Bệnh  theo  khối  A B"


def test_a_draft_says_so_and_leaves_the_day_open():
    page = sheet(frozen(), None, values=True)
    assert "CHƯA CHỐT" in page.oddFooter.left.text
    assert find(page, "Xã Bản Bo, ngày …… tháng …… năm ……")
    assert "CHƯA CHỐT" in pages_of(report_pdf(frozen(), None, at=AT))[0]


def test_several_tables_are_several_sheets_with_names_of_their_own():
    (form,) = frozen().tables
    report = frozen(tables=(form, form, form))
    book = load_workbook(BytesIO(report_workbook(report, CLOSING)))
    assert book.sheetnames == ["Bệnh  theo  khối  A B", "Bệnh  theo  khối  A B 2", "Bệnh  theo  khối  A B 3"]
    assert sum(one.count("Bệnh [theo] khối") for one in pages_of(report_pdf(report, CLOSING, at=AT))) == 3


def test_a_table_of_two_columns_or_without_rows_is_written_too():
    (form,) = frozen().tables
    narrow = frozen(tables=(TableForm("t", "x", "x", COLUMNS[2:4], ()),))
    assert sheet(narrow, values=True).max_column == 2
    one = frozen(tables=(TableForm("t", "x", "x", COLUMNS[3:4], form.rows),))
    assert sheet(one, values=False).max_column == 1
    assert len(pages_of(report_pdf(narrow, CLOSING, at=AT))) == 1


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Each font of the file, and whether it is inside."""
    found = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found[str(font.get_object()["/BaseFont"])] = "/FontFile2" in inner["/FontDescriptor"].get_object()
    return found


def test_the_pdf_holds_every_vietnamese_letter_and_its_own_fonts():
    pdf = report_pdf(frozen(), CLOSING, at=AT)
    text = pages_of(pdf)[0]
    assert [letter for letter in EVERY_LETTER.split() if letter not in text] == []
    assert '@SUM(A1) "«<b>&amp;#set text(red)*đậm*$x$' in " ".join(text.split())
    fonts = fonts_of(pdf)
    assert {name.split("+")[1] for name in fonts} == {"Tinos", "Tinos-Bold", "Tinos-Italic"}
    assert all(fonts.values())
    assert "Bản 2 · Nguyễn Thị Thu chốt lúc 09:30 03/11/2026 · Mã kiểm abcdef012345" in text


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_a_long_report_repeats_its_heads_and_counts_its_pages(orientation: str):
    pages = pages_of(report_pdf(frozen(150, orientation), CLOSING, at=AT))
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in text
        assert "Tên nhóm bệnh" in text
    assert "Tình hình bệnh tật".upper() in pages[0]
    assert "Trưởng trạm y tế" in pages[-1]
    assert "Tổng số" in pages[-1].split("Trưởng trạm y tế")[0]  # nobody signs a page without numbers
    assert "Tỉnh Lai Châu".upper() not in pages[1]


def test_the_same_closing_is_the_same_file():
    assert report_pdf(frozen(), CLOSING, at=AT) == report_pdf(frozen(), CLOSING, at=datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_no_ink_touches_the_edge_however_many_columns_there_are(orientation: str):
    """Twenty columns of millions: the letters grow smaller, and the margins stay white."""
    (form,) = frozen().tables
    many = tuple(Column(f"c{one}", f"Cột số {one}", "x", binding=Binding("v"), width=9) for one in range(17))
    wide = frozen(60, orientation, tables=(TableForm("t", "x", "x", (*COLUMNS[:3], *many), form.rows),),
                  cells={"v": Cells(("k",), (Counted(("0",), 123_456_789), Counted(("2",), 98_765_432)))})  # fmt: skip
    for picture in report_pictures(wide, CLOSING, at=AT, ppi=50):
        assert edges_are_white(picture)
    text = " ".join(pages_of(report_pdf(wide, CLOSING, at=AT))[0].split())
    assert text.count("123.456.789") == 17


def edges_are_white(png: bytes) -> bool:
    """Whether ten millimetres along each side of the page, and five below the foot, hold no ink."""
    width, height, rows = pixels(png)
    side = round(10 / 25.4 * 50)
    kept = [*rows[:side], *rows[height - side // 2 :]]
    return all(set(row) <= {255} for row in kept) and all(
        set(row[: side * 4]) | set(row[(width - side) * 4 :]) <= {255} for row in rows
    )


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and rows of an 8-bit RGBA picture."""
    import struct
    import zlib

    width, height = struct.unpack(">II", png[16:24])
    assert png[24:26] == b"\x08\x06"
    data, place = b"", 8
    while place < len(png):
        size = struct.unpack(">I", png[place : place + 4])[0]
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + size]
        place += size + 12
    raw, rows, before = zlib.decompress(data), [], bytes(width * 4)
    for row in range(height):
        start = row * (width * 4 + 1)
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + width * 4], before)
        rows.append(before)
    return width, height, rows


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    found = bytearray(line)
    for place, value in enumerate(line):
        left = found[place - 4] if place >= 4 else 0
        corner = above[place - 4] if place >= 4 else 0
        guess = (0, left, above[place], (left + above[place]) // 2, _paeth(left, above[place], corner))[kind]
        found[place] = (value + guess) & 255
    return bytes(found)


def _paeth(left: int, up: int, corner: int) -> int:
    near = left + up - corner
    return min((abs(near - left), 0, left), (abs(near - up), 1, up), (abs(near - corner), 2, corner))[2]


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler is not here")
def test_poppler_sees_the_fonts_inside_too(tmp_path: Path):
    file = tmp_path / "x.pdf"
    file.write_bytes(report_pdf(frozen(), CLOSING, at=AT))
    told = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert [line.split()[-5] for line in told] == ["yes"] * 3


def test_the_fonts_bear_their_licence():
    assert {path.name for path in FONTS.iterdir()} == {
        "LICENSE.txt", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-Regular.ttf",
    }  # fmt: skip
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE.txt").read_text(encoding="utf-8")
