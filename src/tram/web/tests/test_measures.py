"""Measurements are told as a nurse reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import cast
from uuid import UUID

from tram.encounters.api import ObservationView, VisitView
from tram.web.measures import measures, runs, told

DAY = date(2026, 11, 11)
LOINC = "http://loinc.org"
SYSTOLIC, DIASTOLIC, PULSE = "8480-6", "8462-4", "8867-4"


def seen(code: str, value: str) -> ObservationView:
    """One measurement of the day."""
    at = datetime(2026, 11, 11, 2, tzinfo=UTC)
    row = UUID(int=1)
    return ObservationView(row, 1, row, DAY, at, LOINC, code, "", Decimal(value), "", "", "", None, "current", None)


def visit(**values: str) -> VisitView:
    """A visit of which only the measurements matter."""
    codes = {"high": SYSTOLIC, "low": DIASTOLIC, "pulse": PULSE}
    return cast(
        "VisitView", SimpleNamespace(observations=tuple(seen(codes[key], value) for key, value in values.items()))
    )


def test_both_pressures_are_one_line() -> None:
    assert told(visit(high="126.0", low="79", pulse="81")) == "Huyết áp 126/79 mmHg · Mạch 81 lần/phút"


def test_a_visit_without_measurements_tells_nothing() -> None:
    assert told(visit()) == ""


def test_a_run_goes_from_old_to_new_and_needs_three_values() -> None:
    newest_first = [visit(high="148", pulse="80"), visit(high="146", pulse="78"), visit(high="152")]
    assert runs(newest_first) == {SYSTOLIC: "152,146,148"}


def test_the_last_value_stands_with_its_run() -> None:
    newest_first = [visit(high=value, low="80") for value in ("148", "146", "152")]
    last = {SYSTOLIC: seen(SYSTOLIC, "148"), DIASTOLIC: seen(DIASTOLIC, "80")}
    assert [(each.value, each.run) for each in measures(last, newest_first)] == [("148/80", "152,146,148")]
