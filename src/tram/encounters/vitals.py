"""The measurements a station knows by name: code and unit from ``vitals.toml``, words from the form's fields."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext, gettext_noop

from tram.encounters.form import visit_form
from tram.kernel.definitions import load_toml

WORDED_UNITS = {"lần/phút": gettext_noop("lần/phút")}  # the others are the same in every language


@dataclass(frozen=True, slots=True)
class Vital:
    """One measurement: ``key`` in forms, LOINC ``code``, ``unit`` in UCUM, ``unit_vi`` as people write it."""

    key: str
    code: str
    name_vi: str
    name_en: str
    unit: str
    unit_vi: str
    panel: str = ""

    @property
    def unit_said(self) -> str:
        """The unit in the reader's language."""
        return gettext(self.unit_vi) if self.unit_vi in WORDED_UNITS else self.unit_vi


@cache
def vitals() -> dict[str, Vital]:
    """Every known measurement by its LOINC code, in the order of forms."""
    return {each["code"]: _vital(each) for each in load_toml("encounters", "vitals")["vitals"]}


@cache
def vital_codes() -> dict[str, str]:
    """LOINC code by form key."""
    return {each.key: each.code for each in vitals().values()}


def _vital(given: dict[str, Any]) -> Vital:
    field = visit_form().field(given["key"])
    if field is None:
        raise ValueError(f"vitals.toml: {given['key']} is no field of visit.toml")
    return Vital(
        key=given["key"],
        code=given["code"],
        name_vi=field.label_vi,
        name_en=field.label_en,
        unit=given["unit"],
        unit_vi=field.unit,
        panel=given.get("panel", ""),
    )
