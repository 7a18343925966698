"""One import at a time, held by what lets go when its process dies: a file lock, and PostgreSQL for other machines."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.db import connection

from tram.kernel.refusals import Refusal

KEY = 0x7261_6D46  # any number, the same everywhere


@contextmanager
def only_one(patience: int = 0) -> Iterator[None]:
    """Holds the right to import on this database. Refuses (409) when somebody else holds it ``patience`` seconds on."""
    with _on_this_machine(patience) as here, _in_the_database(patience if here else 0) as everywhere:
        if not (here and everywhere):
            raise Refusal(
                "exchange.busy", "Máy này đang nhập một gói FHIR khác. Hãy đợi xong rồi nhập lại.", status=409
            )
        yield


def _held(attempt: Callable[[], bool], patience: int) -> bool:
    """Whether an attempt succeeded, tried once a second."""
    for _ in range(patience):
        if attempt():
            return True
        time.sleep(1)
    return attempt()


@contextmanager
def _on_this_machine(patience: int) -> Iterator[bool]:
    with (Path(settings.HOME) / "fhir-import.lock").open("a") as lock:
        held = _held(lambda: locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB), patience)
        try:
            yield held
        finally:
            if held:
                locks.unlock(lock)


@contextmanager
def _in_the_database(patience: int) -> Iterator[bool]:
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:

        def attempt() -> bool:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
            return bool(cursor.fetchone()[0])

        held = _held(attempt, patience)
        try:
            yield held
        finally:
            if held and not connection.needs_rollback:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
