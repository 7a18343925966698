"""A file somebody brings: is it what it says, small enough, and what stands in it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.rules.residents import guess_mapping

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, MOST_PARTS = 200_000, 200, 2_000
HEADER_WITHIN = 15
ENCODINGS = ("utf-8-sig", "cp1258")
DELIMITERS = ";,\t|"
SAMPLE = 64 * 1024
Guess = Callable[[Sequence[str]], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table of a file: headings, and rows of text with their numbers in the file (1 is the first line)."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def safe_name(name: str) -> str:
    """A file's own name without folders and odd signs, for showing only; what is stored is named by us."""
    kept = "".join(
        sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable() and sign not in '<>:"|?*'
    )
    return nfc(kept)[:120] or "tep"


def kind_of(data: bytes) -> str:
    """``xlsx`` or ``csv``, by what is in it and not by its name. Refuses other kinds and sizes."""
    if not data.strip():
        raise _refused("empty", "Tệp không có gì. Hãy chọn tệp khác.")
    if len(data) > LARGEST:
        raise _refused("large", "Tệp lớn hơn 20 MB. Hãy chia thành nhiều tệp.")
    if data[:4] == b"PK\x03\x04":
        _refuse_bomb(data)
        return "xlsx"
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused("old_excel", "Đây là tệp Excel đời cũ (.xls). Hãy mở bằng Excel và lưu lại dạng .xlsx.")
    if data[:5] == b"%PDF-" or (b"\x00" in data[:SAMPLE] and data[:2] not in (b"\xff\xfe", b"\xfe\xff")):
        raise _refused("kind", "Chỉ nhận tệp Excel (.xlsx) hoặc CSV.")
    return "csv"


def read_sheet(data: bytes, *, guess: Guess = guess_mapping, fraction: Callable[[float], str] = str) -> Sheet:
    """The table in the file, its heading line found. Refuses what cannot be read, in a sentence.

    ``guess`` says which headings are known (those of residents unless another room brings its own); ``fraction`` how a
    number with decimals in an Excel cell is written.
    """
    lines = _excel(data, fraction) if kind_of(data) == "xlsx" else _csv(data, guess)
    numbered = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]
    if not numbered:
        raise _refused("empty", "Tệp không có dòng nào. Hãy chọn tệp khác.")
    head = max(numbered[:HEADER_WITHIN], key=lambda line: (len(guess(line[1])), -line[0]))
    rows = tuple(line for line in numbered if line[0] > head[0])
    if not rows:
        raise _refused("no_rows", "Tệp chỉ có dòng tiêu đề. Hãy thêm các dòng cần nhập.")
    if len(rows) > MOST_ROWS:
        raise _refused("rows", "Tệp quá 200.000 dòng. Hãy chia thành nhiều tệp.")
    return Sheet(head[1], rows)


def _excel(data: bytes, fraction: Callable[[float], str]) -> Iterator[tuple[str, ...]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError, IndexError) as error:
        raise _refused(
            "broken", "Không mở được tệp Excel. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi thử lại."
        ) from error
    for line in lines:
        yield tuple(_cell(value, fraction) for value in line[:MOST_COLUMNS])


def _cell(value: Any, fraction: Callable[[float], str]) -> str:
    """A cell as text. Excel keeps long numbers without their first zeros as numbers: ``rules`` never sees 1.2e11."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() else fraction(value)
    return nfc(str(value)) if isinstance(value, (str, int)) else ""


def _csv(data: bytes, guess: Guess) -> Iterator[tuple[str, ...]]:
    text = _decoded(data).replace("\x00", "")
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, guess)):
            yield tuple(nfc(cell) for cell in line[:MOST_COLUMNS])
    except csv.Error as error:
        raise _refused("broken", "Không đọc được tệp CSV: có ô quá dài hoặc dấu nháy chưa đóng.") from error


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused("encoding", "Không đọc được chữ trong tệp. Hãy lưu tệp CSV với mã UTF-8, hoặc dùng Excel (.xlsx).")


def _delimiter(text: str, guess: Guess) -> str:
    """The sign that parts the heading's cells: the one that makes the most known columns in the first lines."""
    first = text[:SAMPLE].splitlines()[:HEADER_WITHIN]

    def known(sign: str) -> tuple[int, int]:
        lines: Sequence[Sequence[str]] = [line.split(sign) for line in first]
        return max((len(guess(line)), len(line)) for line in lines)

    return max(DELIMITERS, key=known) if first else ","


def _refuse_bomb(data: bytes) -> None:
    """A small file that unpacks into a huge one is refused before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _refused("broken", "Tệp Excel bị hỏng. Hãy tải lại hoặc lưu lại dạng .xlsx.") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _refused("bomb", "Tệp Excel bung ra quá lớn nên không nhận.")
    if not any(part.filename.startswith("xl/") for part in parts):
        raise _refused("kind", "Tệp nén này không phải là Excel (.xlsx).")


def _refused(code: str, sentence: str) -> Refusal:
    return Refusal(f"import.{code}", sentence, {"field": "file"})
