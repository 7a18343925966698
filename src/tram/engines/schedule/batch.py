"""Many people at once: the same rules as for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from tram.engines.schedule.assess import assessed
from tram.engines.schedule.compile import compiled
from tram.engines.schedule.model import Schedule
from tram.engines.schedule.results import Assessment, Patient


def assess_many(schedule: Schedule, patients: Iterable[Patient], day: date) -> Iterator[Assessment]:
    """The assessment of each person, in their order; equal to `assess` for each. Several processes share people, not
    answers: give each its people, and let it send on only what is wanted of their answers."""
    plan = compiled(schedule)
    return (assessed(plan, patient, day) for patient in patients)
