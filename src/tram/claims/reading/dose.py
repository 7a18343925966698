"""LIEU_DUNG read back: "2 viên/lần * 2 lần/ngày * 5 ngày [4 viên/ngày]", "12g * 1 thang * 5 ngày"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"(\d{1,6}(?:[.,]\d{1,3})?)"
_EACH = re.compile(rf"{_NUMBER}\s*(.*?)\s*/\s*lần\s*\*\s*(\d{{1,2}})\s*lần\s*/\s*ngày\s*\*\s*(\d{{1,3}})\s*ngày")
_HERB = re.compile(rf"{_NUMBER}\s*(.*?)\s*\*\s*(\d{{1,2}})\s*thang\s*\*\s*(\d{{1,3}})\s*ngày")
_DAYS = re.compile(r"(\d{1,3})\s*ngày")


@dataclass(frozen=True, slots=True)
class Dose:
    """How much at a time, how often a day (or packets of herbs), for how long; None where the words do not say.

    ``whole``: the words say nothing else, so they can be made again from the numbers.
    """

    per_time: Decimal | None = None
    times: int | None = None
    doses: int | None = None
    days: int | None = None
    whole: bool = False


def read_dose(text: str, unit: str) -> Dose:
    """The numbers of a dose written as the decisions write it, in the drug's unit; else only the days, if any."""
    bare = text.split("[", maxsplit=1)[0].strip()
    if (found := _HERB.fullmatch(bare)) and found[2] == unit:
        return Dose(_number(found[1]), doses=int(found[3]), days=int(found[4]), whole=True)
    if (found := _EACH.fullmatch(bare)) and found[2] == unit:
        return Dose(_number(found[1]), times=int(found[3]), days=int(found[4]), whole=True)
    days = _DAYS.search(bare)
    return Dose(days=int(days[1])) if days else Dose()


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
