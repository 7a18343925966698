"""Reads a table of test cases as people keep it: CSV in any usual encoding, or an Excel sheet; dates in any usual
form."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain, repeat
from pathlib import Path

from python_calamine import CalamineError, load_workbook

from tram.engines.schedule.errors import ScheduleError

Row = Mapping[str, str]
LAST_YEAR = 2999  # ages are added to a day: those near the end of the calendar would leave it
EXCEL_FIRST = date(1899, 12, 30)
FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%Y%m%d")
EMPTY = {"nan", "nat", "none", "null", "n/a", "na"}
SIGNATURES = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def plain(name: str) -> str:
    """A column name without case, blanks or marks: "Forecast_#" -> "forecast"."""
    return re.sub(r"[^0-9a-z]", "", name.lower())


def read_table(path: Path) -> list[Row]:
    """The rows under their plain column names, empty rows left out. Refuses a missing, empty or unreadable file."""
    if not path.is_file():
        raise ScheduleError(f"Không có tệp «{path}». Hãy kiểm tra đường dẫn.")
    rows = _sheet(path) if path.suffix.lower() in {".xlsx", ".xls", ".xlsm"} else _csv(path)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise ScheduleError(f"Tệp «{path.name}» không có dòng nào. Cần một dòng tên cột và ít nhất một ca.")
    header = [plain(name) for name in rows[0]]
    return [_row(header, row) for row in rows[1:]]


def _row(header: Sequence[str], cells: Sequence[str]) -> Row:
    """The cells by column; a line that ends early has nothing in its last columns."""
    return {name: _filled(cell) for name, cell in zip(header, chain(cells, repeat("")), strict=False) if name}


def _filled(cell: str) -> str:
    """The cell trimmed; "" for what programs write into an empty one."""
    words = cell.strip()
    return "" if words.lower() in EMPTY else words


def _csv(path: Path) -> list[list[str]]:
    words = _decoded(path.read_bytes(), path.name)
    first = words.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(words, newline=""), delimiter=mark))
    except csv.Error as error:
        raise ScheduleError(
            f"Tệp «{path.name}» không phải CSV đọc được: {error}. Hãy lưu lại dạng CSV UTF-8."
        ) from None


def _decoded(raw: bytes, name: str) -> str:
    if b"\x00" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScheduleError(f"Tệp «{name}» không phải CSV. Hãy lưu lại dạng CSV UTF-8.")
    for mark, encoding in (*SIGNATURES, (b"", "utf-8"), (b"", "cp1252"), (b"", "latin-1")):
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise ScheduleError(f"Tệp «{name}» có chữ không đọc được. Hãy lưu lại dạng CSV UTF-8.")


def _sheet(path: Path) -> list[list[str]]:
    try:
        rows = load_workbook(path).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError) as error:
        raise ScheduleError(f"Tệp «{path.name}» không phải Excel đọc được: {error}.") from None
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def first_of(row: Row, names: Sequence[str]) -> str:
    """The first of these columns that has something."""
    return next((row[name] for name in names if row.get(name)), "")


def read_day(words: str, where: str) -> date | None:
    """A date however it was exported: ISO, US month first, or an Excel day number. None when empty; refuses the
    rest."""
    if words.strip("- ") == "":
        return None
    if re.fullmatch(r"\d{4,5}(\.\d+)?", words):
        return EXCEL_FIRST + timedelta(days=int(float(words)))
    head = re.split(r"[ T](?=\d{1,2}:)", words, maxsplit=1)[0]
    for form in FORMS:
        try:
            found = datetime.strptime(head, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if found.year > LAST_YEAR:
            raise ScheduleError(f"{where}: năm của ngày «{words}» quá xa. Hãy xem lại.")
        return found
    raise ScheduleError(
        f"{where}: ngày «{words}» không đọc được. Hãy viết dạng 2025-11-10 hoặc 11/10/2025 (tháng trước)."
    )
