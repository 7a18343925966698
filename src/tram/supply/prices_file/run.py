"""A price list into a station's catalogue: good rows are written, the others come back with their reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from tram.kernel.actors import Actor, require
from tram.kernel.facts import batch
from tram.kernel.refusals import Refusal
from tram.people.api import RowFault, Sheet, read_sheet
from tram.supply.catalogue.actions import WRITE, record_items
from tram.supply.catalogue.inputs import ItemInput
from tram.supply.catalogue.reads import price_book
from tram.supply.models import Item, ItemKind
from tram.supply.prices_file.columns import NEEDED, TITLES, guess_columns, kind_of_file
from tram.supply.prices_file.numbers import Writing, fraction, writing_of
from tram.supply.prices_file.rows import NUMBERS, Reading, Row, read_row

MOST_ROWS = 20_000
STEP = 500
KEPT = ("group", "ingredient", "unit", "route", "form", "preparation", "icd9", "machine", "usual_dose")
TOLD_APART = ("strength", "registration", "tender")
LAST = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class ImportedPrices:
    """What became of a price list: rows read, items written (new, changed or as they were), rows given back."""

    total: int
    new: int
    changed: int
    same: int
    sheet: Sheet
    faults: tuple[RowFault, ...]

    @property
    def refused(self) -> int:
        """Rows that were not taken."""
        return len({fault.row for fault in self.faults})


def import_prices(*, by: Actor, at: datetime, commune: str, day: date, data: bytes, kind: str = "") -> ImportedPrices:
    """Takes every good row of an Excel or CSV file into the list of a commune's station.

    ``day`` is the first day of the prices where a row names none; ``kind`` what the file lists where its headings do
    not tell. The same file again changes nothing. Refuses a file that is no price list, and one too large.
    """
    require(by, WRITE, commune=commune)
    sheet = _whole(read_sheet(data, guess=guess_columns, fraction=fraction))
    columns = guess_columns(sheet.headers)
    if kind and kind not in ItemKind.values:
        raise Refusal("prices.kind", "Hãy chọn loại của tệp: thuốc, dịch vụ hoặc vật tư.", {"field": "kind"})
    if any(name not in columns for name in NEEDED):
        sentence = "Tệp cần có dòng tiêu đề với các cột: mã, tên, đơn giá. Hãy thêm dòng này rồi gửi lại."
        raise Refusal("prices.columns", sentence, {"field": "file"})
    if len(sheet.rows) > MOST_ROWS:
        raise Refusal("prices.rows", "Tệp quá 20.000 dòng. Hãy chia thành nhiều tệp.", {"field": "file"})
    reading = Reading(
        columns, kind or kind_of_file(sheet.headers), day, _blank(sheet, columns), _writings(sheet, columns)
    )
    return _import(by, at, commune, sheet, reading)


def _whole(sheet: Sheet) -> Sheet:
    """The sheet with a heading, if only an empty one, over every cell: nothing is lost when a row is given back."""
    widest = max(len(cells) for _number, cells in sheet.rows)
    return replace(sheet, headers=(*sheet.headers, *[""] * (widest - len(sheet.headers))))


def _blank(sheet: Sheet, columns: Mapping[str, int]) -> frozenset[int]:
    last = max(columns.values())
    return frozenset(place for place, header in enumerate(sheet.headers) if place > last and not header.strip())


def _writings(sheet: Sheet, columns: Mapping[str, int]) -> dict[str, Writing]:
    cells = {name: [row[at] for _number, row in sheet.rows if at < len(row)] for name, at in columns.items()}
    return {name: writing_of(cells.get(name, ())) for name in NUMBERS}


def _import(by: Actor, at: datetime, commune: str, sheet: Sheet, reading: Reading) -> ImportedPrices:
    read = [read_row(number, cells, reading) for number, cells in sheet.rows]
    faults = [fault for row in read if isinstance(row, tuple) for fault in row]
    known = _known(commune)
    rows = _matched([row for row in read if isinstance(row, Row)], known, reading.columns, faults)
    fates = _fates(rows, known, faults)
    with batch():
        for day, items in _steps(rows, fates):
            record_items(by=by, at=at, commune=commune, day=day, rows=items)
    told = list(fates.values())
    return ImportedPrices(
        len(sheet.rows), told.count("new"), told.count("changed"), told.count("same"), sheet, tuple(sorted(
            faults, key=lambda fault: fault.row
        )),
    )  # fmt: skip


def _known(commune: str) -> dict[tuple[str, str, str], list[Item]]:
    """The items of the list that hold, by kind, code and name."""
    found: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in Item.objects.filter(commune=commune, valid_to__isnull=True):
        found[item.kind, item.code, item.name].append(item)
    return found


def _matched(
    rows: Iterable[Row], known: Mapping[tuple[str, str, str], Sequence[Item]], columns: Mapping[str, int],
    faults: list[RowFault],
) -> list[Row]:  # fmt: skip
    """The rows with what the file does not tell taken from the item they are about; without rows that come twice."""
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        there = [
            one for one in known.get((row.item.kind, row.item.code, row.item.name), ()) if _fits(one, row, columns)
        ]
        if len(there) > 1:
            told = "Danh mục có vài mục cùng mã và tên. Hãy thêm cột số đăng ký hoặc thông tin thầu."
            faults.append(RowFault(row.number, TITLES["code"], told))
            continue
        item = _filled(row.item, there[0], columns) if there else row.item
        if item.identity in found:
            first = found[item.identity].number
            faults.append(RowFault(row.number, TITLES["code"], f"Trùng với dòng {first}, đã lấy dòng {first}."))
            continue
        found[item.identity] = replace(row, item=item)
    return list(found.values())


def _fits(item: Item, row: Row, columns: Mapping[str, int]) -> bool:
    return all(getattr(item, name) == getattr(row.item, name) for name in TOLD_APART if name in columns)


def _filled(row: ItemInput, item: Item, columns: Mapping[str, int]) -> ItemInput:
    absent = [name for name in (*KEPT, *TOLD_APART) if name not in columns]
    return replace(row, **{name: getattr(item, name) for name in absent})


def _fates(
    rows: Sequence[Row], known: Mapping[tuple[str, str, str], Sequence[Item]], faults: list[RowFault]
) -> dict[int, str]:
    """What becomes of each row: new, changed or same. A price from before one that is known is given back."""
    items = {_identity(item): item for several in known.values() for item in several}
    prices = price_book([item.pk for item in items.values()], LAST, LAST)
    fates: dict[int, str] = {}
    for row in rows:
        item = items.get(row.item.identity)
        old = prices.get(item.pk, ())[-1:] if item else ()
        same = bool(old) and _amounts(old[0]) == _amounts(row.item)
        if old and not same and row.day < old[0].valid_from:
            told = f"Đã có giá áp dụng từ {old[0].valid_from:%d/%m/%Y}. Giá mới phải bắt đầu sau ngày đó."
            faults.append(RowFault(row.number, TITLES["valid_from"], told))
        elif item is None:
            fates[row.number] = "new"
        else:
            fates[row.number] = "same" if same and _texts(item) == _texts(row.item) else "changed"
    return fates


def _steps(rows: Iterable[Row], fates: Mapping[int, str]) -> Iterable[tuple[date, list[ItemInput]]]:
    by_day: dict[date, list[ItemInput]] = defaultdict(list)
    for row in rows:
        if fates.get(row.number) in {"new", "changed"}:
            by_day[row.day].append(row.item)
    for day, items in sorted(by_day.items()):
        for start in range(0, len(items), STEP):
            yield day, items[start : start + STEP]


def _identity(item: Item) -> tuple[str, ...]:
    return item.kind, item.code, item.name, item.strength, item.registration, item.tender


def _texts(one: Item | ItemInput) -> tuple[str, ...]:
    return tuple(getattr(one, name) for name in KEPT)


def _amounts(one: object) -> tuple[object, ...]:
    return tuple(getattr(one, name) for name in ("price", "price_bh", "fund_rate", "ceiling", "decision"))
