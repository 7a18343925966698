"""A private PostgreSQL for one test run: its own folder, its own socket, gone when the run ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.machine import postgres_bin

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
COMMON = ("listen_addresses=", "max_connections=60", "shared_buffers=64MB")


@contextmanager
def private_cluster(*, durable: bool = False) -> Iterator[str]:
    """Yields the URL of an empty database ``tram`` on a new cluster. ``durable`` keeps fsync on, for crash tests.

    The only way in is a Unix socket inside a folder of mode 0700, so no password is needed. PostgreSQL refuses to run
    as root: then its own user runs it.
    """
    programs = postgres_bin()
    if programs is None:
        raise RuntimeError("no PostgreSQL here: ask tests.support.machine.missing first")
    folder = Path(tempfile.mkdtemp(prefix="tram-pg-"))
    shutil.chown(folder, _owner())
    pg_ctl = [str(programs / "pg_ctl"), "-D", str(folder / "data")]
    try:
        _run([programs / "initdb", "-D", folder / "data", "-U", "tram", "-A", "trust", *_FORM], folder)
        _run([*pg_ctl, "-w", "-l", folder / "log", "-o", _options(folder, durable=durable), "start"], folder)
        try:
            _run([programs / "createdb", "-h", folder, "-U", "tram", "tram"], folder)
            yield f"postgresql://tram@/tram?host={folder}"
        finally:
            _run([*pg_ctl, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_FORM = ("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")


def _options(folder: Path, *, durable: bool) -> str:
    settings = COMMON if durable else COMMON + QUICK
    return " ".join([f"-k {folder}", *(f"-c {setting}" for setting in settings)])


def _owner() -> str:
    import pwd  # Windows has none, and runs no private cluster

    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(command: Sequence[str | Path], folder: Path) -> None:
    prefix = [_runuser(), "-u", _owner(), "--"] if os.getuid() == 0 else []
    answer = subprocess.run(
        [*prefix, *map(str, command)], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        log = folder / "log"
        raise RuntimeError(f"{command[0]} failed: {answer.stderr}{log.read_text() if log.exists() else ''}")


def _runuser() -> str:
    return shutil.which("runuser", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "runuser"
