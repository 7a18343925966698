"""Last measurements as a nurse reads them: blood pressure as one, each with its unit and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tram.encounters.api import ObservationView, vitals

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: what, value as text, unit, day."""

    label: str
    value: str
    unit: str
    day: date


def measures(last: Mapping[str, ObservationView]) -> list[Measure]:
    """The latest vital signs in the order of the visit form."""
    found: list[Measure] = []
    high, low = last.get(SYSTOLIC), last.get(DIASTOLIC)
    if high is not None and low is not None:
        found.append(Measure("Huyết áp", f"{number(high)}/{number(low)}", "mmHg", high.day))
    for code, vital in vitals().items():
        if code in last and code not in {SYSTOLIC, DIASTOLIC}:
            found.append(Measure(vital.name_vi, number(last[code]), vital.unit_vi, last[code].day))
    return found


def number(row: ObservationView) -> str:
    """The value as Vietnamese write it: no trailing noughts, decimal comma."""
    return "" if row.number is None else format(row.number.normalize(), "f").replace(".", ",")
