"""Measurements in words: both pressures as one, each value with its unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.encounters.api import ObservationView, vitals

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"


@dataclass(frozen=True, slots=True)
class Measured:
    """One line: what, its value with the unit, the day."""

    label: str
    value: str
    day: date


def measured(observations: Iterable[ObservationView]) -> list[Measured]:
    """The observations in their order; a pressure pair measured together stands first as 150/95."""
    rows = list(observations)
    pair = _pressures(rows)
    rest = [each for each in rows if each not in pair]
    found = [Measured(_label(each), each.value, each.day) for each in rest]
    if pair:
        high, low = pair
        found.insert(0, Measured(_("Huyết áp"), f"{high.value.split()[0]}/{low.value}", high.day))
    return found


def _pressures(rows: list[ObservationView]) -> tuple[ObservationView, ...]:
    high = next((each for each in rows if each.code == SYSTOLIC and each.panel), None)
    low = next((each for each in rows if high and each.code == DIASTOLIC and each.panel == high.panel), None)
    return (high, low) if high and low else ()


def _label(each: ObservationView) -> str:
    known = vitals().get(each.code)
    if known is None:
        return each.display or each.code
    return known.name_en if get_language() == "en" else known.name_vi
