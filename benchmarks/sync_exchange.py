"""Machines that exchange for measuring: a centre that serves, stations that join it, each a folder and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.rivals import Replicated, Way
from benchmarks.sync_place import Place, peak_mb, place

ROOT = Path(__file__).resolve().parents[1]
PORT = 5986
PYTHON = sys.executable
COMMUNE, PROVINCE = "03424", "12"
PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One exchange: facts each way, rows written, seconds of it alone and with the program's start, bytes, memory."""

    sent: int
    received: int
    rows: int
    seconds: float
    whole: float
    bytes: int
    wire: int
    memory_mb: int


class Machine:
    """A machine in a place."""

    def __init__(self, where: Place, home: Path, database: str = "") -> None:
        self.where, self.home = where, home
        home.mkdir(parents=True, exist_ok=True)
        told = {"TRAM_HOME": str(home), "TRAM_DATABASE": database, "DJANGO_SETTINGS_MODULE": "tram.settings"}
        self.env = os.environ | told | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "TRAM_HOSTS": "*"}

    def step(self, script: str, *words: str) -> dict[str, Any]:
        """Runs a script of this folder; its answer."""
        return self._read([PYTHON, str(ROOT / "benchmarks" / script), *words])

    def role(self, *words: str) -> dict[str, Any]:
        """Plays a role of ``tests.support.shaped_roles``; its answer."""
        return self._read([PYTHON, "-m", "tests.support.shaped_roles", *words])

    def tram(self, *words: str) -> dict[str, Any]:
        """Runs a command of the program; its answer."""
        return self._read([PYTHON, "-m", "tram", *words, "--json"])

    def _read(self, command: Sequence[str]) -> dict[str, Any]:
        printed, _memory = self.where.timed(command, env=self.env, cwd=ROOT)
        told: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
        return told

    def join(self, centre: Machine, address: str) -> None:
        """Becomes a station of the commune under the centre."""
        code = centre.tram("sync", "invite", self.home.name, "--places", COMMUNE)["code"]
        self.tram("sync", "join", address, code)

    def exchange(self) -> Exchanged:
        """One exchange with the centre, to its end."""
        before, began = self.where.wire(), time.monotonic()
        command = [PYTHON, "-m", "tram", "sync", "run", "--once", "--json"]
        printed, memory = self.where.timed(command, env=self.env, cwd=ROOT)
        whole, wire = time.monotonic() - began, self.where.wire() - before
        told = json.loads(printed.strip().splitlines()[-1])
        rows = sum({**told["there"]}.values()) + sum({**told["here"]}.values())
        size = told["bytes_out"] + told["bytes_in"]
        return Exchanged(told["sent"], told["received"], rows, told["seconds"], whole, size, wire, memory)


@contextmanager
def serving(centre: Machine, port: int = PORT) -> Iterator[subprocess.Popen[Any]]:
    """The centre, answering in one process."""
    words = ["serve", "--host", "0.0.0.0", "--port", str(port), "--no-browser", "--workers", "1"]
    process = centre.where.start(
        [PYTHON, "-m", "tram", *words], env=centre.env, cwd=ROOT, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    try:
        centre.where.wait_for(f"http://127.0.0.1:{port}/song/", process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def ready(machine: Machine, place_code: str) -> Machine:
    """The machine with its tables, holding nobody."""
    code = f"from tram.cli.ready import make_ready; make_ready(lambda _line: None, place='{place_code}')"
    machine.where.timed([PYTHON, "-c", f"import django; django.setup(); {code}"], env=machine.env, cwd=ROOT)
    return machine


def measurements(folder: Path, number: int, database: str = "", records: Path | None = None) -> Replicated:
    """A station brings ``number`` single measurements to the centre, and another of its commune fetches them."""
    with place() as where:
        centre = ready(Machine(where, folder / "centre", database), PROVINCE)
        here, there = Machine(where, folder / "here"), ready(Machine(where, folder / "there"), COMMUNE)
        here.step("sync_station.py", "people", str(PEOPLE))
        with serving(centre) as server:
            address = f"http://127.0.0.1:{PORT}"
            for station in (here, there):
                station.join(centre, address)
                station.exchange()
            here.step("sync_station.py", "measurements", str(records or folder / "records"), str(number))
            push, pull = here.exchange(), there.exchange()
            most = peak_mb(server)
    if (push.sent, pull.received) != (number, number):
        raise SystemExit(f"not everything arrived: {push} {pull}")
    name = f"Trạm, one fact each, {'PostgreSQL' if database else 'SQLite'} centre"
    memory = max(push.memory_mb, pull.memory_mb)
    ways = (Way(number, each.seconds, each.wire or each.bytes) for each in (push, pull))
    return Replicated(name, *ways, memory, most)
