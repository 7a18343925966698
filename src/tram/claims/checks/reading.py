"""From the strings of a table to values that rules compare. What cannot be read is None: the fields say so.

Amounts and days repeat from line to line and claim to claim, so what was read once is kept for a while.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,6})?")


@lru_cache(maxsize=4096)
def number_of(text: str) -> int | Decimal | None:
    """A whole number or an exact decimal; None for anything else."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    return Decimal(text) if found[1] else int(text)


@lru_cache(maxsize=4096)
def moment_of(text: str) -> int | None:
    """``yyyymmddHHMM`` as one whole number that sorts like the time it names; a day alone counts from 0:00."""
    if not text.isascii() or not text.isdigit():
        return None
    if len(text) == 12:
        return int(text)
    return int(text) * 10_000 if len(text) == 8 else None


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """The calendar day of ``yyyymmdd`` or ``yyyymmddHHMM``; None when day or month are unknown (00) or no day."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) in (8, 12) else None
    except ValueError:
        return None


def parts_of(text: str) -> tuple[str, ...]:
    """The parts of a list with ``;`` between, without blanks."""
    return tuple(part for each in text.split(";") if (part := each.strip()))


@lru_cache(maxsize=4096)
def decimal_of(text: str) -> Decimal:
    """The amount of a money field; nothing or nonsense counts as 0."""
    try:
        found = Decimal(text) if text else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
