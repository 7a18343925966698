"""What follows from doses on a machine, and whether it is what a rebuild from the record gives."""

from __future__ import annotations

from typing import Any

from tram.immunization.api import rebuild_forecasts
from tram.immunization.models import DoseStanding, Evaluation, Forecast, ForecastState

Derived = dict[str, set[tuple[Any, ...]]]


def derived() -> Derived:
    """Every row that follows from doses, whole, by table."""
    return {model._meta.db_table: set(model.objects.values_list()) for model in (DoseStanding, Evaluation, Forecast)}


def rebuilt() -> Derived:
    """The same after a rebuild under the schedule it stands under."""
    rebuild_forecasts(ForecastState.objects.values_list("made_on", flat=True).first())
    return derived()


def faults() -> list[str]:
    """Where what follows differs from a rebuild; empty when it does not."""
    before, after = derived(), rebuilt()
    return [
        f"{table}: {sorted(map(str, before[table] ^ after[table]))[:6]}"
        for table in before
        if before[table] != after[table]
    ]
