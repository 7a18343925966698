"""SQLite's care: nobody checkpoints but the one who holds the lock, writers never deadlock, the settings hold."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.files import locks
from django.db import connection

from tram.kernel.home import SQLITE_INIT, database_config
from tram.kernel.refusals import Refusal
from tram.kernel.sqlite import FIXED_IN, checkpoint, fold, has_wal_reset_bug

WRITER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
for statement in sys.argv[2].split(";"):
    db.execute(statement)
for number in range(int(sys.argv[3])):
    db.execute("BEGIN IMMEDIATE"); db.execute("INSERT INTO t VALUES (?)", (number,)); db.execute("COMMIT")
"""


def test_the_versions_with_the_wal_reset_bug_are_known() -> None:
    assert has_wal_reset_bug((3, 40, 1))
    assert has_wal_reset_bug((3, 51, 2))
    assert not has_wal_reset_bug(FIXED_IN)


def test_every_connection_leaves_checkpoints_alone_and_syncs_fully(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "x.sqlite3")
    for statement in SQLITE_INIT.split(";"):
        raw.execute(statement)
    assert raw.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert raw.execute("PRAGMA synchronous").fetchone() == (2,)
    raw.close()
    options = database_config("", tmp_path)["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"], options["init_command"]) == ("IMMEDIATE", 20, SQLITE_INIT)


@pytest.mark.django_db
def test_foreign_keys_are_enforced() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)


class FileConnection:
    """As much of a Django connection as ``checkpoint`` asks for, over a file of its own."""

    vendor = "sqlite"
    in_atomic_block = False

    def __init__(self, path: Path) -> None:
        self.settings_dict = {"NAME": str(path)}
        self.raw = sqlite3.connect(path, isolation_level=None)
        for statement in SQLITE_INIT.split(";"):
            self.raw.execute(statement)

    def cursor(self) -> CursorContext:
        return CursorContext(self.raw.cursor())


class CursorContext:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.cursor = cursor

    def __enter__(self) -> sqlite3.Cursor:
        return self.cursor

    def __exit__(self, *_: object) -> None:
        self.cursor.close()


def test_the_log_grows_until_the_one_checkpointer_folds_it_in(tmp_path: Path) -> None:
    database = FileConnection(tmp_path / "x.sqlite3")
    database.raw.execute("CREATE TABLE t (n)")
    for number in range(1500):
        database.raw.execute("INSERT INTO t VALUES (?)", (number,))
    assert (tmp_path / "x.sqlite3-wal").stat().st_size > 1500 * 4096
    pages, copied = checkpoint(database) or (0, -1)  # type: ignore[arg-type]
    assert pages == copied > 1500
    database.raw.close()


def test_nobody_checkpoints_while_another_does(tmp_path: Path) -> None:
    database = FileConnection(tmp_path / "x.sqlite3")
    database.raw.execute("CREATE TABLE t (n)")
    script = (
        "import sys\nfrom django.core.files import locks\n"
        "f = open(sys.argv[1], 'a'); assert locks.lock(f, locks.LOCK_EX)\nprint('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, f"{tmp_path}/x.sqlite3-checkpoint.lock"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    assert checkpoint(database) is None  # type: ignore[arg-type]
    other.communicate("")
    assert checkpoint(database) is not None  # type: ignore[arg-type]
    database.raw.close()
    assert locks.LOCK_EX


def test_four_processes_write_while_one_checkpoints_and_nothing_is_lost_or_torn(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    database = FileConnection(path)
    database.raw.execute("CREATE TABLE t (n)")
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), SQLITE_INIT, "150"]) for _ in range(4)]
    done = threading.Event()
    while not done.is_set():
        checkpoint(database)  # type: ignore[arg-type]
        if all(writer.poll() is not None for writer in writers):
            done.set()
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    assert database.raw.execute("SELECT count(*) FROM t").fetchone() == (600,)
    assert database.raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.raw.close()


def test_the_log_begins_anew_though_somebody_writes_without_a_pause(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    database = FileConnection(path)
    database.raw.execute("CREATE TABLE t (n)")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), SQLITE_INIT, "1200"])
    while writer.poll() is None:
        fold(database, large=100)  # type: ignore[arg-type]
    header = (tmp_path / "x.sqlite3-wal").read_bytes()[:16]
    assert int.from_bytes(header[12:16]) >= 1, "how often the log began anew"
    assert database.raw.execute("SELECT count(*) FROM t").fetchone() == (1200,)
    assert database.raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.raw.close()


def test_an_unknown_database_address_is_refused_with_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        database_config("mysql://x/y", tmp_path)
    assert "postgresql://" in refusal.value.sentence


def test_a_postgresql_address_is_taken_apart(tmp_path: Path) -> None:
    config = database_config("postgresql://u:p%40ss@db:5433/tram", tmp_path)
    assert (config["NAME"], config["USER"], config["PASSWORD"], config["HOST"], config["PORT"]) == (
        "tram", "u", "p@ss", "db", "5433",
    )  # fmt: skip
