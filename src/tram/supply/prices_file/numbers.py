"""Prices as people write them: the sign before decimals is found from the whole column, never from one cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{3}}){{2,}}") for sign in ".,"}
_PARTED = {
    sign: re.compile(rf"\d+{re.escape(sign)}(?:\d{{1,2}}|\d{{4,}})|\d{{4,}}{re.escape(sign)}\d+") for sign in ".,"
}
_MONEY = re.compile(r"(?:đồng|đ|vnđ|vnd)\.?$")
_SHAPE = re.compile(r"\d+(?:[.,]\d+)*")
OTHER = {".": ",", ",": "."}


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes numbers: ``mark`` before decimals; ``sure`` when the file itself shows it."""

    mark: str = ","
    sure: bool = False


def fraction(value: float) -> str:
    """A number of an Excel cell as text no thousands can be read into: 523.125 is ``523,1250``."""
    whole, _dot, rest = f"{Decimal(repr(value)):f}".partition(".")
    return f"{whole},{rest}0" if len(rest) == 3 else f"{whole},{rest}"


def writing_of(texts: Iterable[str]) -> Writing:
    """What the numbers of a column say together; Vietnamese (1.234,5) where they say nothing or contradict."""
    shown = {mark for text in texts for mark in [_mark(bare(text))] if mark}
    return Writing(next(iter(shown)), sure=True) if len(shown) == 1 else Writing()


def bare(text: str) -> str:
    """A price without spaces and the name of the money."""
    return _MONEY.sub("", re.sub(r"\s", "", text.lower()))


def number(text: str, writing: Writing) -> Decimal | None:
    """The number a cell holds; None for none, and for one that may be read in two ways (``1,500`` all alone)."""
    told = bare(text)
    if not _SHAPE.fullmatch(told):
        return None
    mark = _mark(told) or writing.mark
    if not (writing.sure or _mark(told)) and re.fullmatch(r"[1-9]\d{0,2},\d{3}", told):
        return None
    whole, _sign, rest = told.partition(mark)
    if mark in rest or OTHER[mark] in rest or not re.fullmatch(r"\d+|\d{1,3}(?:[.,]\d{3})+", whole):
        return None
    return Decimal(f"{whole.replace(OTHER[mark], '')}.{rest or 0}")


def _mark(told: str) -> str:
    """The sign before decimals, as far as one number tells; "" when it does not."""
    dot, comma = told.rfind("."), told.rfind(",")
    if dot >= 0 and comma >= 0:
        return "." if dot > comma else ","
    for sign in ".,":
        if _GROUPED[sign].fullmatch(told):
            return OTHER[sign]
        if _PARTED[sign].fullmatch(told):
            return sign
    return ""


def price_number(text: str) -> Decimal | None:
    """A price somebody types: 1500, 1.500 or 1500,5; None when it is no number."""
    return number(text, Writing(sure=True))
