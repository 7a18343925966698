"""Three real machines, two stations (SQLite) and a centre (PostgreSQL), under poor lines, killed while they work.

The stations' nurses record visits, each station exchanges with the centre over its own line, lines are cut, and every
few seconds some process is killed with -9 and started again. At the end all must agree.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.lines import SECOND_GENERATION, Network, Shape, network
from tests.support.postgres import private_cluster

ROOT = Path(__file__).resolve().parents[2]
PORT = 8700
CENTRE, PROVINCE = "centre", "12"
STATIONS = {"ban-bo": "03424", "binh-lu": "03390"}
ROLE = (sys.executable, "-m", "tests.support.shaped_roles")
TRAM = (sys.executable, "-m", "tram")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much work, over which lines, with how much trouble. Seconds where nothing else is said."""

    visits: int
    people: int = 12
    pause: float = 0.05
    rest: float = 3.0
    shape: Shape = SECOND_GENERATION
    kill_every: tuple[float, float] = (2.0, 5.0)
    cut_every: tuple[float, float] = (8.0, 20.0)
    cut_for: tuple[float, float] = (0.5, 4.0)
    seed: int = 1
    patience: float = 1500.0


@dataclass(slots=True)
class Report:
    """What came of it."""

    visits: int = 0
    recording: float = 0.0
    seconds: float = 0.0
    kills: dict[str, int] = field(default_factory=dict)
    cuts: int = 0
    up: dict[str, int] = field(default_factory=dict)
    down: dict[str, int] = field(default_factory=dict)
    exchanges: int = 0
    faults: list[str] = field(default_factory=list)
    judged: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Everything the lines carried, IP headers, repetitions and lost packets included."""
        return sum(self.up.values()) + sum(self.down.values())

    def lines(self) -> list[str]:
        """The report in a few lines."""
        killed = ", ".join(f"{name} {times}" for name, times in sorted(self.kills.items()))
        each = self.bytes / max(self.visits, 1)
        lost = sum(judged["lost"] for judged in self.judged.values())
        return [
            f"{self.visits:,} visits at three machines in {self.recording:.0f} s, all agreed after {self.seconds:.0f}",
            f"{self.bytes:,} bytes on the lines ({each:.0f} a visit), up {self.up}, down {self.down}",
            f"killed with -9: {killed}; lines cut {self.cuts} times; {self.exchanges} exchanges came to their end",
            f"lost {lost}, doubled {self.doubled}, faults: {self.faults or 'none'}",
        ]

    @property
    def doubled(self) -> int:
        """Deeds beyond one a visit, on any machine."""
        return sum(abs(judged["deeds"] - judged["kept"]) for judged in self.judged.values())


class Machine:
    """One of the three: its folder, its surroundings, its processes; each process is started again once killed."""

    def __init__(self, name: str, place: str, folder: Path, net: Network, database: str = "") -> None:
        self.name, self.place, self.net = name, place, net
        self.home = folder / name
        self.home.mkdir(parents=True)
        told = {"TRAM_HOME": str(self.home), "TRAM_DATABASE": database, "DJANGO_SETTINGS_MODULE": "tram.settings"}
        self.env = os.environ | told | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}", "TRAM_HOSTS": "*"}
        self.running: dict[str, subprocess.Popen[Any]] = {}

    @property
    def told(self) -> Path:
        """The visits whose deed has answered, 16 bytes each."""
        return self.home / "told"

    @property
    def recorded(self) -> int:
        """How many they are."""
        return self.told.stat().st_size // 16 if self.told.exists() else 0

    def ask(self, *words: str) -> dict[str, Any]:
        """Runs a role or command to its end; its answer. Raises ``RuntimeError`` with what it complained of."""
        command = [*TRAM, *words[1:], "--json"] if words[0] == "tram" else [*ROLE, *words]
        done = self.net.run(self.name, command, env=self.env, cwd=ROOT)
        if done.returncode:
            raise RuntimeError(f"{self.name}: {' '.join(words)}: {done.stderr or done.stdout}")
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    def start(self, name: str, command: Sequence[str]) -> subprocess.Popen[Any]:
        """Starts a process of the machine, as leader of a group of its own."""
        log = (self.home / f"{name}.log").open("ab")
        process = self.net.start(
            self.name, command, env=self.env, cwd=ROOT, start_new_session=True, stdin=subprocess.DEVNULL,
            stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        self.running[name] = process
        return process

    @property
    def exchanges(self) -> list[float]:
        """When the exchanges began that came to their end."""
        done = self.home / "done"
        return [float(line) for line in done.read_text().splitlines()] if done.exists() else []

    def ended(self, name: str) -> bool:
        """Whether the process does not run (any more)."""
        process = self.running.get(name)
        return process is None or process.poll() is not None

    def kill(self, name: str) -> bool:
        """Kills the one who does the work with -9, if it is at it; whether it was. Its keeper starts another."""
        keeper, path = self.running.get(name), self.home / f"{name}.pid"
        if keeper is None or not path.exists() or not path.read_text():
            return self.end(name) if name == "serve" else False
        status = Path(f"/proc/{path.read_text()}/status")
        with contextlib.suppress(OSError):
            told = dict(line.split(":", 1) for line in status.read_text().splitlines())
            if int(told["PPid"]) == keeper.pid and not told["State"].strip().startswith("Z"):
                os.kill(int(told["Pid"]), signal.SIGKILL)
                return True
        return False

    def end(self, name: str) -> bool:
        """Ends a process and its children with -9, if it runs; whether it did."""
        if self.ended(name):
            return False
        process = self.running[name]
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return True


class World:
    """The machines, their lines, and the hand on the plug."""

    def __init__(self, plan: Plan, net: Network, machines: dict[str, Machine], say: Say) -> None:
        self.plan, self.net, self.machines, self.say = plan, net, machines, say
        self.rng = random.Random(plan.seed)
        self.report = Report(visits=plan.visits)
        self.next_kill = self.next_cut = self.mend_at = self.next_serve = 0.0

    def share(self, machine: Machine) -> int:
        """How many of the visits are recorded there: a tenth at the centre, about people of the first station."""
        above = self.plan.visits // 10
        return above if machine is self.centre else (self.plan.visits - above) // len(STATIONS)

    @property
    def centre(self) -> Machine:
        """The machine in the middle."""
        return self.machines[CENTRE]

    @property
    def stations(self) -> list[Machine]:
        """The others."""
        return [self.machines[name] for name in STATIONS]

    def prepare(self) -> None:
        """Makes the machines, and enrols the stations while the lines still hold."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._found, self.machines.values()))
        (self.centre.home / "world.json").write_bytes((self.stations[0].home / "world.json").read_bytes())
        self.serve()
        for station in self.stations:
            invited = self.centre.ask("tram", "sync", "invite", station.name, "--places", station.place)
            address = f"http://{self.net.lines[station.name].middle}:{PORT}"
            station.ask("tram", "sync", "join", address, invited["code"])
        self.say(f"three machines, lines of {self.plan.shape.rate // 1000} kbit/s")

    def _found(self, machine: Machine) -> None:
        people = 0 if machine is self.centre else self.plan.people
        (machine.home / "world.json").write_text(json.dumps(machine.ask("prepare", machine.place, str(people))))

    def serve(self) -> None:
        """The centre answers."""
        serve = [*TRAM, "serve", "--host", "0.0.0.0", "--port", str(PORT), "--no-browser", "--workers", "1"]
        self.centre.start("serve", serve)
        probe = f"import urllib.request as u; u.urlopen('http://127.0.0.1:{PORT}/song/', timeout=2)"
        for _ in range(60):
            if self.net.run(CENTRE, [sys.executable, "-c", probe]).returncode == 0:
                return
            time.sleep(0.3)
        raise RuntimeError(f"the centre does not answer: {(self.centre.home / 'serve.log').read_text()[-2000:]}")

    def work(self) -> None:
        """Nurses record, machines exchange, and trouble strikes, until every visit has been recorded."""
        began = time.monotonic()
        while not self.all_recorded():
            self.keep_going()
            self.trouble()
            time.sleep(0.1)
            if time.monotonic() - began > self.plan.patience:
                raise RuntimeError("the visits are not recorded in time")
        self.report.recording = time.monotonic() - began
        self.say(f"all {self.plan.visits:,} visits recorded after {self.report.recording:.0f} s")
        self.agree(began)

    def agree(self, began: float) -> None:
        """Trouble goes on until both stations have sent everything; then quiet exchanges bring the rest."""
        self.exchange_more(began, self.trouble)
        self._mend()
        for _ in range(2):  # what one brings the centre, the other fetches
            self.exchange_more(began, lambda: None)
        self.report.seconds = time.monotonic() - began
        for station in self.stations:
            station.end("exchange")
            self.report.exchanges += len(station.exchanges)

    def exchange_more(self, began: float, meanwhile: Callable[[], None]) -> None:
        """Until every station has come to the end of an exchange that began after this."""
        since = time.monotonic()
        while any(max(station.exchanges, default=0.0) < since for station in self.stations):
            self.keep_going()
            meanwhile()
            time.sleep(0.1)
            if time.monotonic() - began > self.plan.patience:
                logs = "".join((station.home / "exchange.log").read_text()[-1500:] for station in self.stations)
                raise RuntimeError(f"the machines do not come to an end: {logs}")

    def all_recorded(self) -> bool:
        """Whether every nurse has done her share."""
        return all(machine.recorded >= self.share(machine) for machine in self.machines.values())

    def keep_going(self) -> None:
        """Starts again whatever does not run."""
        if self.centre.ended("serve"):
            self.serve()
        for machine in self.machines.values():
            if machine.ended("nurse") and machine.recorded < self.share(machine):
                words = (str(self.share(machine)), str(self.plan.pause), str(self.plan.seed))
                machine.start("nurse", [*ROLE, "nurse", str(machine.home / "world.json"), str(machine.told), *words])
        for station in self.stations:
            if station.ended("exchange"):
                station.start("exchange", [*ROLE, "exchange", str(self.plan.rest)])

    def trouble(self) -> None:
        """Kills something, cuts or mends a line, when it is time."""
        now = time.monotonic()
        if now >= self.next_kill:
            if self.next_kill:
                self._kill()
            self.next_kill = now + self.rng.uniform(*self.plan.kill_every)
        if self.mend_at and now >= self.mend_at:
            self._mend()
        elif not self.mend_at and now >= self.next_cut:
            if self.next_cut:
                self.rng.choice(list(self.net.lines.values())).cut()
                self.mend_at = now + self.rng.uniform(*self.plan.cut_for)
            self.next_cut = now + self.rng.uniform(*self.plan.cut_every)

    def _kill(self) -> None:
        """One process of one machine; the stations' more often than the centre's, which needs seconds to come back."""
        choices = [(station, name) for station in self.stations for name in ("nurse", "exchange")]
        choices += [(self.centre, "nurse")]
        if time.monotonic() >= self.next_serve:
            choices += [(self.centre, "serve")]
        machine, name = self.rng.choice(choices)
        if name == "serve":
            self.next_serve = time.monotonic() + 4 * self.plan.kill_every[1]
        if machine.kill(name):
            self.report.kills[name] = self.report.kills.get(name, 0) + 1

    def _mend(self) -> None:
        for line in self.net.lines.values():
            line.mend()
        self.mend_at = 0.0

    def judge(self) -> Report:
        """Compares the machines and proves every log."""
        report = self.report
        report.cuts = sum(line.cuts for line in self.net.lines.values())
        for name, line in self.net.lines.items():
            report.up[name], report.down[name] = line.up.carried, line.down.carried
        with ThreadPoolExecutor() as pool:
            judged = list(pool.map(self._ask_all, self.machines.values()))
        report.judged = dict(zip(self.machines, judged, strict=True))
        for station in self.stations:
            own, above = (report.judged[name]["hashes"][station.place] for name in (station.name, CENTRE))
            outside = report.judged[station.name]["outside"][station.place]
            report.faults += [f"{station.name} differs in {table}" for table in own if own[table] != above[table]]
            report.faults += [f"{station.name} holds {outside} rows of others"] * bool(outside)
        return report

    def _ask_all(self, machine: Machine) -> dict[str, Any]:
        """What a machine holds and whether its log proves it."""
        told = [self.centre.told, *(station.told for station in self.stations)]
        if machine is not self.centre:
            told = [machine.told] + [self.centre.told] * (machine is self.stations[0])
        places = ",".join(STATIONS.values()) if machine is self.centre else machine.place
        judged = machine.ask("judge", places, *map(str, told))
        proof = machine.ask("tram", "facts", "verify", "--rows")
        faults = [] if proof["holds"] else [f"{machine.name}: {proof['faults']}"]
        faults += [f"{machine.name}: {judged[fault]} {fault}" for fault in ("lost", "half") if judged[fault]]
        faults += [f"{machine.name} keeps back {judged['held']}"] * bool(judged["held"])
        self.report.faults += faults
        return judged


def run(plan: Plan, folder: Path, say: Say = lambda _line: None) -> Report:
    """The whole story; raises ``RuntimeError`` when it cannot come to an end."""
    with laid_out(plan, folder, say) as world:
        world.prepare()
        world.work()
        return world.judge()


@contextmanager
def laid_out(plan: Plan, folder: Path, say: Say) -> Iterator[World]:
    """The machines with their lines and databases; everything that was started is gone at the end."""
    with ExitStack() as stack:
        url = stack.enter_context(private_cluster(durable=True))
        net = stack.enter_context(network(CENTRE, dict.fromkeys(STATIONS, plan.shape), seed=plan.seed))
        machines = {CENTRE: Machine(CENTRE, PROVINCE, folder, net, url)}
        machines |= {name: Machine(name, place, folder, net) for name, place in STATIONS.items()}
        stack.callback(lambda: [machine.end(name) for machine in machines.values() for name in list(machine.running)])
        yield World(plan, net, machines, say)
