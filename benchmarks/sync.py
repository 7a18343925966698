"""Machines that agree, measured: every figure of the sync room by one command, beside other libraries in the same run.

.venv/bin/python benchmarks/sync.py [--parts apply,records,bytes,communes] [--sizes 2000,20000,200000] [--rivals no]

apply     facts packed and taken in, without a line, on SQLite and PostgreSQL
records   the same 20,000 records (a measurement each) pushed to a server and pulled again: Trạm, PouchDB, Morango
bytes     a visit on the wire beside zstd of its bare rows
communes  five years of a commune: the station pushes all, a new machine begins with it, near and at 256 kbit/s; memory
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.rivals import Replicated, with_morango, with_pouchdb  # noqa: E402 - after the path
from benchmarks.sync_commune_exchange import commune  # noqa: E402
from benchmarks.sync_exchange import PYTHON, measurements  # noqa: E402
from tests.support.lines import can_lay_lines  # noqa: E402
from tests.support.machine import missing  # noqa: E402
from tests.support.postgres import private_cluster  # noqa: E402

PARTS = ("apply", "records", "bytes", "communes")
KEEP = Path.home() / ".cache" / "tram-benchmarks"
FAR_UP_TO = 10_000  # people for whom the slow line is worth the wait


def step(script: str, *words: str, home: Path, database: str = "") -> dict[str, Any]:
    """Runs a script of this folder for one data folder; its answer."""
    told = {"TRAM_HOME": str(home), "TRAM_DATABASE": database, "DJANGO_SETTINGS_MODULE": "tram.settings"}
    home.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [PYTHON, str(ROOT / "benchmarks" / script), *words],
        env=os.environ | told, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def databases(stack: ExitStack) -> Iterator[tuple[str, str]]:
    """(name, URL) of the kinds of database there are here; an empty URL is SQLite in the data folder."""
    yield "SQLite", ""
    if missing("needs_postgres") is None:
        yield "PostgreSQL", stack.enter_context(private_cluster(durable=True))


def apply(sizes: list[int], folder: Path) -> None:
    """Facts with one row each, then whole visits: packed by a station, taken in by an empty machine."""
    print("\nfacts taken in a second (unpacked, chained, judged by trust, written), batches of 1,000, no line")
    for what, size in [*(("records", size) for size in sizes), ("commune", 1000)]:
        home = folder / f"{what}-{size}"
        made = step("sync_apply.py", "make", str(home / "facts"), what, str(size), home=home)
        print(f"  {size:,} {what}: {made['facts']:,} facts, {made['bytes'] / made['facts']:.0f} bytes each", flush=True)
        print(f"    packed     {made['packed_a_second']:8,} facts/s of processor time")
        with ExitStack() as stack:
            for name, url in databases(stack):
                told = step("sync_apply.py", "take", str(home / "facts"), home=home / name, database=url)
                rates = f"{told['facts_a_second']:8,} facts/s {told['rows'] / told['seconds']:8,.0f} rows/s"
                print(f"    {name:<10} {rates}  memory {' → '.join(map(str, told['memory']))} MB", flush=True)


def records(number: int, folder: Path, *, others: bool) -> None:
    """The same records by everybody."""
    path = folder / "records.ndjson"
    print(f"\n{number:,} records, each one measurement: pushed to a server, pulled by another machine, over HTTP")
    print(f"  {'':<42}{'push/s':>8}{'pull/s':>8}{'bytes a record, push / pull':>30}{'MB, caller / server':>22}")
    with ExitStack() as stack:
        for name, url in databases(stack):
            show(measurements(folder / f"records-{name}", number, url, path))
    print(f"  (a record is {path.stat().st_size / number:.0f} bytes of JSON)")
    for batch in (with_pouchdb.USUAL, with_pouchdb.BEST) if others else ():
        show(with_pouchdb.replicate(path, batch))
    for chunk in (with_morango.USUAL, with_morango.BEST) if others else ():
        show(with_morango.replicate(path, chunk))


def show(done: Replicated) -> None:
    """One line of the table."""
    push, pull = done.push, done.pull
    wire = " / ".join(f"{way.wire / way.records:.0f}" if way.wire else "?" for way in (push, pull))
    memory = f"{done.caller_mb} / {done.server_mb}"
    print(f"  {done.name:<42}{push.rate:8,.0f}{pull.rate:8,.0f}{wire:>30}{memory:>22}", flush=True)


def weigh(people: int, folder: Path) -> None:
    """Bytes a visit."""
    home = folder / f"weighed-{people}"
    step("sync_commune.py", str(people), home=home)
    told = step("sync_bytes.py", home=home)
    print("\nbytes a visit, by the number of visits in a batch")
    print(f"  {'':<28}" + "".join(f"{int(size):>9,}" for size in told))
    for what in next(iter(told.values())):
        print(f"  {what:<28}" + "".join(f"{told[size][what]:9,.0f}" for size in told), flush=True)


def communes(sizes: list[int], keep: Path) -> None:
    """First provisioning and memory, at every size."""
    print("\na commune with five years of visits")
    for people in sizes:
        measured = commune(
            people, keep, far=can_lay_lines() and people <= FAR_UP_TO, compare=people <= FAR_UP_TO
        )  # fmt: skip
        print("\n".join(measured.lines()), flush=True)


def numbers(text: str) -> list[int]:
    """Whole numbers, by comma."""
    return [int(each) for each in text.split(",") if each]


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--sizes", type=numbers, default=[2_000, 20_000, 200_000], help="facts with one row")
    parser.add_argument("--records", type=int, default=20_000, help="records for everybody")
    parser.add_argument("--people", type=numbers, default=[1_000, 10_000, 100_000], help="people of a commune")
    parser.add_argument("--rivals", default="yes", choices=("yes", "no"))
    parser.add_argument("--keep", type=Path, default=KEEP, help="where communes are kept, built once")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and namespaces are taken away
    print(f"{os.cpu_count()} cores, load at the start {os.getloadavg()[0]:.1f}", flush=True)
    parts = args.parts.split(",")
    with tempfile.TemporaryDirectory(prefix="tram-sync-") as name:
        folder = Path(name)
        if "apply" in parts:
            apply(args.sizes, folder)
        if "records" in parts:
            records(args.records, folder, others=args.rivals == "yes")
        if "bytes" in parts:
            weigh(1000, folder)
        if "communes" in parts:
            communes(args.people, args.keep)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
