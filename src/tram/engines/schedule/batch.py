"""Many people at once: the same rules as for one, in one process or several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from itertools import islice

from tram.engines.schedule.assess import assessed
from tram.engines.schedule.compile import compiled
from tram.engines.schedule.model import Schedule
from tram.engines.schedule.results import Assessment, Patient

PIECE = 2_000  # people handed to a process at a time


def assess_many(
    schedule: Schedule, patients: Iterable[Patient], day: date, *, processes: int = 1
) -> Iterator[Assessment]:
    """The assessment of each person, in their order; equal to `assess` for each. With more than one process the work
    is shared out in pieces; the answers then travel between processes, which costs about as much as finding them."""
    if processes <= 1:
        plan = compiled(schedule)
        return (assessed(plan, patient, day) for patient in patients)
    return _shared(schedule, patients, day, processes)


def _shared(schedule: Schedule, patients: Iterable[Patient], day: date, processes: int) -> Iterator[Assessment]:
    with ProcessPoolExecutor(processes) as pool:
        for piece in pool.map(partial(_piece, schedule, day), _pieces(patients)):
            yield from piece


def _piece(schedule: Schedule, day: date, patients: Sequence[Patient]) -> list[Assessment]:
    return list(assess_many(schedule, patients, day))


def _pieces(patients: Iterable[Patient]) -> Iterator[Sequence[Patient]]:
    rest = iter(patients)
    while piece := tuple(islice(rest, PIECE)):
        yield piece
