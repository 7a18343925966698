"""Building many communes at once: each process takes its share, the fact log puts their writing in line."""

from __future__ import annotations

import gc
import multiprocessing
import os
from dataclasses import replace
from uuid import UUID

from django.db import connection, connections

from tram.kernel.refusals import Refusal
from tram.village.build import Guests, Progress, build
from tram.village.network import Network
from tram.village.plan import Plan

WORTH_IT = 50_000
OBJECTS_BETWEEN_SWEEPS = 200_000


def build_all(plan: Plan, progress: Progress, centre: UUID, guests: Guests | None = None) -> dict[str, Network]:
    """Builds every commune of the plan, in several processes where that is worth it and can be done.

    Returns the networks this process built itself: of all communes, or of the first two (those the cast works in and
    ``guests`` come to).
    """
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    workers = min(2, os.cpu_count() or 1)
    first, rest = replace(plan, people=plan.people[:2]), plan.people[2:]
    alone = workers == 1 or connection.vendor == "sqlite"  # one file has one writer at a time
    if alone or sum(people for _, people in plan.people) < WORTH_IT:
        return build(plan, progress, centre, guests)
    connections.close_all()
    shares = [replace(plan, people=rest[number::workers]) for number in range(workers)]
    context = multiprocessing.get_context("fork")
    started = [context.Process(target=build, args=(share, _quiet, centre)) for share in shares]
    for process in started:
        process.start()
    networks = build(first, progress, centre, guests)
    for process in started:
        process.join()
    if any(process.exitcode for process in started):
        raise Refusal(
            "village.broken", "Một tiến trình dựng làng dừng giữa chừng. Hãy xoá thư mục dữ liệu và chạy lại."
        )
    return networks


def _quiet(_done: int, _total: int) -> None:
    """Only the first process counts aloud."""
