"""Morango between two Django nodes (SQLite at both ends, waitress), push then pull, each record a row of one table."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.rivals import Replicated, Way, morango_python
from benchmarks.sync_place import Place, peak_mb, place

RUN = Path(__file__).with_name("morango_app") / "run.py"
PORT = 5985
USUAL, BEST = 500, 5000  # records a chunk: as it comes, and what was quickest here


class Node:
    """One Morango node: a database file."""

    def __init__(self, where: Place, folder: Path, name: str) -> None:
        self.where = where
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO", "TRAM"))}
        self.env = kept | {"RIVAL_DATABASE": str(folder / f"{name}.sqlite3")}

    def command(self, *words: str) -> list[str]:
        """A command line of the node."""
        return [str(morango_python()), "-W", "ignore", str(RUN), *words]

    def ask(self, *words: str) -> tuple[str, int]:
        """Runs one to its end: what it printed, its memory."""
        return self.where.timed(self.command(*words), env=self.env)


def replicate(records: Path, chunk: int) -> Replicated:
    """Replicates the records (JSON, one a line)."""
    with place() as where, tempfile.TemporaryDirectory(prefix="rival-") as name:
        folder = Path(name)
        above, here, there = (Node(where, folder, each) for each in ("above", "here", "there"))
        (folder / "root.json").write_text(above.ask("root")[0])
        for node in (here, there):
            node.ask("adopt", str(folder / "root.json"))
        here.ask("fill", str(records))
        server = where.start(above.command("serve", str(PORT)), env=above.env, stderr=subprocess.DEVNULL)
        try:
            where.wait_for(f"http://127.0.0.1:{PORT}/api/morango/v1/morangoinfo/1/", server)
            push, pushing = _exchange(where, here, "push", chunk)
            pull, pulling = _exchange(where, there, "pull", chunk)
            most = peak_mb(server)
        finally:
            server.terminate()
            server.wait()
    return Replicated(f"Morango 0.8, {chunk} a chunk", push, pull, max(pushing, pulling), most)


def _exchange(where: Place, node: Node, way: str, chunk: int) -> tuple[Way, int]:
    before = where.wire()
    printed, memory = node.ask(way, f"http://127.0.0.1:{PORT}", str(chunk))
    told: dict[str, Any] = json.loads(printed)
    return Way(told["rows"], told["seconds"], (where.wire() - before) or None), memory
