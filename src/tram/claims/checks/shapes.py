"""Whether a code is written the way the decisions want it: patterns, each with its source."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import cache

from tram.kernel.definitions import ROOT, load_csv

CITIZEN = re.compile(r"\d{12}|\d{9}|[A-Z]\d{7}")  # portal sheet: 9 or 12 digits, or a capital letter and 7 digits
BED = re.compile(r"[HTCK]\d{3}")  # QĐ 4750, bảng 3: MA_GIUONG
PACKAGE = re.compile(r"G([1-9]\d{0,2})")  # portal sheet: G followed by 1..999
MACHINE = re.compile(r"[A-Z]{2,4}\.\d\.(\w{5}\.)?[\w./-]+", re.IGNORECASE)  # XX.n.Z (3176), XX.n.YYYYY.Z (4750)
AID = re.compile(r"[A-Z]{2}\d{13}|\d{10}")  # a card: 15 signs, or the 10 digits of the social insurance number
TENDER_PACKAGE = re.compile(r"G\d{1,2}")
TENDER_GROUP = re.compile(r"N\d{1,2}")
YEAR = re.compile(r"20\d{2}")
DAYS = re.compile(r"\*\s*(\d{1,3})\s*ngày", re.IGNORECASE)  # LIEU_DUNG: "2 viên/lần * 2 lần/ngày * 5 ngày"
BRACKETS = re.compile(r"\[[^\]]*\]")
TEMPORARY = re.compile(r"TE1\d{12}")  # a child's temporary card: TE1, province, ten digits
_YEARS = 4


def tender_shaped(text: str) -> bool:
    """Whether TT_THAU is decision;Gx;Ny;year (and more), or a self-made drug's document;year. True when empty."""
    parts = [part.strip() for part in text.split(";")]
    if not text or (len(parts) == 2 and YEAR.fullmatch(parts[1]) and parts[0]):
        return True
    if len(parts) < _YEARS or not all(parts[:_YEARS]):
        return False
    first = parts[1].split(".")[0]
    return bool(TENDER_PACKAGE.fullmatch(first) and TENDER_GROUP.fullmatch(parts[2]) and YEAR.fullmatch(parts[3]))


def machine_shaped(text: str) -> bool:
    """Whether each machine code is XX.n.Z or XX.n.YYYYY.Z; what stands in [ ] is a remark. True when empty."""
    codes = [code.strip() for code in BRACKETS.sub("", text).split(";") if code.strip()]
    return all(MACHINE.fullmatch(code) for code in codes)


def dose_days(text: str) -> int | None:
    """The days of a dose «2 viên/lần * 2 lần/ngày * 5 ngày»; None when it tells none."""
    found = DAYS.findall(text)
    return int(found[-1]) if found else None


def plain_number(text: str) -> Decimal | None:
    """A weight or another plain number; None for anything else."""
    return Decimal(text) if re.fullmatch(r"\d{1,6}(\.\d{1,4})?", text) else None


@cache
def icd_marks() -> dict[str, str]:
    """Every ICD-10 code of the ministry's list and its mark (dagger, asterisk or none)."""
    with (ROOT / "encounters" / "icd10.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["mark"] for row in csv.DictReader(file)}


def first_unknown(codes: tuple[str, ...]) -> str | None:
    """The first code that is not in the ministry's list of ICD-10; None when all are."""
    known = icd_marks()
    return next((code for code in codes if code not in known), None)


@cache
def prefix_digits() -> dict[str, frozenset[str]]:
    """The benefit digits a card's two letters have had, old ones too: a card may still show the old digit."""
    found: dict[str, set[str]] = {}
    for row in load_csv("claims", "card_prefixes"):
        found.setdefault(row["prefix"], set()).add(row["digit"])
    return {prefix: frozenset(digits) for prefix, digits in found.items()}
