"""Schedules of others, when they lie beside the repository: read as data, the engine gives the answers they spell out.

OpenSRP's (a WHO-style programme as JSON) is replayed by plain arithmetic; of WHO's digital adaptation kit the three
decision tables of Japanese encephalitis are taken, each a sentence a cell: not due, due, complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from tram.engines.schedule import (
    AgeRule,
    Antigen,
    Conflict,
    Given,
    Group,
    Holds,
    IntervalRule,
    Patient,
    Schedule,
    Series,
    Span,
    TargetDose,
    VaccineRule,
    assess,
    span,
)

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"
OPENSRP = ORACLES / "immunization" / "opensrp_vaccines.json"
KIT = ORACLES / "clinical_protocols" / "dak" / "IMMZ_DAK_decision-support_logic.xlsx"
pytestmark = pytest.mark.skipif(not OPENSRP.is_file(), reason="schedules of others: put shared/ beside the repository")
CHAINS = {  # the lines of the programme that follow one another, or stand alone
    "BCG": ("BCG",),
    "OPV": ("OPV 1", "OPV 2", "OPV 3"),
    "Penta": ("Penta 1", "Penta 2", "Penta 3"),
    "PCV": ("PCV 1", "PCV 2", "PCV 3"),
    "Rota": ("Rota 1", "Rota 2"),
    "RTSS": ("RTSS 1", "RTSS 2", "RTSS 3"),
    "Yellow Fever": ("Yellow Fever",),
}
ZERO = Span(0, 0, 0)
UNITS = {"d": "days", "m": "months", "y": "years"}


@cache
def lines() -> dict[str, dict[str, Any]]:
    """OpenSRP's lines by name: reference and offset of the due date, its window, the age at which it expires."""
    read = json.loads(OPENSRP.read_text())
    return {each["name"]: each["schedule"] for visit in read for each in visit["vaccines"] if "schedule" in each}


def length(text: str) -> Span:
    """``+4y,10m`` or ``+28d`` as a length of time."""
    parts = re.findall(r"(\d+)([dmy])", text)
    found = span(" + ".join(f"{number} {UNITS[unit]}" for number, unit in parts))
    assert found is not None
    return found


def later(day: date, text: str) -> date:
    """The day that ``+4y,10m`` leads to, by hand; days of the month up to the 28th only."""
    for number, unit in re.findall(r"(\d+)([dmy])", text):
        months = day.year * 12 + day.month - 1 + int(number) * {"d": 0, "m": 1, "y": 12}[unit]
        day = day.replace(year=months // 12, month=months % 12 + 1) + timedelta(int(number) if unit == "d" else 0)
    return day


def target(name: str, vaccine: str) -> TargetDose:
    said = lines()[name]
    [due] = said["due"]
    expiry = length(said["expiry"][0]["offset"])
    waits: tuple[IntervalRule, ...] = ()
    offset, end = length(due["offset"]), length(f"{due['offset']},{due['window']}")
    if due["reference"] == "dob":
        ages = AgeRule(absolute=offset, minimum=offset, earliest=offset, latest=end, maximum=expiry)
    else:
        ages = AgeRule(absolute=ZERO, minimum=ZERO, maximum=expiry)
        waits = (IntervalRule(previous=True, absolute=offset, minimum=offset, earliest=offset, latest=end),)
    return TargetDose(ages=(ages,), intervals=waits, preferable=(VaccineRule(vaccine, named=True),))


@cache
def programme() -> Schedule:
    antigens = (
        Antigen(code, (Series(code, tuple(target(name, code) for name in chain), default=True),))
        for code, chain in CHAINS.items()
    )
    holds = {code: (Holds(code),) for code in CHAINS}
    return Schedule(tuple(antigens), holds, tuple(Group(code, (code,)) for code in CHAINS))


def given_in_time(chance: Random, chain: tuple[str, ...], birth: date) -> list[date]:
    """Days of some first doses of a chain, each from its due date on."""
    days: list[date] = []
    for name in chain[: chance.randrange(len(chain) + 1)]:
        days.append(due_on(name, birth, days) + timedelta(chance.choice([0, 0, 1, 9, 30])))
    return days


def due_on(name: str, birth: date, days: list[date]) -> date:
    [due] = lines()[name]["due"]
    return later(birth if due["reference"] == "dob" else days[-1], due["offset"])


def test_a_programme_of_others_is_forecast_as_it_says_itself() -> None:
    chance = Random(20261122)
    for _ in range(300):
        birth = date(2021, 1, 1) + timedelta(chance.randrange(700))
        birth = birth.replace(day=min(birth.day, 28))
        told = {code: given_in_time(chance, chain, birth) for code, chain in CHAINS.items()}
        doses = tuple(Given((code, day), day, code) for code, days in told.items() for day in days)
        found = assess(programme(), Patient(birth, "F", doses, ()), birth)
        for code, days in told.items():
            check(code, days, birth, found.antigens[code])


def check(code: str, days: list[date], birth: date, found: Any) -> None:
    chain = CHAINS[code]
    ends = [later(birth, lines()[name]["expiry"][0]["offset"]) for name in chain]
    if any(end <= day for end, day in zip(ends, days, strict=False)):
        return  # a history that its own programme would not have let happen
    assert [each.status for each in found.doses] == ["valid"] * len(days)
    if len(days) == len(chain):
        assert (found.status, found.forecast) == ("complete", None)
        return
    due = due_on(chain[len(days)], birth, days)
    said, end = lines()[chain[len(days)]], ends[len(days)]
    if due < end:
        assert (found.forecast.earliest, found.forecast.recommended) == (due, due)
        assert found.forecast.latest == end - timedelta(1)
        window = int(re.findall(r"\d+", said["due"][0]["window"])[0])
        assert found.forecast.past_due == min(due + timedelta(window - 1), end - timedelta(1))


def tables() -> Iterator[tuple[int, int, int, bool]]:
    """(doses, first age in months, weeks between, live) of each Japanese encephalitis table, read from its words."""
    sheet = load_workbook(KIT, read_only=True)["JE"]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    starts = [index for index, row in enumerate(rows) if any("IMMZ.D2.DT.JE" in cell for cell in row)]
    ends = [index for index, row in enumerate(rows) if any("IMMZ.D5.DT.JE" in cell for cell in row)]
    for start, end in zip(starts, [*starts[1:], *ends], strict=True):
        words = " ".join(cell for row in rows[start:end] for cell in row)
        scheme, age = re.search(r"\((\d)-dose scheme\)", words), re.search(r"≥ ?(\d+) months", words)
        waits = re.search(r"≥ (\d) weeks", words)
        assert scheme and age and waits  # noqa: PT018 - one fact: the table reads as expected
        yield int(scheme[1]), int(age[1]), int(waits[1]), "live vaccine was administered" in words


def je(doses: int, months: int, weeks: int) -> Schedule:
    """A table as a schedule: doses from an age on, weeks between them and after a live vaccine."""
    age, gap = Span(0, months, 0), Span(0, 0, 7 * weeks)
    first = TargetDose((AgeRule(absolute=age, minimum=age, earliest=age),), preferable=(VaccineRule("je"),))
    waits = IntervalRule(previous=True, absolute=gap, minimum=gap, earliest=gap)
    more = TargetDose((), (waits,), preferable=(VaccineRule("je"),))
    series = Series("je", (first, *[more] * (doses - 1)), default=True)
    holds = {"je": (Holds("je"),), "mr": ()}
    conflict = Conflict("mr", "je", Span(0, 0, 1), gap, gap)
    return Schedule((Antigen("je", (series,)),), holds, (Group("je", ("je",)),), (conflict,))


@pytest.mark.skipif(not KIT.is_file(), reason="WHO's decision tables: put shared/ beside the repository")
def test_the_three_tables_of_japanese_encephalitis_decide_as_they_are_written() -> None:
    read = list(tables())
    assert [(doses, months) for doses, months, _, _ in read] == [(2, 6), (1, 8), (1, 9)]
    birth = date(2025, 3, 10)
    for doses, months, weeks, live in read:
        schedule, ready = je(doses, months, weeks), later(birth, f"+{months}m")

        def on(day: date, *given: tuple[str, date], by: Schedule = schedule) -> str:
            """Not due, due or complete, as the tables say it."""
            told = tuple(Given(str(index), when, vaccine) for index, (vaccine, when) in enumerate(given))
            found = assess(by, Patient(birth, "M", told, ()), day).antigens["je"]
            if found.forecast is None:
                return "complete"
            return "due" if found.forecast.earliest <= day else "not due"

        gap = timedelta(weeks=weeks)
        assert (on(ready - timedelta(1)), on(ready)) == ("not due", "due")
        after = on(ready + gap - timedelta(1), ("je", ready)), on(ready + gap, ("je", ready))
        assert after == (("not due", "due") if doses == 2 else ("complete", "complete"))
        assert on(ready + 2 * gap, *[("je", ready + index * gap) for index in range(doses)]) == "complete"
        if live:
            early, late = on(ready + gap - timedelta(1), ("mr", ready)), on(ready + gap, ("mr", ready))
            assert (early, late) == ("not due", "due")
