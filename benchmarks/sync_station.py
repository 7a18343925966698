"""A station for measuring: people, then each measurement as a fact of its own. A step of ``sync.py``.

``sync_station.py people N`` prints their ids; ``sync_station.py measurements FILE N`` writes the records of these
people to a file and enters them. TRAM_HOME (and TRAM_DATABASE) name the machine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
COMMUNE = "03424"
AT_ONCE = 1000
COPIED = ("commune", "status", "system", "code", "unit")


def people(number: int) -> list[UUID]:
    """Registers people by the deed; their ids."""
    from tram.kernel.actors import SYSTEM
    from tram.kernel.facts import batch
    from tram.people.api import register_person

    with batch(AT_ONCE):
        return [
            register_person(
                by=SYSTEM, at=AT, full_name=f"Lò Văn Thử {each}", commune=COMMUNE, birth="1960", check_duplicates=False
            ).id
            for each in range(number)
        ]


def measurements(records: Sequence[dict[str, Any]]) -> None:
    """Each record as a fact of its own with one row: what another library replicates as one document."""
    from tram.encounters.models import Observation
    from tram.kernel.actors import SYSTEM
    from tram.kernel.facts import batch, deed

    with batch(AT_ONCE):
        for told in records:
            person = UUID(told["person_id"])
            with deed("measurement.recorded", by=SYSTEM, at=AT, person=person, place=COMMUNE) as fact:
                fact.add(Observation(id=UUID(told["_id"]), person_id=person, **_columns(told)))


def _columns(told: dict[str, Any]) -> dict[str, Any]:
    read = {"at": datetime.fromisoformat, "day": date.fromisoformat, "number": Decimal}
    return {name: told[name] for name in COPIED} | {name: way(told[name]) for name, way in read.items()}


def main() -> None:
    """``people N`` or ``measurements FILE N``."""
    import django

    django.setup()
    from benchmarks.sync_records import records, write
    from tram.cli.ready import make_ready
    from tram.people.models import Person

    make_ready(lambda _line: None, place=COMMUNE)
    if sys.argv[1] == "people":
        print(json.dumps({"people": [person.hex for person in people(int(sys.argv[2]))]}))
        return
    found = records(int(sys.argv[3]), list(Person.objects.order_by("id").values_list("id", flat=True)))
    size = write(Path(sys.argv[2]), found)
    measurements(found)
    print(json.dumps({"records": len(found), "bytes": size}))


if __name__ == "__main__":
    main()
