"""Many people at once: the same rules as for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tram.engines.schedule.assess import Untouched, assessed
from tram.engines.schedule.compile import compiled
from tram.engines.schedule.model import Schedule
from tram.engines.schedule.results import Assessment, Patient

KEPT = 200_000  # answers for people without a dose, remembered at most


def assess_many(schedule: Schedule, patients: Iterable[Patient], day: date) -> Iterator[Assessment]:
    """The assessment of each person, in their order; equal to `assess` for each. Several processes share people, not
    answers: give each its people, and let it send on only what is wanted of their answers."""
    plan, untouched = compiled(schedule), Untouched()
    for patient in patients:
        yield assessed(plan, patient, day, untouched)
        if len(untouched) > KEPT:
            untouched.clear()
