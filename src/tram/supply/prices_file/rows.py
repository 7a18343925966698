"""A row of a price list as an item, or every reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tram.kernel.money import half_up
from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc, search_key
from tram.people.api import RowFault, parse_day
from tram.supply.catalogue.actions import checked_item
from tram.supply.catalogue.inputs import ItemInput
from tram.supply.models import ItemKind
from tram.supply.prices_file.columns import TITLES
from tram.supply.prices_file.numbers import Writing, number

KINDS = {
    "thuoc": "drug", "tan duoc": "drug", "vi thuoc": "herb", "thuoc co truyen": "herb", "dong y": "herb",
    "duoc lieu": "herb", "dich vu": "service", "dich vu ky thuat": "service", "dvkt": "service", "vat tu": "supply",
    "vat tu y te": "supply", "vtyt": "supply", "kham": "exam", "tien kham": "exam", "kham benh": "exam",
    "giuong": "bed", "ngay giuong": "bed",
} | {kind.value: kind.value for kind in ItemKind}  # fmt: skip
GROUPS = {"10": "supply", "11": "supply", "13": "exam", "14": "bed", "15": "bed", "16": "bed"}
UNITS = {"service": "lần", "exam": "lần", "bed": "ngày"}
CHAPTERS = {"18": "2", "21": "3", "22": "1", "23": "1", "24": "1", "25": "1"}  # of the technique list, TT 43/2013
NUMBERS = ("price", "price_bh", "ceiling", "fund_rate")
_EXAM = re.compile(r"\d{2}\.(?:189[5-9]|19[01]\d)")
_HERB = re.compile(r"05[VC]", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Row:
    """An item a row tells of, the day its price holds from, and which fields the file has."""

    number: int
    day: date
    item: ItemInput


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of one file are read: its columns, what it lists, how it writes numbers, from when prices hold.

    ``blank`` are places right of the known columns without a heading: what stands there was pushed out of its place.
    """

    columns: Mapping[str, int]
    kind: str
    day: date
    blank: frozenset[int]
    writings: Mapping[str, Writing]


def read_row(line: int, cells: Sequence[str], reading: Reading) -> Row | tuple[RowFault, ...]:
    """The row's item, else every reason against it."""
    if any(cell for place, cell in enumerate(cells) if place in reading.blank):
        crowded = "Dòng có nhiều ô hơn dòng tiêu đề. Hãy để thông tin thầu trong nháy kép, hoặc dùng Excel."
        return (RowFault(line, TITLES["code"], crowded),)
    told = {name: nfc(cells[at]).strip() for name, at in reading.columns.items() if at < len(cells)}
    faults: list[RowFault] = []
    values: dict[str, Any] = {name: text for name, text in told.items() if name not in {*NUMBERS, "valid_from", "kind"}}
    for name in NUMBERS:
        values[name] = _number(line, name, told.get(name, ""), reading, faults)
    day = _day(line, told.get("valid_from", ""), reading.day, faults)
    kind = _kind(told, reading.kind)
    if not kind:
        faults.append(RowFault(line, TITLES["kind"], "Không rõ là thuốc, dịch vụ hay vật tư. Hãy chọn loại của tệp."))
    if faults:
        return tuple(faults)
    values |= {"kind": kind, "unit": values.get("unit") or UNITS.get(kind, "")}
    values["decision"] = values.get("decision", "")[:60]
    values["group"] = values.get("group", "").removesuffix(".0") or (
        CHAPTERS.get(values["code"][:2], "") if kind == ItemKind.SERVICE else ""
    )
    try:
        rate = values.pop("fund_rate")
        return Row(line, day, checked_item(ItemInput(**values, fund_rate=100 if rate is None else int(rate))))
    except Refusal as refusal:
        field = str(refusal.details.get("field", ""))
        return (RowFault(line, TITLES.get(field, field), refusal.sentence),)


def _number(line: int, name: str, text: str, reading: Reading, faults: list[RowFault]) -> Decimal | None:
    """A number; None where the file says none. A price must be there."""
    if not text:
        if name == "price":
            faults.append(RowFault(line, TITLES[name], "Hãy ghi đơn giá."))
        return None
    found = number(text.removesuffix("%"), reading.writings[name])
    if found is None:
        told = f"«{text[:30]}» không đọc được chắc chắn. Hãy ghi số liền như 1500 hoặc 1500,5."
        faults.append(RowFault(line, TITLES[name], told))
    elif name == "fund_rate" and found != int(found):
        faults.append(RowFault(line, TITLES[name], "Tỷ lệ phải là số nguyên từ 0 đến 100."))
    return found and half_up(found, 3)


def _day(line: int, text: str, day: date, faults: list[RowFault]) -> date:
    """The day of the row's own column, written 01/02/2026 or 20260201; else the day of the file."""
    if not text:
        return day
    compact = _COMPACT.fullmatch(text[:8]) if text.isdecimal() else None
    try:
        return date(*map(int, compact.groups())) if compact else parse_day(text, "valid_from")
    except (Refusal, ValueError):
        faults.append(RowFault(line, TITLES["valid_from"], "Ngày phải có dạng 01/02/2026."))
        return day


def _kind(told: Mapping[str, str], kind: str) -> str:
    """What the row is: by its own column, by its group, by the code, else what the whole file lists."""
    said = KINDS.get(search_key(told.get("kind", ""))) or GROUPS.get(told.get("group", "").removesuffix(".0"))
    if said:
        return said
    code, name = told.get("code", ""), search_key(told.get("name", ""))
    if kind in {"drug", ""} and _HERB.match(code):
        return "herb"
    if kind in {"service", ""} and not told.get("group"):
        if _EXAM.fullmatch(code):
            return "exam"
        if kind and name.startswith(("giuong ", "ngay giuong")):
            return "bed"
    return kind
