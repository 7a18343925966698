"""The measurements a station knows by name: code, unit and words, from ``definitions/encounters/vitals.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tram.kernel.definitions import load_toml


@dataclass(frozen=True, slots=True)
class Vital:
    """One measurement: ``key`` in forms, LOINC ``code``, ``unit`` in UCUM, ``unit_vi`` as shown."""

    key: str
    code: str
    name_vi: str
    name_en: str
    unit: str
    unit_vi: str
    panel: str = ""


@cache
def vitals() -> dict[str, Vital]:
    """Every known measurement by its LOINC code, in the order of forms."""
    return {each["code"]: Vital(**each) for each in load_toml("encounters", "vitals")["vitals"]}


@cache
def codes() -> dict[str, str]:
    """LOINC code by form key."""
    return {each.key: each.code for each in vitals().values()}


def by_key(measured: dict[str, Decimal]) -> dict[str, Decimal]:
    """Values by form key of values by code; unknown codes are left out."""
    known = vitals()
    return {known[code].key: value for code, value in measured.items() if code in known}
