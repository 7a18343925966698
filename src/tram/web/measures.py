"""Last measurements as a nurse reads them: blood pressure as one, each with its unit, its day and its run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tram.encounters.api import ObservationView, VisitView, vitals

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"
TOLD = 4
FEWEST, MOST = 3, 12  # a run of two says nothing, one of thirty cannot be read


@dataclass(frozen=True, slots=True)
class Measure:
    """One line: what, value as text, unit, day; ``run``: the latest visits' values, oldest first, "" when too few."""

    label: str
    value: str
    unit: str
    day: date
    run: str


def measures(last: Mapping[str, ObservationView], visits: Iterable[VisitView]) -> list[Measure]:
    """The latest vital signs in the order of the visit form, each with its run over the visits (newest first)."""
    found: list[Measure] = []
    run = runs(visits)
    high, low = last.get(SYSTOLIC), last.get(DIASTOLIC)
    if high is not None and low is not None:
        found.append(Measure(_("Huyết áp"), f"{number(high)}/{number(low)}", "mmHg", high.day, run.get(SYSTOLIC, "")))
    for code, vital in vitals().items():
        if code in last and code not in {SYSTOLIC, DIASTOLIC}:
            name = vital.name_en if get_language() == "en" else vital.name_vi
            found.append(Measure(name, number(last[code]), vital.unit_said, last[code].day, run.get(code, "")))
    return found


def runs(visits: Iterable[VisitView]) -> dict[str, str]:
    """``{"8480-6": "152,146,148"}``: what was measured at the visits, oldest first, where there is enough to see."""
    values: dict[str, list[str]] = defaultdict(list)
    for visit in visits:
        for row in visit.observations:
            if row.number is not None:
                values[row.code].append(format(row.number.normalize(), "f"))
    return {code: ",".join(reversed(each[:MOST])) for code, each in values.items() if len(each) >= FEWEST}


def told(visit: VisitView) -> str:
    """What was measured at a visit in one line: ``Huyết áp 126/79 mmHg · Mạch 81 lần/phút``; "" when nothing was."""
    known = {row.code: row for row in visit.observations if row.number is not None}
    return " · ".join(f"{each.label} {each.value} {each.unit}" for each in measures(known, ())[:TOLD])


def number(row: ObservationView) -> str:
    """The value as Vietnamese write it: no trailing noughts, decimal comma."""
    return "" if row.number is None else format(row.number.normalize(), "f").replace(".", ",")
