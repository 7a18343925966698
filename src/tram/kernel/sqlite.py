"""SQLite as Trạm needs it: guard functions on every connection, and exactly one checkpointer.

SQLite 3.7.0 to 3.51.2 can corrupt a database when two connections reset the write-ahead log at once (the WAL-reset
bug). So no connection checkpoints by itself (``wal_autocheckpoint=0`` in the settings); ``checkpoint`` does, and only
while it holds a lock file, so that one connection of one process does it at a time.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

from django.core.files import locks
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from tram.kernel.guards import CLOSED

FIXED_IN = (3, 51, 3)
LARGE_LOG = 16_000  # pages: 64 MB
PATIENCE = 500  # milliseconds


def has_wal_reset_bug(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite library carries the WAL-reset bug."""
    return (3, 7, 0) <= version < FIXED_IN


def prepare(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Gives a new SQLite connection the functions its guards ask (see ``guards``)."""
    if connection.vendor != "sqlite":
        return
    wrapper: Any = connection
    wrapper.tram_window = (*CLOSED, False)

    def is_writing(stamp: int) -> int:
        low, high, _erase = wrapper.tram_window
        return int(low <= stamp <= high)

    raw = wrapper.connection
    raw.create_function("tram_writing", 1, is_writing)
    raw.create_function("tram_erasing", 0, lambda: int(wrapper.tram_window[2]))


def checkpoint(connection: BaseDatabaseWrapper = default_connection, mode: str = "PASSIVE") -> tuple[int, int] | None:
    """Copies the write-ahead log into the database; (pages in the log, pages copied).

    None when this is not SQLite in a file, or when another process is at it.
    """
    path = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or connection.in_atomic_block or ":memory:" in path or "mode=memory" in path:
        return None
    with Path(f"{path}-checkpoint.lock").open("a") as lock:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            return None
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA wal_checkpoint({mode})")
                _busy, pages, copied = cursor.fetchone()
                return int(pages), int(copied)
        finally:
            locks.unlock(lock)


def fold(connection: BaseDatabaseWrapper = default_connection, large: int = LARGE_LOG) -> None:
    """One turn of a connection that does nothing but checkpoint.

    Where others write without a pause no checkpoint ever reaches the end of the log: it grows without end, and each
    page that is read is looked for in all of it. Beyond ``large`` pages writers wait until the log has begun anew.
    """
    found = checkpoint(connection)
    if found is not None and found[0] > large:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        checkpoint(connection, mode="RESTART")


class Checkpointer(threading.Thread):
    """The serving process's one checkpointing thread, with a connection of its own."""

    def __init__(self, seconds: float = 2.0) -> None:
        super().__init__(name="tram-checkpoint", daemon=True)
        self.seconds = seconds
        self.stopped = threading.Event()

    def run(self) -> None:
        """Checkpoints every few seconds until stopped."""
        while not self.stopped.wait(self.seconds):
            fold()
        default_connection.close()
