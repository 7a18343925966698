"""Who is due and overdue, through the server: one commune's lists, then a province's numbers and coverage.

    python benchmarks/due_list.py --people 500000 --databases sqlite,postgres

Half a million people are fifty thousand multiplied by SQL into other communes; whoever is bound to the nation asks for
all of them, as a province of that size would. The commune is Hạnh's. Coverage is reckoned, not remembered: each time
another month is asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.desk import PORT, Desk, fill, script, serving  # noqa: E402 - after the path
from benchmarks.http_client import Client  # noqa: E402
from tests.support.postgres import private_cluster  # noqa: E402

TIMES = 20
ANALYZE = "import django; django.setup(); from django.db import connection; connection.cursor().execute('ANALYZE')"
LISTS = ("overdue", "due", "missed")
MONTHS = ("2026-10", "2026-09", "2026-08")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--keep", type=Path, default=Path.home() / ".cache" / "tram-benchmarks")
    args = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    for database in args.databases.split(","):
        with _home(args.people, database, args.keep) as env:
            _show(args.people, database, env)


@contextmanager
def _home(people: int, database: str, keep: Path) -> Iterator[dict[str, str]]:
    home = keep / f"due-{database}-{people}"
    env = os.environ | {
        "TRAM_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "tram.settings",
    }
    with ExitStack() as stack:
        if database == "postgres":
            env["TRAM_DATABASE"] = stack.enter_context(private_cluster(durable=True))
        if not (home / "demo.json").exists() or database == "postgres":
            home.mkdir(parents=True, exist_ok=True)
            fill(people // 10, database, keep, env)
            script("multiply.py", env=env)
        if database == "postgres":  # what autovacuum would have done by the time anybody asks
            subprocess.run([sys.executable, "-c", ANALYZE], env=env, check=True)
        yield env


def _show(people: int, database: str, env: dict[str, str]) -> None:
    password = json.loads((Path(env["TRAM_HOME"]) / "demo.json").read_text())["password"]
    with serving(env, 1):
        desk = Desk(password, random.Random(5))
        for kind in LISTS:
            _line(people, database, f"commune {kind}", _times(desk.client, f"/tiem-chung/danh-sach/?loai={kind}"))
        _line(people, database, "commune home", _times(desk.client, "/tiem-chung/"))
        above = Client(PORT)
        above.sign_in("quantri", password)
        _line(people, database, "all: overdue by place", _times(above, "/tiem-chung/danh-sach/?loai=overdue", 5))
        coverage = "/chi-tieu/so-sanh/?chi_tieu=vaccinated-measles1"
        anew = [_times(above, f"{coverage}&ky={month}", 1) for month in MONTHS]
        _line(people, database, "all: coverage of one dose", sorted(each for times in anew for each in times))
        anew = [_times(above, f"/chi-tieu/?nhom=immunization&ky={month}", 1) for month in MONTHS]
        _line(people, database, "all: every number of the page", sorted(each for times in anew for each in times))


def _times(client: Client, path: str, times: int = TIMES) -> list[float]:
    found = []
    for _ in range(times):
        status, body, seconds = client.get(path)
        if status != 200:
            sys.exit(f"{path}: {status} {body[:200]}")
        found.append(seconds * 1000)
    return sorted(found)


def _line(people: int, database: str, name: str, times: list[float]) -> None:
    late = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(f"{people:>9,} {database:<8} {name:<30} p50 {statistics.median(times):8.0f} ms  p95 {late:8.0f}", flush=True)


if __name__ == "__main__":
    main()
