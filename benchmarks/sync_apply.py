"""How fast facts are packed on one machine and taken in by another, without a line between. A step of ``sync.py``.

``sync_apply.py make FILE records N | commune PEOPLE`` writes a station's facts as batches; ``sync_apply.py take FILE``
takes them into the empty data folder TRAM_HOME names (or the database of TRAM_DATABASE). Each prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")

AT_ONCE = 1000
PEOPLE = 200
LENGTH = 4


def make(path: str, what: str, number: str) -> dict[str, Any]:
    """Makes a station and writes all its facts, batch after batch; packing them is timed."""
    from benchmarks.sync_commune import COMMUNE, build
    from benchmarks.sync_records import records
    from benchmarks.sync_station import measurements, people
    from tram.cli.ready import make_ready
    from tram.people.api import search_paused

    make_ready(lambda _line: None, place=COMMUNE)
    with search_paused():
        if what == "records":
            measurements(records(int(number), people(PEOPLE)))
        else:
            build(int(number))
    with Path(path).open("wb") as file:
        return _write(file)


def _write(file: IO[bytes]) -> dict[str, Any]:
    from tram.kernel.facts.outgoing import after, incoming_of
    from tram.sync.wire.batch import known_dictionaries, pack_facts

    dictionary, count, size, seconds, last = max(known_dictionaries(), default=0), 0, 0, 0.0, 0
    while facts := after(last, AT_ONCE):
        last = facts[-1].arrival
        began = time.process_time()
        packed = pack_facts([incoming_of(fact) for fact in facts], dictionary)
        seconds += time.process_time() - began
        file.write(len(packed).to_bytes(LENGTH) + packed)
        count, size = count + len(facts), size + len(packed)
    return {"facts": count, "bytes": size, "packed_a_second": round(count / seconds)}


def take(path: str) -> dict[str, Any]:
    """Takes every batch in; rates by the clock, and memory after the first batch, in the middle and at the end."""
    from tram.cli.ready import make_ready
    from tram.kernel.models import Node
    from tram.kernel.sqlite import checkpoint
    from tram.people.api import search_paused  # noqa: F401 - loaded before the clock starts
    from tram.sync.wire.batch import unpack_facts

    make_ready(lambda _line: None)
    count, rows, memory = 0, Counter[str](), []
    began, used = time.perf_counter(), time.process_time()
    for packed in _batches(Path(path)):
        facts = unpack_facts(packed)
        for node in {fact.node for fact in facts}:
            Node.objects.get_or_create(id=node, defaults={"name": "station"})
        rows.update(_receive(facts))
        count += len(facts)
        memory.append(resident_mb())
        checkpoint()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    middle = memory[len(memory) // 2]
    told = {
        "facts": count,
        "rows": rows.total(),
        "words": dict(rows),
        "seconds": round(seconds, 2),
        "cpu": round(cpu, 2),
    }
    return told | {"facts_a_second": round(count / seconds), "memory": [memory[0], middle, memory[-1]]}


def _receive(facts: Any) -> Counter[str]:
    from tram.kernel.facts.receive import receive

    receipt = receive(facts, at=datetime.now(UTC), whole=True)
    if receipt.held:
        raise SystemExit(f"kept back: {receipt.held[:3]}")
    return receipt.rows


def _batches(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while length := file.read(LENGTH):
            yield file.read(int.from_bytes(length))


def resident_mb() -> int:
    """Memory this process holds now, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024**2


def main() -> None:
    """``make …`` or ``take …``."""
    import django

    django.setup()
    word, *rest = sys.argv[1:]
    print(json.dumps({"make": make, "take": take}[word](*rest)))


if __name__ == "__main__":
    main()
