"""The code list, read once from ``definitions/encounters/icd10.csv`` and kept in memory (12 thousand rows)."""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache

from tram.kernel.definitions import ROOT, load_csv, load_toml
from tram.kernel.text import search_key


@dataclass(frozen=True, slots=True)
class IcdCode:
    """One code. ``mark`` is dagger, asterisk or empty; ``edits`` name the rules of ``icd10.toml`` that bind it.

    ``key`` is what searching reads: the tone-free name and what people call it, a blank before every word.
    """

    code: str
    mark: str
    name_vi: str
    name_en: str
    block: str
    chapter: str
    edits: tuple[str, ...]
    key: str
    common: int


@dataclass(frozen=True, slots=True)
class IcdList:
    """The list in force in a period and how sure we are of it."""

    id: str
    title_vi: str
    status: str
    effective_from: date
    effective_to: date | None = None

    @property
    def assumed(self) -> bool:
        """True when nobody has compared the list with the legal text."""
        return self.status == "assumed"


@cache
def all_codes() -> dict[str, IcdCode]:
    """Every code by its dotted form (``E11.9``), in the order of the list."""
    common = _common()
    # Not load_csv: it would keep the 12 thousand rows a second time for as long as the program runs.
    with (ROOT / "encounters" / "icd10.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _code(row, *common.get(row["code"], (0, ""))) for row in csv.DictReader(file)}


def _code(row: dict[str, str], common: int, also_called: str) -> IcdCode:
    return IcdCode(
        code=row["code"],
        mark=row["mark"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        block=sys.intern(row["block"]),
        chapter=sys.intern(row["chapter"]),
        edits=_edits(row["edits"]),
        key=f" {search_key(row['name_vi'])} {search_key(also_called)}".rstrip(),
        common=common,
    )


@cache
def _edits(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _common() -> dict[str, tuple[int, str]]:
    """Code → (weight, what people call it): the first row weighs most."""
    rows = load_csv("encounters", "icd10_common")
    return {row["code"]: (len(rows) - place, row["also_called"]) for place, row in enumerate(rows)}


@cache
def _lists() -> tuple[IcdList, ...]:
    return tuple(IcdList(**each) for each in load_toml("encounters", "icd10")["lists"])


def list_on(day: date) -> IcdList:
    """The list in force on the day a visit ends; before the first list the first one speaks."""
    lists = _lists()
    return next((each for each in reversed(lists) if each.effective_from <= day), lists[0])


def icd_code(code: str) -> IcdCode | None:
    """The code as written on a form (``e119``, ``E11.9``); None when the list has none."""
    return all_codes().get(dotted(code))


def dotted(code: str) -> str:
    """The usual form of a code: upper case, a dot after the third sign."""
    plain = code.strip().upper().replace(".", "").rstrip("*†+")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
