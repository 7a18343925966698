"""Forecasting many children: ours in one and in two processes, and another open forecaster, by turns in one run.

    python benchmarks/forecast.py --sizes 10000,100000,1000000

Children of the synthetic village, born in the last twelve years, with what they were vaccinated with. Ours judges
every dose for every antigen and forecasts every group under the Vietnamese schedule; nimmunize judges nothing, and
says of the schedule of Nigeria what falls due when and what is late. Making and reading the children is not timed.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.rivals.with_nimmunize import Child, Nimmunize  # noqa: E402 - after the path
from tram.engines.schedule import Given, Patient, Schedule, assess_many  # noqa: E402
from tram.immunization.schedule import patient_of, vn_schedule  # noqa: E402
from tram.village.shots import card, session_days  # noqa: E402

TODAY, YEARS, COMMUNES = date(2026, 11, 1), 12, 60
PIECE = 10_000  # children at a time: one turn of each


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    args = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    print("| children | doses each | ours, one process | ours, two | nimmunize, one | ours / nimmunize | memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for size in (int(text) for text in args.sizes.split(",")):
        _compare(size)


def _compare(size: int) -> None:
    schedule, doses = vn_schedule(TODAY), 0
    alone, shared, rival = [], [], []
    with Nimmunize() as other, ProcessPoolExecutor(2) as pool:  # the pool, begun last, ends first
        for children in _pieces(size):
            patients = [_patient(child) for child in children]
            doses += sum(len(patient.doses) for patient in patients)
            alone.append(_rate(len(patients), _alone(schedule, patients)))
            shared.append(_rate(len(children), _shared(pool, children)))
            rival.append(_rate(len(patients), other.seconds(children, TODAY)))
    ours, two, theirs = (statistics.median(rates) for rates in (alone, shared, rival))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"| {size:,} | {doses / size:.1f} | {ours:,.0f} a second | {two:,.0f} | {theirs:,.0f} "
        f"| {ours / theirs:.2f} | {memory} |",
        flush=True,
    )


def _rate(count: int, seconds: float) -> float:
    return count / seconds


def _alone(schedule: Schedule, patients: Sequence[Patient]) -> float:
    began = time.perf_counter()
    _due(schedule, patients)
    return time.perf_counter() - began


def _shared(pool: ProcessPoolExecutor, children: Sequence[Child]) -> float:
    """Two processes at once, each with half of the children as a batch has them: its own; the slower one's seconds."""
    half = len(children) // 2
    return max(pool.map(_half, (children[:half], children[half:])))


def _half(children: Sequence[Child]) -> float:
    patients, schedule = [_patient(child) for child in children], vn_schedule(TODAY)
    _due(schedule, patients[:1])  # the schedule is made ready once in a process
    return _alone(schedule, patients)


def _due(schedule: Schedule, patients: Sequence[Patient]) -> int:
    """Assesses every antigen and group of everyone: how many next doses there are."""
    return sum(
        result.forecast is not None
        for assessment in assess_many(schedule, patients, TODAY)
        for result in (*assessment.antigens.values(), *assessment.groups.values())
    )


def _pieces(size: int) -> Iterator[list[Child]]:
    rng = random.Random(5)
    communes = [_days(rng) for _ in range(COMMUNES)]
    for start in range(0, size, PIECE):
        yield [_child(rng, rng.choice(communes)) for _ in range(min(PIECE, size - start))]


def _days(rng: random.Random) -> list[date]:
    """The vaccination days of a commune: one or two a month."""
    return session_days(TODAY - timedelta(days=366 * YEARS), TODAY, rng.choice((1, 2)))


def _child(rng: random.Random, days: list[date]) -> Child:
    birth = TODAY - timedelta(days=rng.randrange(YEARS * 365))
    shots = card(rng, birth, rng.choice(("male", "female")), [day for day in days if day >= birth]).shots
    return birth, [(shot.vaccine, shot.day) for shot in shots]


def _patient(child: Child) -> Patient:
    birth, doses = child
    rows = [Given(number, day, vaccine) for number, (vaccine, day) in enumerate(doses)]
    return patient_of(birth, "female", [_Row(row.key, row.day, row.vaccine) for row in rows])


class _Row:
    """A dose as a record has it."""

    source, expires_on = "here", None

    def __init__(self, key: object, day: date, vaccine: str) -> None:
        self.id, self.day, self.vaccine = key, day, vaccine


if __name__ == "__main__":
    main()
