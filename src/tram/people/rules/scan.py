"""What the square codes on a citizen card and on an insurance card say.

Fields are parted by bars (read in public code, not in a legal text). A scanner is a keyboard: it may lose the last
field, add blanks, change case, or break letters; what can be mended is mended.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tram.kernel.refusals import Refusal
from tram.kernel.text import nfc
from tram.people.rules.births import Birth, parse_birth, parse_day
from tram.people.rules.codes import sex_code
from tram.people.rules.names import check_name
from tram.people.rules.numbers import CCCD, CMND, bare, check_card, check_identifier

FEWEST_FIELDS = 3
READ_AS = ("cp1252", "latin-1", "cp1258")
_BROKEN = re.compile("[ÃÂÄÆ]|á[º»]")
_FACILITY = re.compile(r"^(\d{2})\s*-\s*([0-9A-Z]{3})$")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """A citizen card. What the code did not say, or said unreadably, is "" or None."""

    number: str
    old_number: str
    name: str
    birth: Birth | None
    sex: str
    address: str
    issued: date | None


@dataclass(frozen=True, slots=True)
class InsuranceCard:
    """An insurance card. ``social`` is the ten digits that stay with the person; ``facility_code`` five signs."""

    number: str
    social: str
    name: str
    birth: Birth | None
    sex: str
    address: str
    facility_code: str
    valid_from: date | None
    valid_to: date | None
    five_years_on: date | None
    benefit: str
    issued_on: date | None = None
    area: str = ""


def looks_scanned(text: str) -> bool:
    """Whether a typed line can be a card rather than a search."""
    return text.count("|") >= FEWEST_FIELDS - 1


def read_card(text: str, today: date) -> CitizenCard | InsuranceCard | None:
    """The card behind a scanned line; None when it is none that we know."""
    fields = [nfc(field) for field in _mended(text).split("|")]
    if len(fields) < FEWEST_FIELDS:
        return None
    number = bare(fields[0])
    if re.fullmatch(r"\d{12}", number):
        return _citizen(fields + [""] * 7, today)
    if re.fullmatch(r"\d{10}|[A-Z]{2}\d{13}", number):
        return _insurance(fields + [""] * 17, today)
    return None


def _citizen(fields: list[str], today: date) -> CitizenCard | None:
    name = _or("", check_name, fields[2])
    if not name:
        return None
    return CitizenCard(
        number=_or("", check_identifier, CCCD, fields[0]),
        old_number=_or("", check_identifier, CMND, fields[1]) if fields[1] else "",
        name=name,
        birth=_or(None, parse_birth, fields[3], today),
        sex=_or("unknown", sex_code, fields[4]),
        address=fields[5],
        issued=_or(None, parse_day, fields[6], "issued"),
    )


def _insurance(fields: list[str], today: date) -> InsuranceCard | None:
    card = check_card(fields[0])
    name = _or("", check_name, _hex(fields[1]))
    if not name:
        return None
    facility = _FACILITY.match(fields[5].upper())
    return InsuranceCard(
        number=card.number,
        social=card.social,
        name=name,
        birth=_or(None, parse_birth, fields[2], today),
        sex=_or("unknown", sex_code, fields[3]),
        address=_hex(fields[4]),
        facility_code="".join(facility.groups()) if facility else "",
        valid_from=_or(None, parse_day, fields[6], "valid_from"),
        valid_to=_or(None, parse_day, fields[7], "valid_to"),
        five_years_on=_or(None, parse_day, fields[12], "five_years_on"),
        benefit=card.benefit or (fields[14] if re.fullmatch("[1-5]", fields[14]) else ""),
        issued_on=_or(None, parse_day, fields[8], "issued_on"),
        area=fields[11].upper() if re.fullmatch("[Kk][123]", fields[11]) else "",  # a bare digit: meaning not known
    )


def _mended(text: str) -> str:
    """UTF-8 that was read as a Windows code page, read again as what it is."""
    text = text.strip().strip("\ufeff")
    for codec in READ_AS if _BROKEN.search(text) else ():
        with suppress(UnicodeError):
            return text.encode(codec).decode("utf-8")
    return text


def _hex(field: str) -> str:
    """A field written as the hexadecimal of its UTF-8; other text as it stands; "" for a dash."""
    if field == "-":
        return ""
    packed = field.replace(" ", "")
    if re.fullmatch(r"(?:[0-9A-Fa-f]{2})+", packed):
        with suppress(UnicodeDecodeError):
            return nfc(bytes.fromhex(packed).decode("utf-8"))
    return field


def _or(otherwise: _T, read: Callable[..., _T], *told: object) -> _T:
    """What the rule reads, or the other value when it refuses: a card may be half readable and still help."""
    try:
        return read(*told)
    except Refusal:
        return otherwise
