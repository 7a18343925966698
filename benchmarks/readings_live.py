"""The live page of one commune on SQLite and PostgreSQL, and a store's daily update beside building it anew.

    python benchmarks/readings_live.py --sizes 10000,100000 --databases sqlite,postgres

The page is asked of the running server right after a visit was saved, so that nothing remembered is right; each group
of indicators is a page. The store is built from the record, then kept up after a day of visits (one for 365 people).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.desk import Desk, fill, script, serving  # noqa: E402 - after the path
from tests.support.postgres import private_cluster  # noqa: E402

GROUPS = ("directive", "work", "disease", "population", "chronic", "quality")
TIMES, PERIOD = 7, "2026-10"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--databases", default="sqlite")
    parser.add_argument("--keep", type=Path, default=Path.home() / ".cache" / "tram-benchmarks")
    parser.add_argument("--store", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.store:
        print(json.dumps(_store()))
        return
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    for database in args.databases.split(","):
        for people in (int(size) for size in args.sizes.split(",")):
            with _home(people, database, args.keep) as env:
                _show(people, database, env)


@contextmanager
def _home(people: int, database: str, keep: Path) -> Iterator[dict[str, str]]:
    """The village of that size in a database of that kind, as `desk.py` makes it."""
    home = keep / f"{database}-{people}"
    home.mkdir(parents=True, exist_ok=True)
    env = {
        **os.environ,
        "TRAM_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "tram.settings",
    }
    with ExitStack() as stack:
        if database == "postgres":
            env["TRAM_DATABASE"] = stack.enter_context(private_cluster(durable=True))
        fill(people, database, keep, env)
        yield env


def _show(people: int, database: str, env: dict[str, str]) -> None:
    password = json.loads((Path(env["TRAM_HOME"]) / "demo.json").read_text())["password"]
    with serving(env, 1):
        desk = Desk(password, random.Random(5))
        for name in GROUPS:
            _line(people, database, f"page {name}", _asked(desk, f"/chi-tieu/?nhom={name}&ky={PERIOD}"))
        _line(people, database, "trend", _asked(desk, f"/chi-tieu/xu-huong/?chi_tieu=ct25-managed&ky={PERIOD}"))
        _line(people, database, "list", _asked(desk, f"/chi-tieu/ct25-managed/nguoi/?ky={PERIOD}&phia=missing"))
    told = json.loads(script("readings_live.py", "--store", env=env).splitlines()[-1])
    for name, seconds in told.items():
        print(f"{people:>10,} {database:<9} {name:<18} {seconds:10,.2f}", flush=True)


def _asked(desk: Desk, path: str) -> list[float]:
    times = []
    for _ in range(TIMES):
        desk.save()
        status, _body, seconds = desk.client.get(path)
        if status != 200:
            sys.exit(f"{path}: {status}")
        times.append(seconds * 1000)
    return times


def _line(people: int, database: str, name: str, times: list[float]) -> None:
    print(
        f"{people:>10,} {database:<9} {name:<18} {statistics.median(times):7.0f} ms  max {max(times):7.0f}", flush=True
    )


def _store() -> dict[str, Any]:
    """Builds a store from the record of TRAM_HOME, records a day, and keeps the store up; seconds of each."""
    import shutil
    import tempfile

    import django

    django.setup()
    from tram.kernel.clock import now
    from tram.people.models import Person
    from tram.warehouse.api import rebuild, update

    folder = Path(tempfile.mkdtemp(prefix="tram-store-"))
    began = time.perf_counter()
    made = rebuild(folder, now())
    built = time.perf_counter() - began
    people = list(Person.objects.filter(commune="03424").values_list("pk", flat=True)[: max(5, _count(Person) // 365)])
    _one_day(people)
    began = time.perf_counter()
    update(folder, now())
    updated = time.perf_counter() - began
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    shutil.rmtree(folder)
    return {
        "rows": sum(made.rows(name) for name in made.parts),
        "store MB": size / 1e6,
        "rebuild s": built,
        "day's visits": len(people),
        "update s": updated,
    }


def _count(model: Any) -> int:
    found: int = model.objects.count()
    return found


def _one_day(people: list[Any]) -> None:
    from decimal import Decimal

    from tram.encounters.api import ICD10, DiagnosisInput, record_visit
    from tram.kernel.actors import SYSTEM, Actor, Role
    from tram.kernel.clock import now, today_vn
    from tram.kernel.facts import batch
    from tram.places.api import station_of

    station = station_of("03424", today_vn(now()))
    assert station is not None
    nurse = Actor(
        SYSTEM.id, "Hạnh", frozenset({Role.NURSE}), frozenset({"03424"}), facility=station.id, commune="03424"
    )
    vitals = {"8480-6": Decimal(128), "8462-4": Decimal(76)}
    with batch(500):
        for person in people:
            record_visit(
                by=nurse, at=now(), person=person, started_at=now(), payer="bhyt", reason="Ho",
                diagnoses=[DiagnosisInput("J06.9", system=ICD10)], vitals=vitals,
            )  # fmt: skip


if __name__ == "__main__":
    main()
