"""A commune with five years of visits: its station brings everything to the centre, a new machine begins with it."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.sync_exchange import COMMUNE, PORT, PROVINCE, Exchanged, Machine, ready, serving
from benchmarks.sync_place import peak_mb, place
from tests.support.lines import Shape

FAR = "far"
SLOW = Shape(256_000, 0.05)


@dataclass
class Commune:
    """What one size gave. Memory: the most each end held, MB."""

    people: int
    contents: dict[str, int] = field(default_factory=dict)
    push: Exchanged | None = None
    near: Exchanged | None = None
    far: Exchanged | None = None
    pushing_mb: int = 0
    giving_mb: int = 0
    differing: list[str] | None = None

    def lines(self) -> list[str]:
        """The table's rows for this size."""
        assert self.push is not None
        assert self.near is not None
        told, push, near = self.contents, self.push, self.near
        facts, visits, rows = told["facts"], told["visits"], told["rows"]
        rates = f"{facts / push.seconds:8,.0f} facts/s {rows / push.seconds:8,.0f} rows/s"
        size = f"{near.bytes / 1e6:.1f} MB"
        agree = "" if self.differing is None else f"; tables differ: {', '.join(self.differing) or 'none'}"
        found = [
            f"{self.people:,} people, {visits:,} visits, {facts:,} facts, {rows:,} rows",
            f"  station → centre        {push.seconds:6.1f} s {rates}, {push.bytes / visits:.0f} bytes a visit",
            f"                          memory {push.memory_mb} MB there, {self.pushing_mb} MB at the centre",
            f"  new machine, local      {near.seconds:6.1f} s {rows / near.seconds:8,.0f} rows/s, {size}{agree}",
            f"                          memory {near.memory_mb} MB there, {self.giving_mb} MB at the centre",
        ]
        if self.far is not None:
            found.append(f"  new machine, {SLOW.rate // 1000} kbit/s {self.far.seconds:6.0f} s")
        return found


def commune(people: int, keep: Path, *, far: bool, compare: bool) -> Commune:
    """Measures one size; the station is built once and kept in ``keep``."""
    found = Commune(people)
    with tempfile.TemporaryDirectory(prefix="tram-commune-") as name, place({FAR: SLOW} if far else None) as where:
        folder = Path(name)
        station = Machine(where, folder / "station")
        found.contents = _built(station, people, keep / f"commune-{people}")
        centre = ready(Machine(where, folder / "centre"), PROVINCE)
        with serving(centre) as server:
            station.join(centre, f"http://127.0.0.1:{PORT}")
            peak_mb(server, anew=True)
            found.push = station.exchange()
            found.pushing_mb = peak_mb(server, anew=True)
            new = ready(Machine(where, folder / "new"), "")
            new.join(centre, f"http://127.0.0.1:{PORT}")
            found.near = new.exchange()
            found.giving_mb = peak_mb(server)
            found.differing = _differing(centre, new) if compare else None
            if far and where.net is not None:
                away = ready(Machine(where.at(FAR), folder / FAR), "")
                away.join(centre, f"http://{where.net.lines[FAR].middle}:{PORT}")
                found.far = away.exchange()
    return found


def _built(station: Machine, people: int, kept: Path) -> dict[str, int]:
    """Puts the station in its folder, built now or before."""
    if not (kept / "contents.json").exists():
        shutil.rmtree(kept, ignore_errors=True)
        told = Machine(station.where, kept).step("sync_commune.py", str(people))
        (kept / "contents.json").write_text(json.dumps(told))
    shutil.copytree(kept, station.home, dirs_exist_ok=True)
    contents: dict[str, int] = json.loads((kept / "contents.json").read_text())
    return contents


def _differing(centre: Machine, new: Machine) -> list[str]:
    """The tables in which the two do not hold the same rows of the commune, column by column."""
    one, other = (machine.role("judge", COMMUNE)["hashes"][COMMUNE] for machine in (centre, new))
    return [f"{table} {one[table]} {other[table]}" for table in one if one[table] != other[table]]
