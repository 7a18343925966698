"""PouchDB to its server (LevelDB at both ends), push then pull, each record a document."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from benchmarks.rivals import Replicated, Way, pouchdb_packages
from benchmarks.sync_place import Place, peak_mb, place

SCRIPT = Path(__file__).with_name("pouchdb.cjs")
PORT = 5984
USUAL, BEST = 100, 1000  # documents a batch: as it comes, and what was quickest here


def replicate(records: Path, batch: int) -> Replicated:
    """Replicates the records (JSON, one a line)."""
    packages = pouchdb_packages()
    with place() as where, tempfile.TemporaryDirectory(prefix="rival-") as folder:
        program, url = packages / "node_modules" / ".bin" / "pouchdb-server", f"http://127.0.0.1:{PORT}"
        command = [str(program), "--port", str(PORT), "--dir", folder, "--no-stdout-logs"]
        server = where.start(command, cwd=folder, stdout=subprocess.DEVNULL)
        try:
            where.wait_for(f"{url}/", server)
            words = ["node", str(SCRIPT), str(packages), str(records), url, folder, str(batch)]
            push, pushing = _one(where, [*words, "push"])
            pull, pulling = _one(where, [*words, "pull"])
            most = peak_mb(server)
        finally:
            server.terminate()
            server.wait()
    return Replicated(f"PouchDB 9, {batch} a batch", push, pull, max(pushing, pulling), most)


def _one(where: Place, command: list[str]) -> tuple[Way, int]:
    before = where.wire()
    printed, memory = where.timed(command)
    told = json.loads(printed)
    if told["written"] != told["records"]:
        raise SystemExit(f"PouchDB: {told}")
    return Way(told["written"], told["seconds"], (where.wire() - before) or None), memory
