"""The record every library is given: one measurement of one visit, as the village makes them, in JSON.

``records(20_000)`` imagines people and their visits with the village's own odds; each record is one row of the table of
observations, with the same columns and values the fact log keeps. Run as a program it writes them one a line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, cycle, islice
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

COMMUNE = "03424"
BEGIN, END = date(2021, 11, 1), date(2026, 10, 31)
LOINC = "http://loinc.org"
UNITS = {"8867-4": "/min", "8310-5": "Cel", "29463-7": "kg", "15074-8": "mmol/L"}
TABLE = "encounters_observation"


def records(number: int, people: Sequence[UUID] = ()) -> list[dict[str, Any]]:
    """The first ``number`` records of the village; of the people given, else of people of its own."""
    from tram.kernel.ids import uuid7

    known = cycle(people) if people else (uuid7() for _ in count())
    return list(islice(_all(known), number))


def _all(people: Iterator[UUID]) -> Iterator[dict[str, Any]]:
    from tram.village.illness import visits
    from tram.village.people import ground, households

    rng = Random(f"records-{COMMUNE}")
    for household in households(rng, ground(rng, END), 1_000_000):
        for member in household.members:
            person = next(people)
            for visit in visits(rng, member, max(BEGIN, member.birth), END):
                yield from (_record(person, visit.at, code, value) for code, value in visit.vitals)


def _record(person: UUID, at: Any, code: str, value: str) -> dict[str, Any]:
    from tram.kernel.clock import today_vn
    from tram.kernel.ids import uuid7

    return {
        "_id": uuid7().hex,
        "table": TABLE,
        "person_id": person.hex,
        "commune": COMMUNE,
        "day": today_vn(at).isoformat(),
        "status": "current",
        "at": at.isoformat(),
        "system": LOINC,
        "code": code,
        "number": value,
        "unit": UNITS.get(code, "mm[Hg]"),
    }


def write(path: Path, found: Sequence[dict[str, Any]]) -> int:
    """Writes the records one a line; returns the bytes."""
    text = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in found)
    return path.write_bytes(text.encode())


def main() -> None:
    """``sync_records.py NUMBER FILE``."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
    print(write(Path(sys.argv[2]), records(int(sys.argv[1]))), "bytes")


if __name__ == "__main__":
    main()
