"""Targets from a file of a plan (Excel or CSV): good rows are taken, bad ones come back with their reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from tram.kernel.actors import Actor
from tram.kernel.facts import batch
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key
from tram.people.api import read_sheet
from tram.reports import refusals
from tram.reports.targets.deeds import set_target

COLUMNS = {
    "place": ("place", "ma dia ban", "ma xa", "ma tinh", "dia ban"),
    "indicator": ("indicator", "chi tieu", "ma chi tieu"),
    "year": ("year", "nam"),
    "value": ("value", "muc tieu", "gia tri", "ke hoach"),
    "kind": ("kind", "loai"),
    "source": ("source", "nguon", "can cu"),
}
NEEDED = ("indicator", "year", "value")
KINDS = {"": "interim", "interim": "interim", "trong ky": "interim", "final": "final", "cuoi ky": "final"}


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that was not taken: its number in the file, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were taken, and those that were not."""

    taken: int
    faults: tuple[RowFault, ...]


def import_targets(*, by: Actor, at: datetime, data: bytes, place: str = "") -> Imported:
    """Sets every target a file tells of; ``place`` is for files without a column of places.

    Columns: place, indicator, year, value, and perhaps kind (interim, final) and source, with Vietnamese headings too.
    Bringing the same file twice changes nothing. Refuses a file that is no table, and one without the needed columns.
    """
    sheet = read_sheet(data)
    where = _columns(sheet.headers)
    taken, faults = 0, []
    with batch():
        for number, cells in sheet.rows:
            row = {name: cells[index].strip() if index < len(cells) else "" for name, index in where.items()}
            try:
                _set(by, at, row, place)
                taken += 1
            except Refusal as refusal:
                faults.append(RowFault(number, refusal.sentence))
    return Imported(taken, tuple(faults))


def _columns(headers: tuple[str, ...]) -> dict[str, int]:
    keys = [search_key(header) for header in headers]
    found = {
        name: next((number for number, key in enumerate(keys) if key in words), -1) for name, words in COLUMNS.items()
    }
    absent = [name for name in NEEDED if found[name] < 0]
    if absent:
        raise refusals.target_columns(absent)
    return {name: number for name, number in found.items() if number >= 0}


def _set(by: Actor, at: datetime, row: dict[str, str], place: str) -> None:
    kind = search_key(row.get("kind", ""))
    set_target(
        by=by,
        at=at,
        indicator_id=row["indicator"],
        place=row.get("place") or place,
        year=_year(row["year"]),
        value=_value(row["value"]),
        kind=KINDS.get(kind, kind),
        source=row.get("source", ""),
    )


def _year(text: str) -> int:
    whole = text.removesuffix(".0")
    if not whole.isdecimal() or len(whole) != len("2026"):
        raise refusals.wrong_year(text)
    return int(whole)


def _value(text: str) -> Decimal:
    try:
        return Decimal(text.replace("%", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        raise refusals.unreadable_target(text) from None
