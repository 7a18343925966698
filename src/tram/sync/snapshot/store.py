"""Where snapshots lie: a folder each under the data folder, removed when they are old or another one follows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import time
from uuid import UUID

from django.core.files import locks

MANIFEST, DRAFT, LOCK = "manifest", ".draft", "lock"
KEPT_SECONDS = 7 * 24 * 3600


def root(home: Path) -> Path:
    """The folder of all snapshots."""
    return home / "sync" / "snapshots"


def folder(home: Path, child: UUID, snapshot: UUID) -> Path:
    """The folder of a snapshot for a machine below."""
    return root(home) / str(child) / str(snapshot)


def chunk_path(home: Path, child: UUID, snapshot: UUID, number: int) -> Path:
    """The file of a chunk (1, 2, …)."""
    return folder(home, child, snapshot) / f"{number:06d}"


def manifest_path(home: Path, child: UUID, snapshot: UUID) -> Path:
    """The file of the sealed manifest; it is there when the snapshot is complete."""
    return folder(home, child, snapshot) / MANIFEST


def begin(home: Path, child: UUID, snapshot: UUID) -> None:
    """Makes the folder, readable by the owner only."""
    folder(home, child, snapshot).mkdir(parents=True, mode=0o700)


def put(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all."""
    draft = path.with_suffix(DRAFT)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def ready(home: Path, child: UUID) -> Iterator[tuple[UUID, Path, float]]:
    """(id, sealed manifest's file, seconds since it was written) of every complete snapshot for a machine below."""
    for each in _folders(root(home) / str(child)):
        found = each / MANIFEST
        if found.exists():
            yield UUID(each.name), found, time() - found.stat().st_mtime


def remove_old(home: Path, child: UUID) -> None:
    """Removes every snapshot for this machine, and those for any other of more than a week ago, finished or not."""
    for machine in _folders(root(home)):
        for each in _folders(machine):
            if machine.name == str(child) or time() - each.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(each, ignore_errors=True)


@contextmanager
def only_writer(home: Path, child: UUID) -> Iterator[bool]:
    """Whether this is the only one who writes a snapshot for that machine; it stays so inside."""
    place = root(home) / str(child)
    place.mkdir(parents=True, mode=0o700, exist_ok=True)
    with (place / LOCK).open("a") as lock:
        mine = locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB)
        try:
            yield bool(mine)
        finally:
            if mine:
                locks.unlock(lock)


def _folders(parent: Path) -> list[Path]:
    return [each for each in parent.iterdir() if each.is_dir()] if parent.exists() else []
