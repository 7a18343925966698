"""What one machine does under a poor line, each part a process of its own: prepare, record, exchange, judge.

``python -m tests.support.shaped_roles ROLE …`` with TRAM_HOME (and TRAM_DATABASE) naming the machine; answers in JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

DAY = date(2025, 7, 1)
PARTS = 4  # observations of each visit
REGISTERED = "visit.recorded"


def prepare(place: str, people: str) -> dict[str, Any]:
    """An empty machine with its tables; a station also founds itself and registers its people."""
    from tram.cli.ready import make_ready
    from tram.kernel.actors import SYSTEM
    from tram.people.api import register_person
    from tram.places.api import found_facility

    at = datetime.now(UTC)
    make_ready(lambda _line: None, place=place)
    if not int(people):
        return {"commune": place, "people": []}
    station = found_facility(
        by=SYSTEM, at=at, commune=place, kind="commune_station", name=f"Trạm Y tế xã {place}", day=DAY
    )
    known = [
        register_person(by=SYSTEM, at=at, full_name=f"Lò Văn Thử {number}", commune=place,
                        birth=str(1940 + number % 60), check_duplicates=False).id
        for number in range(int(people))
    ]  # fmt: skip
    return {"commune": place, "station": station.id.hex, "people": [person.hex for person in known]}


def nurse(world: str, told: str, number: str, pause: str, seed: str) -> dict[str, Any]:
    """Records visits in a child that may be killed at any time, until all are; then another goes on.

    Waits for the people where they have still to come from another machine.
    """
    place = json.loads(Path(world).read_text())
    wait_for(place)
    while _child("nurse", lambda: record(place, told, number, pause, seed)):
        pass
    return {"visits": int(number)}


def exchange(rest: str) -> dict[str, Any]:
    """Exchanges again and again, each in a child that may be killed; the file ``done`` tells which succeeded."""
    from tram.cli.main import main as tram
    from tram.settings import HOME

    while True:
        began = time.monotonic()
        if _child("exchange", lambda: sys.exit(tram(["sync", "run", "--once"]))) == 0:
            with (HOME / "done").open("a") as file:
                file.write(f"{began}\n")
        time.sleep(float(rest))


def _child(name: str, work: Callable[[], object]) -> int:
    """Does the work in a child whose number stands in a file; 0 when it came to its end. What is loaded is shared."""
    from django.db import connections

    from tram.settings import HOME

    connections.close_all()
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    (HOME / f"{name}.pid").write_text(str(child))
    return os.waitpid(child, 0)[1]


def record(place: dict[str, Any], told: str, number: str, pause: str, seed: str) -> None:
    """Records visits until ``number`` ids stand in the file ``told``; an id is written once its deed has answered."""
    rng = Random(f"{seed}-{time.time_ns()}")
    done = Path(told).stat().st_size // 16 if Path(told).exists() else 0
    with Path(told).open("ab", buffering=0) as file:
        for _ in range(done, int(number)):
            file.write(visit(place, UUID(rng.choice(place["people"])), rng).bytes)
            time.sleep(rng.uniform(0.5, 1.5) * float(pause))


def wait_for(place: dict[str, Any]) -> None:
    """Until the station and its people are here."""
    from tram.people.models import Person
    from tram.places.models import Facility

    people, station = [UUID(person) for person in place["people"]], UUID(place["station"])
    while Person.objects.filter(id__in=people).count() < len(people) or not Facility.objects.filter(id=station):
        time.sleep(1)


def visit(place: dict[str, Any], person: UUID, rng: Random) -> UUID:
    """One visit by the deed; its id."""
    from tram.encounters.api import DiagnosisInput, LineInput, record_visit
    from tram.kernel.actors import SYSTEM

    high, low, pulse = rng.randrange(105, 165), rng.randrange(60, 95), rng.randrange(60, 100)
    return record_visit(
        by=SYSTEM,
        at=datetime.now(UTC),
        person=person,
        facility=UUID(place["station"]),
        commune=place["commune"],
        reason=rng.choice(("Tái khám tăng huyết áp", "Ho, sốt", "Đau bụng", "Đau lưng")),
        vitals={"8480-6": Decimal(high), "8462-4": Decimal(low), "8867-4": Decimal(pulse), "8310-5": Decimal("36.8")},
        diagnoses=[DiagnosisInput(rng.choice(("I10", "J06.9", "K29.7", "M54.5")))],
        prescription=[LineInput("Paracetamol 500 mg x 10 viên: ngày 2 viên")],
    ).id


def judge(places: str, *told: str) -> dict[str, Any]:
    """What the machine holds: hashes of each table for each of ``places``; visits told, missing, not whole."""
    from django.db.models import Count

    from tram.encounters.models import Diagnosis, Observation, Visit
    from tram.kernel.models import Fact, Held

    ids = [UUID(bytes=bytes(piece)) for path in told for piece in _pieces(Path(path).read_bytes())]
    kept = set(Visit.objects.values_list("id", flat=True))
    parts = dict(Observation.objects.values_list("visit").annotate(n=Count("id")))
    named = dict(Diagnosis.objects.values_list("visit").annotate(n=Count("id")))
    hashed = {each: table_hashes(each) for each in places.split(",")}
    return {
        "told": len(ids),
        "kept": len(kept),
        "lost": len(set(ids) - kept),
        "half": sum(parts.get(visit, 0) != PARTS or named.get(visit, 0) != 1 for visit in kept),
        "deeds": Fact.objects.filter(name=REGISTERED).count(),
        "facts": Fact.objects.count(),
        "held": dict(Counter(Held.objects.values_list("reason", flat=True))),
        "hashes": {each: hashes for each, (hashes, _outside) in hashed.items()},
        "outside": {each: outside for each, (_hashes, outside) in hashed.items()},
    }


def table_hashes(places: str) -> tuple[dict[str, str], int]:
    """(hash of each record table's rows that concern the places, rows that do not concern them)."""
    from tram.kernel.guards import record_models
    from tram.people.models import Person

    homes = dict(Person.objects.values_list("id", "commune"))
    found, outside = {}, 0
    for model in record_models():
        lines, beyond = [], 0
        for line, person, place in _lines(model):
            within = _concerns(places, homes.get(person, "?") if person else place, common=person is None)
            beyond += not within
            lines.extend([line] if within else [])
        outside += beyond
        found[model._meta.db_table] = f"{len(lines)}:{hashlib.sha256(''.join(sorted(lines)).encode()).hexdigest()[:16]}"
    return found, outside


def _concerns(places: str, place: str, *, common: bool) -> bool:
    """Whether a row of a place belongs to these places; places and staff of the province (here all) are everybody's."""
    return not place or not places or place in places.split() or (common and place != "?")


def _lines(model: Any) -> Iterator[tuple[str, UUID | None, str]]:
    """(all columns as text, whose row, of which commune) of each row of a table."""
    from tram.kernel.facts.payload import plain

    names = [field.attname for field in model._meta.concrete_fields]
    person, place = model.PERSON_COLUMN, model.PLACE_COLUMN
    for row in model._default_manager.values_list(*names).iterator(chunk_size=2000):
        values = dict(zip(names, row, strict=True))
        text = json.dumps([plain(value) for value in row], ensure_ascii=False, default=str) + "\n"
        yield text, values[person] if person else None, (values[place] if place else "") or ""


def _pieces(raw: bytes) -> Iterator[bytes]:
    return (raw[start : start + 16] for start in range(0, len(raw) - len(raw) % 16, 16))


ROLES: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "nurse": nurse,
    "exchange": exchange,
    "judge": judge,
}


def main() -> None:
    """Runs the role named by the first word."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
    import django

    django.setup()
    role, *words = sys.argv[1:]
    sys.stdout.write(json.dumps(ROLES[role](*words)) + "\n")


if __name__ == "__main__":
    main()
