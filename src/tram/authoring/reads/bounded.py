"""Queries that somebody is still writing: bounded in time, and stopped when their author says so."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.db import OperationalError, connection, transaction

from tram.authoring import refusals
from tram.engines.query import Execute

STEPS = 10_000  # virtual machine steps of SQLite between two looks at the clock
MARK = "tram-thu-{}"
_RUNNING: dict[str, Event] = {}


@contextmanager
def bounded(name: str, seconds: float) -> Iterator[Execute]:
    """How to run statements for at most so many seconds in all; ``name`` tells this run from others.

    Refuses ``preview.stopped`` when ``stop(name)`` was called, ``preview.long`` when the time is over.
    """
    told, until = Event(), time.monotonic() + seconds
    _RUNNING[name] = told
    try:
        with _on_sqlite(told, until) if connection.vendor == "sqlite" else _on_postgres(name, until) as execute:
            yield execute
    except OperationalError:
        if told.is_set():
            raise refusals.stopped() from None
        if time.monotonic() >= until:
            raise refusals.too_long(seconds) from None
        raise
    finally:
        if _RUNNING.get(name) is told:
            del _RUNNING[name]


def stop(name: str) -> None:
    """Stops the run of that name, whichever process of this database has it; nothing happens when there is none."""
    if (found := _RUNNING.get(name)) is not None:
        found.set()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            asked = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
            cursor.execute(asked, [MARK.format(name)])


@contextmanager
def _on_sqlite(told: Event, until: float) -> Iterator[Execute]:
    connection.ensure_connection()
    database = connection.connection

    def over() -> int:
        return int(told.is_set() or time.monotonic() >= until)

    database.set_progress_handler(over, STEPS)
    try:
        yield _execute
    finally:
        database.set_progress_handler(None, 0)


@contextmanager
def _on_postgres(name: str, until: float) -> Iterator[Execute]:
    def execute(sql: str, values: dict[str, Any]) -> Sequence[Sequence[Any]]:
        left = max(1, int((until - time.monotonic()) * 1000))
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(left)])
        return _execute(sql, values)

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, true)", [MARK.format(name)])
        yield execute


def _execute(sql: str, values: dict[str, Any]) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return rows
