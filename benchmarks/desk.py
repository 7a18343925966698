"""The desk under load: whole requests through the server, at several sizes, on SQLite and PostgreSQL.

Prints one table. Needs nothing but the project's environment (and PostgreSQL's programs for ``postgres``).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from benchmarks.http_client import Client  # noqa: E402 - after the path
from tests.support.postgres import private_cluster  # noqa: E402

PORT = 8799
MULTIPLIED = 1_000_000
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*name="(token|seen)"[^>]*value="([^"]*)"')
WORDS = ("lo thi", "nguyen van", "giang a", "vang thi lan", "tan", "thi hanh 19", "lo van son", "sung", "quang thi ha")


@dataclass
class Row:
    """What one size on one database gave: milliseconds by question, and what the machine spent."""

    people: int
    database: str
    built: float = 0.0
    size_mb: float = 0.0
    server_mb: float = 0.0
    rate: float = 0.0
    times: dict[str, list[float]] = field(default_factory=dict)

    def line(self, name: str) -> str:
        times = sorted(self.times.get(name, [0.0]))
        p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
        return f"{statistics.median(times) * 1000:7.1f} {p95 * 1000:7.1f}"


def tram(*words: str, env: dict[str, str]) -> str:
    """Runs a command of the program; its standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "tram", *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"tram {' '.join(words)}: {done.stderr or done.stdout}")
    return done.stdout


@contextmanager
def serving(env: dict[str, str], workers: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server, answering."""
    command = [sys.executable, "-m", "tram", "serve", "--port", str(PORT), "--no-browser", "--workers", str(workers)]
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=None)
    try:
        for _ in range(6000):  # a start looks at all that follows from the record: half a million people take a while
            try:
                Client(PORT).get("/song/")
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit(f"the server ended with {process.returncode}")
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


class Desk:
    """One signed-in nurse and what she does all day."""

    def __init__(self, password: str, rng: random.Random, long: str = "") -> None:
        self.client, self.rng, self.long = Client(PORT), rng, long
        self.client.sign_in("hanh", password)
        found = json.loads(self.client.get("/api/people/?q=lo+thi")[1])["hits"]
        self.people = [hit["id"] for hit in found if (hit["born"] or "2") < "2000"]

    def search(self) -> float:
        return self._get(f"/nguoi-dan/?q={quote_plus(self.rng.choice(WORDS))}")

    def person(self) -> float:
        return self._get(f"/nguoi-dan/{self.rng.choice(self.people)}/")

    def long_record(self) -> float:
        return self._get(f"/nguoi-dan/{self.long}/")

    def register(self) -> float:
        return self._get("/so/?ky=2026-10")

    def indicators(self) -> float:
        """Reckoned anew: a visit saved just before makes every remembered number stale."""
        self.save()
        return self._get("/chi-tieu/o/")

    def save(self) -> float:
        """Only the saving is timed; the form is fetched before."""
        where = f"/kham/moi/{self.rng.choice(self.people)}/"
        token, page = self.client.token_of(where)
        fields = dict(HIDDEN.findall(page)) | {
            "systolic": str(self.rng.randrange(108, 138)),
            "diastolic": str(self.rng.randrange(62, 86)),
            "reason": "Tái khám",
            "main": "J06.9",
            "payer": "self",
            "kind": "AMB",
            "follow_up_on": "",
            "save": "done",
        }
        status, body, seconds = self.client.post(where, fields, token)
        if status != 302:
            told = re.findall(r'class="(?:alert|error|finding)[^>]*>(.{0,600})', body, re.DOTALL)
            raise SystemExit(f"saving a visit: {status} {told}")
        return seconds

    def _get(self, path: str) -> float:
        status, _body, seconds = self.client.get(path)
        if status not in {200, 302}:  # a search with one hit leads straight to the person
            raise SystemExit(f"{path}: {status}")
        return seconds


QUESTIONS: tuple[tuple[str, str, int], ...] = (
    ("search", "tìm tên", 200),
    ("person", "mở hồ sơ", 200),
    ("long_record", "hồ sơ 2.000 lượt", 100),
    ("save", "lưu lượt khám", 100),
    ("register", "sổ một tháng", 30),
    ("indicators", "năm chỉ tiêu một xã", 20),
)
MIX: tuple[str, ...] = ("search", "search", "search", "person", "person", "save")


def measure(row: Row, password: str, long: str) -> None:
    """Asks every question one after the other, then eight users at once for twelve seconds."""
    desk = Desk(password, random.Random(5), long)
    for name, _words, times in QUESTIONS:
        ask: Callable[[], float] = getattr(desk, name)
        for _ in range(min(5, times)):
            ask()
        row.times[name] = [ask() for _ in range(times)]
    row.rate = together(password, users=8, seconds=12)


def together(password: str, users: int, seconds: float) -> float:
    """Requests a second of ``users`` who never pause; the form of a save counts as a request too."""
    desks = [Desk(password, random.Random(user)) for user in range(users)]
    done = [0] * users
    until = time.monotonic() + seconds

    def work(user: int) -> None:
        while time.monotonic() < until:
            name = desks[user].rng.choice(MIX)
            getattr(desks[user], name)()
            done[user] += 2 if name == "save" else 1

    threads = [threading.Thread(target=work, args=(user,)) for user in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Memory of the server and its children together, shared pages counted once (PSS)."""
    total = 0
    family = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False)
    for pid in [str(process.pid), *family.stdout.split()]:
        rollup = Path(f"/proc/{pid}/smaps_rollup")
        lines = rollup.read_text().splitlines() if rollup.exists() else []
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def size_mb(env: dict[str, str]) -> float:
    """Size of the database on disk."""
    script = (
        "import django; django.setup()\nfrom django.db import connection as c\n"
        "q = c.cursor()\n"
        "q.execute('select pg_database_size(current_database())' if c.vendor == 'postgresql' else "
        "'select page_count * page_size from pragma_page_count(), pragma_page_size()')\nprint(q.fetchone()[0])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(shown.stdout) / 1024**2


def fill(people: int, database: str, keep: Path, env: dict[str, str]) -> bool:
    """Makes the village of that size where it is not there yet; whether it had to.

    A million people are a hundred thousand multiplied by SQL; PostgreSQL gets what SQLite has.
    """
    home, small = Path(env["TRAM_HOME"]), people if people < MULTIPLIED else people // 10
    built = keep / f"sqlite-{small}"
    fresh = not (built / "demo.json").exists()
    if fresh:
        built.mkdir(parents=True, exist_ok=True)
        tram("village", "--people", str(small), "--json", env=env | {"TRAM_HOME": str(built), "TRAM_DATABASE": ""})
    if database == "sqlite" and (home / "tram.sqlite3").exists():
        return fresh
    shutil.copytree(built, home, dirs_exist_ok=True)
    if database == "postgres":
        script("carry_over.py", str(built / "tram.sqlite3"), env=env)
    if people >= MULTIPLIED:
        script("multiply.py", env=env)
    return True


def script(*words: str, env: dict[str, str]) -> str:
    """Runs a script beside this one; what it printed."""
    command = [sys.executable, str(ROOT / "benchmarks" / words[0]), *words[1:]]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{words[0]} failed")
    return done.stdout.strip()


def run(people: int, database: str, keep: Path, workers: int) -> Row:
    """Builds (or finds) the village of that size and measures it."""
    row, home = Row(people, database), keep / f"{database}-{people}"
    home.mkdir(parents=True, exist_ok=True)
    env = os.environ | {
        "TRAM_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "tram.settings",
    }
    with ExitStack() as stack:
        if database == "postgres":
            env["TRAM_DATABASE"] = stack.enter_context(private_cluster(durable=True))
        began = time.monotonic()
        if fill(people, database, keep, env):
            row.built = time.monotonic() - began
        password = json.loads((home / "demo.json").read_text())["password"]
        long = script("long_record.py", env=env)
        with serving(env, workers) as process:
            measure(row, password, long)
            row.server_mb = memory_mb(process)
        row.size_mb = size_mb(env)
    return row


def show(row: Row) -> None:
    """One block of the table."""
    built = f"{row.built:.0f} s" if row.built else "đã có"
    print(f"\n{row.people:,} người, {row.database}: dựng {built}, cơ sở dữ liệu {row.size_mb:,.0f} MB,", end=" ")
    print(f"máy chủ {row.server_mb:.0f} MB, 8 người cùng lúc {row.rate:.0f} yêu cầu/giây")
    print(f"  {'ms':<22}{'p50':>7} {'p95':>7}")
    for name, words, _times in QUESTIONS:
        print(f"  {words:<22}{row.line(name)}", flush=True)


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--databases", default="sqlite")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, default=Path.home() / ".cache" / "tram-benchmarks")
    args = parser.parse_args()
    print(
        f"{os.cpu_count()} lõi, tải lúc bắt đầu {os.getloadavg()[0]:.1f}, {args.workers} tiến trình phục vụ", flush=True
    )
    for database in args.databases.split(","):
        for size in args.sizes.split(","):
            show(run(int(size), database, args.keep, args.workers))


if __name__ == "__main__":
    main()
