"""A stream of visits and a hand on the plug: children record visits, the parent kills each with -9 at a random moment.

Run as a program: ``python tests/support/power_cut.py KILLS SEED`` with TRAM_HOME set; prints one JSON line.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import IO
from uuid import UUID

DAY = date(2025, 7, 1)
COMMUNE = "03424"
PARTS = 4  # observations of each visit: blood pressure (two), pulse, temperature


def prepare() -> tuple[UUID, list[UUID]]:
    """A station with ten people; returns its id and theirs."""
    from django.db import connections

    from tram.cli.ready import make_ready
    from tram.kernel.actors import SYSTEM
    from tram.people.api import register_person
    from tram.places.api import found_facility

    at = datetime.now(UTC)
    make_ready(lambda _line: None, place=COMMUNE)
    station = found_facility(
        by=SYSTEM, at=at, commune=COMMUNE, kind="commune_station", name="Trạm Y tế xã Bản Bo", day=DAY
    )
    people = [
        register_person(
            by=SYSTEM, at=at, full_name=f"Lò Văn Thử {number}", commune=COMMUNE, birth="1960", check_duplicates=False
        ).id
        for number in range(10)
    ]
    record(station.id, people[0])  # loads the ICD-10 list once, before the forks
    connections.close_all()
    return station.id, people


def record(station: UUID, person: UUID) -> UUID:
    """One visit by the deed; its id once the deed has answered."""
    from tram.encounters.api import DiagnosisInput, record_visit
    from tram.kernel.actors import SYSTEM

    return record_visit(
        by=SYSTEM,
        at=datetime.now(UTC),
        person=person,
        facility=station,
        commune=COMMUNE,
        reason="Tái khám",
        vitals={"8480-6": Decimal(138), "8462-4": Decimal(86), "8867-4": Decimal(78), "8310-5": Decimal("36.8")},
        diagnoses=[DiagnosisInput("I10")],
    ).id


def record_forever(station: UUID, people: list[UUID], seed: int, acknowledged: IO[bytes]) -> None:
    """Records visits until killed; writes the id of each one after the deed has answered."""
    rng = random.Random(seed)
    while True:
        acknowledged.write(record(station, rng.choice(people)).bytes)
        acknowledged.flush()


def cut(station: UUID, people: list[UUID], rng: random.Random) -> list[UUID]:
    """One child killed at a random moment; the visits it had been told are saved.

    Two in three are let through their first visit, so that on a slow machine too there is something to lose.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "wb") as acknowledged:
            record_forever(station, people, rng.randrange(10**9), acknowledged)
    os.close(writing)
    told = os.read(reading, 16) if rng.random() < 2 / 3 else b""
    time.sleep(rng.uniform(0.01, 0.18))
    os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as stream:
        told += stream.read()
    os.waitpid(child, 0)
    return [UUID(bytes=told[start : start + 16]) for start in range(0, len(told) - len(told) % 16, 16)]


def judge(acknowledged: list[UUID], kills: int) -> dict[str, object]:
    """What is left after all the cuts."""
    from django.db.models import Count

    from tram.encounters.models import Diagnosis, Observation, Visit
    from tram.kernel.facts import verify

    kept = set(Visit.objects.values_list("id", flat=True))
    parts = dict(Observation.objects.values_list("visit").annotate(n=Count("id")))
    named = dict(Diagnosis.objects.values_list("visit").annotate(n=Count("id")))
    report = verify(rows=True)
    return {
        "kills": kills,
        "acknowledged": len(acknowledged),
        "kept": len(kept),
        "lost": len(set(acknowledged) - kept),
        "half": sum(parts.get(visit, 0) != PARTS or named.get(visit, 0) != 1 for visit in kept),
        "holds": report.holds,
        "faults": report.faults,
    }


def main(kills: int, seed: int) -> None:
    """Prepares, cuts ``kills`` times, judges, prints."""
    import django

    django.setup()
    from django.db import connections

    rng = random.Random(seed)
    station, people = prepare()
    acknowledged: list[UUID] = []
    for _ in range(kills):
        acknowledged += cut(station, people, rng)
    connections.close_all()
    sys.stdout.write(json.dumps(judge(acknowledged, kills)) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
