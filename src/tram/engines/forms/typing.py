"""From what was typed to a typed value. Each reader gives the value, or the name of the sentence to say.

The same steps stand in `forms.js`; the tests hold the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tram.engines.expression import Type
from tram.engines.forms.model import Field, Value

SPACES = " \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_EDGES = re.compile(f"^[{SPACES}]+|[{SPACES}]+$")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WHOLE = re.compile(r"([+-]?)([0-9]{1,15})\Z")
_THOUSANDS = re.compile(r"([+-]?)([0-9]{1,3}(?:\.[0-9]{3}){1,4})(?:,([0-9]{1,6}))?\Z")
_FRACTION = re.compile(r"([+-]?)([0-9]{1,15})[.,]([0-9]{1,6})\Z")
_DATES = (
    (re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\Z"), (2, 1, 0)),
    (re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})\Z"), (2, 1, 0)),
    (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z"), (0, 1, 2)),
)
_PAIR = re.compile(rf"([^/{SPACES}]+)[{SPACES}]*/[{SPACES}]*([^/{SPACES}]+)\Z")
YES = frozenset({"true", "1", "có", "co", "x", "yes", "y", "đúng", "on"})
NO = frozenset({"false", "0", "không", "khong", "ko", "no", "n", "sai", "off"})
Read = tuple[Value, str]


def clean(raw: Any) -> str:
    """The answer as trimmed text, "" when blank: full-width letters and digits made plain, accents composed."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, Sequence) and not isinstance(raw, str):
        return ";".join(clean(part) for part in raw)
    text = format(raw, "f") if isinstance(raw, Decimal) else str(raw)
    return _EDGES.sub("", unicodedata.normalize("NFC", text))


def plain(raw: Any) -> str:
    """`clean`, with full-width letters and digits made plain."""
    return _EDGES.sub("", clean(raw).translate(_FULL_WIDTH))


def split_pair(raw: Any) -> tuple[str, str] | None:
    """The two halves of `150/95`, or None."""
    found = _PAIR.match(plain(raw))
    return (found[1], found[2]) if found else None


def read(field: Field, raw: Any, codes: Collection[str] | None) -> Read:
    """The typed value and "" ; or None and the sentence to say. Blank is (None, "")."""
    text = clean(raw) if field.type is Type.TEXT else plain(raw)
    if not text:
        return None, ""
    if field.type in (Type.CODE, Type.CODES):
        return _READ_CODES[field.type](field, text, codes)
    return _READERS[field.type](field, text)


def _integer(_field: Field, text: str) -> Read:
    found = _WHOLE.match(text) or _THOUSANDS.match(text)
    if not found or (found.re is _THOUSANDS and found[3]):
        return None, "integer"
    return int(found[1] + found[2].replace(".", "")), ""


def _decimal(field: Field, text: str) -> Read:
    found = _WHOLE.match(text) or _FRACTION.match(text) or _THOUSANDS.match(text)
    if not found:
        return None, "number"
    digits = (found[3] if found.re is not _WHOLE else "") or ""
    digits = digits.rstrip("0")
    if len(digits) > field.places:
        return None, "places"
    whole = found[2].replace(".", "") if found.re is _THOUSANDS else found[2]
    return Decimal(f"{found[1]}{whole}.{digits.ljust(field.places, '0')}" if field.places else found[1] + whole) + 0, ""


def _text(field: Field, text: str) -> Read:
    text = text.replace("\r\n", "\n")
    if len(text) > field.longest or _ODD.search(text):
        return None, "text"
    return text, ""


def _date(_field: Field, text: str) -> Read:
    for pattern, (year, month, day) in _DATES:
        found = pattern.match(text)
        if found:
            return _day(*(int(found[place + 1]) for place in (year, month, day)))
    return None, "date"


def _day(year: int, month: int, day: int) -> Read:
    if not 1800 <= year <= 2200:
        return None, "date"
    try:
        return date(year, month, day), ""
    except ValueError:
        return None, "date"


def _boolean(_field: Field, text: str) -> Read:
    word = text.lower()
    if word in YES or word in NO:
        return word in YES, ""
    return None, "boolean"


def _code(field: Field, text: str, codes: Collection[str] | None) -> Read:
    known = _known(field, text, codes)
    return (None, "code") if known is None else (known, "")


def _codes(field: Field, text: str, codes: Collection[str] | None) -> Read:
    parts = [part for part in (_EDGES.sub("", one) for one in re.split("[,;]", text)) if part]
    known = [_known(field, part, codes) for part in parts]
    if None in known:
        return None, "code"
    chosen = tuple(dict.fromkeys(one for one in known if one is not None))
    if field.options:
        chosen = tuple(option.code for option in field.options if option.code in chosen)
    return chosen or None, ""


def _known(field: Field, text: str, codes: Collection[str] | None) -> str | None:
    if field.options:
        return next((option.code for option in field.options if option.code.upper() == text.upper()), None)
    if codes is None or text in codes:
        return text
    return text.upper() if text.upper() in codes else None


_READERS: dict[Type, Callable[[Field, str], Read]] = {
    Type.INT: _integer,
    Type.DECIMAL: _decimal,
    Type.TEXT: _text,
    Type.DATE: _date,
    Type.BOOL: _boolean,
}
_READ_CODES: dict[Type, Callable[[Field, str, Collection[str] | None], Read]] = {Type.CODE: _code, Type.CODES: _codes}
