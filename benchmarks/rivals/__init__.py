"""Other libraries that do what Trạm does, installed when asked for, run on the same data beside ours.

Nothing of them is in the repository or in Trạm's environment: they lie in a cache folder, by name and version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("TRAM_RIVALS") or Path.home() / ".cache" / "tram-rivals")
POUCHDB = ("pouchdb@9.0.0", "pouchdb-server@4.2.0")
MORANGO = ("morango==0.8.15", "waitress==3.0.2")
NIMMUNIZE = ("nimmunize==1.0.4",)


@dataclass(frozen=True, slots=True)
class Way:
    """One replication: records, seconds, bytes from process to process (None where they cannot be counted)."""

    records: int
    seconds: float
    wire: int | None = None

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


@dataclass(frozen=True, slots=True)
class Replicated:
    """What a library did: push and pull, and the most memory (MB) of the one who calls and of the server."""

    name: str
    push: Way
    pull: Way
    caller_mb: int
    server_mb: int


def pouchdb_packages() -> Path:
    """The folder that holds PouchDB and its server, installed from npm's registry when it is not there yet."""
    return _once(CACHE / "pouchdb", lambda folder: _npm(folder, *POUCHDB))


def morango_python() -> Path:
    """The Python that has Morango, in an environment of its own."""
    return _once(CACHE / "morango", lambda folder: _pip(folder, *MORANGO)) / "bin" / "python"


def nimmunize_python() -> Path:
    """The Python that has nimmunize, in an environment of its own."""
    return _once(CACHE / "nimmunize", lambda folder: _pip(folder, *NIMMUNIZE)) / "bin" / "python"


def _once(folder: Path, install: Callable[[Path], None]) -> Path:
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        install(folder)
        (folder / "ready").touch()
    return folder


def _npm(folder: Path, *packages: str) -> None:
    (folder / "package.json").write_text('{"private": true}')
    _do("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--prefix", str(folder), *packages)


def _pip(folder: Path, *packages: str) -> None:
    _do(sys.executable, "-m", "venv", str(folder))
    _do(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages)


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr[-2000:]}")
