"""A commune with five years of visits, built by the deeds, in the data folder TRAM_HOME names. A step of ``sync.py``.

``sync_commune.py PEOPLE`` prints what is in it as JSON. Communes of today exist since July 2025: people and station are
entered on that day, their visits of the years before as a station enters its old paper.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")

COMMUNE = "03424"
FOUNDED, FIRST, LAST = date(2025, 7, 1), date(2021, 11, 1), date(2026, 10, 31)
HOUSEHOLDS = 100


def build(people: int) -> None:
    """Founds the station and settles the people with their visits."""
    from tram.kernel.facts import batch
    from tram.kernel.sqlite import checkpoint
    from tram.village.network import found_network
    from tram.village.people import ground, households
    from tram.village.plan import Plan

    rng = Random(f"five-years-{COMMUNE}")
    morning = datetime.combine(FOUNDED, hour(1), UTC)
    network = found_network(rng, COMMUNE, people, FOUNDED, morning, None)
    plan = Plan(((COMMUNE, people),), LAST + timedelta(days=1))
    waiting = list(households(rng, ground(rng, LAST), people))
    for start in range(0, len(waiting), HOUSEHOLDS):
        with batch(2000):
            for household in waiting[start : start + HOUSEHOLDS]:
                _settle(rng, plan, network, household)
        checkpoint()


def _settle(rng: Random, plan: object, network: object, household: object) -> None:
    from tram.kernel.actors import SYSTEM
    from tram.people.api import open_household
    from tram.village.build import record, register
    from tram.village.illness import visits

    village = rng.choice(network.villages)
    opened = open_household(
        by=SYSTEM, at=datetime.combine(FOUNDED, hour(1), UTC), commune=COMMUNE, village=village, code=household.code,
        address=household.address, since=FOUNDED, check=False,
    )  # fmt: skip
    for member in household.members:
        person = register(plan, network, village, opened.id, member, listed=True)
        for visit in visits(rng, member, max(FIRST, member.birth), LAST):
            record(network.nurse, network, person, visit, rng.choice(network.examiners))


def contents() -> dict[str, int]:
    """What is in the folder: people, visits, facts, rows of the record."""
    from django.db.models import QuerySet

    from tram.kernel.guards import record_models
    from tram.kernel.models import Fact

    rows = {model._meta.db_table: QuerySet(model).count() for model in record_models()}
    return {
        "people": rows["people_person"],
        "visits": rows["encounters_visit"],
        "facts": Fact.objects.count(),
        "rows": sum(rows.values()),
    }


def main() -> None:
    """``sync_commune.py PEOPLE``."""
    import django

    django.setup()
    from tram.cli.ready import make_ready
    from tram.people.api import search_paused

    make_ready(lambda _line: None, place=COMMUNE)
    began = time.monotonic()
    with search_paused():
        build(int(sys.argv[1]))
    print(json.dumps(contents() | {"seconds": round(time.monotonic() - began)}))


if __name__ == "__main__":
    main()
