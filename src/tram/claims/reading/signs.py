"""Vital signs inside the course of an illness as QĐ 130 writes them: ``CSST<M75_T37_HA120/70_NT18>``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

PULSE, TEMPERATURE, SYSTOLIC, DIASTOLIC, BREATHS = "8867-4", "8310-5", "8480-6", "8462-4", "9279-1"
ONE_NUMBER = {"M": PULSE, "T": TEMPERATURE, "NT": BREATHS}
_SIGNS = re.compile(r"\s*CSST\s*<([^<>]*)>\s*")
_PART = re.compile(r"(HA|NT|M|T)\s*(\d{1,3}(?:[.,]\d{1,2})?)(?:/(\d{1,3}))?")


def read_signs(text: str) -> tuple[str, dict[str, Decimal]]:
    """(the words without the signs, measured values by LOINC code); parts of another shape are left out."""
    found = _SIGNS.search(text)
    if found is None:
        return text, {}
    words = f"{text[: found.start()]} {text[found.end() :]}".strip()
    return words, dict(_measured(found[1]))


def _measured(text: str) -> Iterator[tuple[str, Decimal]]:
    for part in text.split("_"):
        found = _PART.fullmatch(part.strip())
        if found is None:
            continue
        number = Decimal(found[2].replace(",", "."))
        if found[1] == "HA" and found[3]:
            yield SYSTOLIC, number
            yield DIASTOLIC, Decimal(found[3])
        elif found[1] in ONE_NUMBER and not found[3]:
            yield ONE_NUMBER[found[1]], number
