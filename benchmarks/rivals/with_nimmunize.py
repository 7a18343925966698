"""nimmunize (the schedule of Nigeria, PyPI): its two questions about a child, asked of the same children.

It judges no dose: it answers when what is not given yet falls due, and what is late. It runs in an environment of its
own, as a program beside ours; its vaccines are named as its schedule names them.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Self

from benchmarks.rivals import nimmunize_python

NAMES = {
    "hepb": "hep_b_birth",
    "bcg": "bcg",
    "opv": "opv",
    "dpt-vgb-hib": "pentavalent",
    "dtap-ipv-hib-hepb": "pentavalent",
    "pcv": "pcv",
    "ipv": "ipv",
    "rota": "rotavirus",
    "measles": "measles_rubella",
    "mr": "measles_rubella",
    "hpv": "hpv",
}
SCRIPT = """
import json, sys, time
from datetime import date
from nimmunize import next_due, overdue
for line in sys.stdin:
    asked = json.loads(line)
    today = date.fromisoformat(asked["today"])
    children = [
        (date.fromisoformat(birth), {name: [date.fromisoformat(day) for day in days] for name, days in taken.items()})
        for birth, taken in asked["children"]
    ]
    began = time.perf_counter()
    for birth, taken in children:
        next_due(birth, taken, as_of=today)
        overdue(birth, taken, as_of=today)
    print(time.perf_counter() - began, flush=True)
"""
Child = tuple[date, Sequence[tuple[str, date]]]


class Nimmunize:
    """One process of it; ``seconds(children, today)`` is the time for both questions about each of them."""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [str(nimmunize_python()), "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.process.communicate()

    def seconds(self, children: Sequence[Child], today: date) -> float:
        """Asks about each child when the next doses fall due and which are late."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        told = [(birth.isoformat(), _taken(doses)) for birth, doses in children]
        print(json.dumps({"today": today.isoformat(), "children": told}), file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


def _taken(doses: Sequence[tuple[str, date]]) -> dict[str, list[str]]:
    taken: dict[str, list[str]] = {}
    for vaccine, day in doses:
        if vaccine in NAMES:
            taken.setdefault(NAMES[vaccine], []).append(day.isoformat())
    return taken
