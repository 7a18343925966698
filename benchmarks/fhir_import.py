"""How fast FHIR comes in: first and second import of a folder, on a fresh data folder of its own.

.venv/bin/python benchmarks/fhir_import.py ../shared/oracles/fhir/synthea_bundles
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def tram(home: str, *words: str) -> str:
    """What a command answers; stops the benchmark when it fails."""
    environment = {**os.environ, "TRAM_HOME": home, "PYTHONPATH": str(ROOT / "src")}
    program = [sys.executable, "-m", "tram", *words]
    return subprocess.run(program, env=environment, check=True, capture_output=True, text=True).stdout


def measure(folder: str) -> None:
    """Prints one line per import."""
    with tempfile.TemporaryDirectory(prefix="tram-fhir-") as home:
        tram(home, "init", "--json")
        for name in ("first", "second"):
            report = json.loads(tram(home, "import", "fhir", folder, "--json"))
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            size = sum(path.stat().st_size for path in Path(home).glob("tram.sqlite3*")) // 2**20
            read, seconds, rate = report["total"]["read"], report["seconds"], report["per_second"]
            print(f"{name:<7}{read:>8} resources {seconds:>7.1f} s {rate:>7}/s", end=" ")
            print(f"{memory:>5} MB memory {size:>5} MB on disk; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    for given in sys.argv[1:]:
        print(given)
        measure(given)
