"""A delivery note that came as a spreadsheet: the lots that can be read, and why others cannot."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tram.engines.forms.typing import plain
from tram.immunization.stock import refusals
from tram.immunization.stock.actions.receipts import ReceiptLine, line_fault
from tram.immunization.stock.definitions import vaccine_rows
from tram.kernel.text import search_key
from tram.people.api import read_sheet

HEADINGS: dict[str, tuple[str, ...]] = {
    "vaccine": ("vac xin", "vaccine", "ten vac xin", "vac xin sinh pham", "ten vac xin sinh pham"),
    "number": ("so lo", "lo", "lo sx", "so lo san xuat", "lot", "batch"),
    "expires_on": ("han dung", "han su dung", "hsd", "han", "expiry", "exp"),
    "vials": ("so lo nhan", "so luong lo", "so lo lieu", "so luong", "sl", "so luong nhan", "vials", "so lo thuoc"),
    "presentation": ("lieu lo", "so lieu lo", "quy cach", "lieu moi lo", "so lieu moi lo", "presentation"),
    "doses": ("so lieu", "tong so lieu", "doses"),
    "manufacturer": ("nha san xuat", "hang san xuat", "nsx", "nuoc san xuat", "manufacturer"),
    "registration": ("so dang ky", "so dk", "sdk", "registration"),
    "diluent_lot": ("lo dung moi", "so lo dung moi", "dung moi", "diluent"),
}
NEEDED = ("vaccine", "number", "expires_on")
WITHIN = 15
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NUMBER = re.compile(r"\d{1,6}")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be received: its number in the file, what stands in it, why not."""

    row: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a file brings: the lots that can be received, and the rows that cannot."""

    lines: tuple[ReceiptLine, ...]
    bad: tuple[BadRow, ...]


def read_delivery(data: bytes, today: date) -> Delivery:
    """The lots of a delivery note (Excel or CSV): good rows are kept however many are bad. Writes nothing.

    Refuses a file that cannot be read, and one without a heading that names vaccine, lot and expiry.
    """
    sheet = read_sheet(data)
    rows = [(0, sheet.headers), *sheet.rows]
    at, columns = _heading(rows)
    lines, bad = [], []
    for number, cells in rows[at + 1 :]:
        found = _line(cells, columns, today)
        if isinstance(found, ReceiptLine):
            lines.append(found)
        elif found:
            bad.append(BadRow(number, " | ".join(filter(None, cells))[:200], found))
    return Delivery(_merged(lines), tuple(bad))


def vaccine_code(told: str) -> str:
    """The code of a vaccine as people write its name; "" when it is none or several."""
    key = search_key(told)
    return _names().get(key, "")


def expiry(told: str) -> date | None:
    """``31/12/2027``, or ``12/2027`` for the last day of that month; None when it is neither."""
    text = plain(told)
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _MONTH.fullmatch(text):
            year, month = int(found[2]), int(found[1])
            return date(year, month, monthrange(year, month)[1])
    except ValueError:
        return None
    return None


def _names() -> dict[str, str]:
    """What vaccines are called, without tones; a name two vaccines share is left out."""
    found: dict[str, set[str]] = {}
    for row in vaccine_rows():
        for name in (row["code"], row["name"], row["short"], row["name_en"], re.sub(r"\(.*\)", "", row["name"])):
            found.setdefault(search_key(name), set()).add(row["code"])
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def _heading(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[int, Mapping[str, int]]:
    read = [(at, _columns(cells)) for at, (_number, cells) in enumerate(rows[:WITHIN])]
    at, columns = max(read, key=lambda one: (len(one[1]), -one[0]))
    lacking = [name for name in NEEDED if name not in columns]
    if lacking or not {"vials", "doses"} & columns.keys():
        told = "Tệp cần có dòng tiêu đề với các cột: Vắc xin, Số lô, Hạn dùng, Số lọ (hoặc Số liều). Hãy thêm dòng này."
        raise refusals.wrong("file", told)
    return at, columns


def _columns(cells: Sequence[str]) -> dict[str, int]:
    keys = [" ".join(re.sub(r"[^a-z0-9 ]+", " ", search_key(cell)).split()) for cell in cells]
    found: dict[str, int] = {}
    for name, words in HEADINGS.items():
        place = next(
            (at for word in words for at, key in enumerate(keys) if key == word and at not in found.values()), None
        )
        if place is not None:
            found[name] = place
    return _lots_and_vials(keys, found)


def _lots_and_vials(keys: Sequence[str], found: dict[str, int]) -> dict[str, int]:
    """Without tones «số lô» (lot) and «số lọ» (vials) read alike: the first is the lot, a second one the vials."""
    again = [at for at, key in enumerate(keys) if key == "so lo" and at != found.get("number")]
    if again and "vials" not in found:
        found["vials"] = again[0]
    return found


def _line(cells: Sequence[str], columns: Mapping[str, int], today: date) -> ReceiptLine | str:
    """The lot a row names, else why there is none; "" for a row that is no lot at all (a total, say)."""
    told = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    if not told["number"] and not told["expires_on"]:
        return ""
    code, ends = vaccine_code(told["vaccine"]), expiry(told["expires_on"])
    if not code:
        return f"không nhận ra vắc xin «{told['vaccine']}»"
    if ends is None:
        return "hạn dùng phải có dạng 31/12/2027 hoặc 12/2027"
    sizes = _sizes(told, code)
    if isinstance(sizes, str):
        return sizes
    maker, registration, diluent = (told.get(name, "") for name in ("manufacturer", "registration", "diluent_lot"))
    line = ReceiptLine(code, told["number"], ends, *sizes, maker, registration, diluent)
    return line_fault(line, today) or line


def _sizes(told: Mapping[str, str], vaccine: str) -> tuple[int, int] | str:
    """Vials, and doses a vial; else why they cannot be read."""
    per_vial = _whole(told.get("presentation", "")) or usual_presentation(vaccine)
    vials, doses = _whole(told.get("vials", "")), _whole(told.get("doses", ""))
    if vials is None and doses is None:
        return "số lọ phải là số nguyên"
    if vials is None and doses is not None:
        if doses % per_vial:
            return f"{doses} liều không chia hết cho lọ {per_vial} liều"
        vials = doses // per_vial
    if vials is not None and doses is not None and doses != vials * per_vial:
        return f"{vials} lọ × {per_vial} liều không bằng {doses} liều"
    return vials or 0, per_vial


def usual_presentation(vaccine: str) -> int:
    """The doses of a usual vial of a vaccine; 1 when nothing is known."""
    told = next((row["presentations"] for row in vaccine_rows() if row["code"] == vaccine), "")
    return int(told.split()[0]) if told.split() else 1


def _whole(told: str) -> int | None:
    """The first whole number of a cell (``Lọ 10 liều`` is 10); None when there is none."""
    text = plain(told)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        return int(text.replace(".", ""))
    found = _NUMBER.findall(text)
    return int(found[0]) if len(found) == 1 else None


def _merged(lines: Sequence[ReceiptLine]) -> tuple[ReceiptLine, ...]:
    """Rows of the same lot as one line: a note may carry a lot in two boxes."""
    found: dict[tuple[str, str, date, int], ReceiptLine] = {}
    for line in lines:
        key = (line.vaccine, line.number.upper(), line.expires_on, line.presentation)
        found[key] = replace(found[key], vials=found[key].vials + line.vials) if key in found else line
    return tuple(found.values())
