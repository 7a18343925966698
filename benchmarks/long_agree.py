"""The long run of machines that agree: ``python -m benchmarks.long_agree --steps 200000 --seed 3 --workers 2``."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time

STEPS_A_RUN = 250


def main() -> int:
    """Runs the machines in every worker; 1 when one of them found a disagreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--workers", type=int, default=1)
    told = parser.parse_args()
    print(f"seed {told.seed}, {told.steps} steps, {told.workers} workers", flush=True)
    start = time.monotonic()
    context = multiprocessing.get_context("spawn")
    steps = -(-told.steps // told.workers)
    workers = [
        context.Process(target=work, args=(told.seed + number, steps), name=f"worker {number}")
        for number in range(told.workers)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    failed = [worker.name for worker in workers if worker.exitcode]
    print(f"{'FAILED in ' + ', '.join(failed) if failed else 'agreed'}, {time.monotonic() - start:.0f} s", flush=True)
    return 1 if failed else 0


def work(seed: int, steps: int) -> None:
    """One worker's share; raises what it found, with the steps that lead there."""
    os.environ["TRAM_HOME"] = tempfile.mkdtemp(prefix="tram-agree-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
    sys.path.insert(0, "src")
    import django

    django.setup()
    run(seed, steps)


def run(seed: int, steps: int) -> None:
    """Drives the machines by the seed (then by the next ones) until that many steps were done."""
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis import seed as seeded
    from hypothesis.stateful import get_state_machine_test

    from tests.properties.machines import Machines

    start, told = time.monotonic(), 0

    class Reporting(Machines):
        """Says how far it is, now and then."""

        def teardown(self) -> None:
            nonlocal told
            super().teardown()
            if Machines.steps >= told + 5000:
                told = Machines.steps
                seconds = time.monotonic() - start
                print(f"seed {seed}: {told} steps, {seconds:.0f} s, {told / seconds:.0f} a second", flush=True)

    while Machines.steps < steps:
        wished = settings(
            max_examples=-(-(steps - Machines.steps) // STEPS_A_RUN), stateful_step_count=STEPS_A_RUN, deadline=None,
            database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        seeded(seed + Machines.steps)(get_state_machine_test(Reporting, settings=wished))()
    print(f"seed {seed}: {Machines.steps} steps done, {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
