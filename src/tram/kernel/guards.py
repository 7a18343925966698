"""The database's own guard: no row of the record is written outside a fact, whoever asks.

A trigger on every record table compares the row's stamp with the window of stamps the open deed holds: a function of
the connection on SQLite, a transaction-local setting on PostgreSQL. Deleting is refused but for a lawful erasure.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

from tram.kernel.records import Record

CLOSED = (0, -1)
ALWAYS = (-(1 << 63), (1 << 63) - 1)  # rows of other machines bear their stamps
FACT = "kernel_fact"
OF_A_FACT = "id, node_id, seq, stamp, at, actor, name, version, person, place, payload, salt, digest, hash"
MESSAGE = "tram: row written outside a fact"


@contextmanager
def writing(connection: BaseDatabaseWrapper, low: int, high: int, *, erase: bool = False) -> Iterator[None]:
    """Opens the window of stamps ``low`` to ``high`` on this connection, inside the current transaction."""
    _set_window(connection, low, high, erase=erase)
    try:
        yield
    finally:
        if connection.vendor == "sqlite" or not connection.needs_rollback:
            _set_window(connection, *CLOSED, erase=False)


def _set_window(connection: BaseDatabaseWrapper, low: int, high: int, *, erase: bool) -> None:
    if connection.vendor == "sqlite":
        connection.tram_window = (low, high, erase)  # type: ignore[attr-defined]
        return
    if connection.in_atomic_block and _is_broken(connection):
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tram.low', %s, true), set_config('tram.high', %s, true), "
            "set_config('tram.erase', %s, true)",
            [str(low), str(high), "on" if erase else ""],
        )


def _is_broken(connection: BaseDatabaseWrapper) -> bool:
    """Whether PostgreSQL has already given this transaction up (its settings fall with it)."""
    raw: Any = connection.connection
    return raw is not None and raw.info.transaction_status == raw.info.transaction_status.__class__.INERROR


def record_models() -> list[type[Record]]:
    """Every concrete record table of the program."""
    return [model for model in apps.get_models() if issubclass(model, Record)]


def install(connection: BaseDatabaseWrapper) -> None:
    """Creates or renews the guards of all record tables and of the log; run after every migration."""
    present = set(connection.introspection.table_names())
    statements = _postgres if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in [model._meta.db_table for model in record_models()] + [FACT]:
            if table in present:
                for statement in statements(table):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Record tables without their guards, by name (should be none)."""
    query = (
        "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'tram_guard_%%'"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tram_guard_%%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        guarded = {row[0] for row in cursor.fetchall()}
    wanted = {model._meta.db_table for model in record_models()} | {FACT}
    return sorted(wanted - guarded)


def _event(event: str, table: str) -> str:
    """Of a fact everything is guarded but its arrival, which is this machine's own number."""
    return f"UPDATE OF {OF_A_FACT}" if (event, table) == ("UPDATE", FACT) else event


def _sqlite(table: str) -> list[str]:
    names = {event: f"tram_guard_{table}_{event.lower()}" for event in ("INSERT", "UPDATE", "DELETE")}
    update = "tram_writing(NEW.stamp) IS NOT 1 OR NEW.id IS NOT OLD.id"
    if table == FACT:
        update = "tram_erasing() IS NOT 1 OR NEW.hash IS NOT OLD.hash OR NEW.digest IS NOT OLD.digest"
    conditions = {"INSERT": "tram_writing(NEW.stamp) IS NOT 1", "UPDATE": update, "DELETE": "tram_erasing() IS NOT 1"}
    if table == FACT:
        conditions["DELETE"] = "1"
    found = []
    for event, name in names.items():
        found.append(f"DROP TRIGGER IF EXISTS {name}")
        found.append(
            f"CREATE TRIGGER {name} BEFORE {_event(event, table)} ON {table} WHEN {conditions[event]} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
    return found


def _postgres(table: str) -> list[str]:
    window = (
        "NEW.stamp NOT BETWEEN coalesce(nullif(current_setting('tram.low', true), ''), '0')::bigint "
        "AND coalesce(nullif(current_setting('tram.high', true), ''), '-1')::bigint"
    )
    erasing = "coalesce(current_setting('tram.erase', true), '') = 'on'"
    update, delete = f"{window} OR NEW.id <> OLD.id", f"NOT ({erasing})"
    if table == FACT:
        update, delete = f"NOT ({erasing}) OR NEW.hash <> OLD.hash OR NEW.digest <> OLD.digest", "true"
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"
    found = [f"CREATE OR REPLACE FUNCTION tram_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"]
    for event, condition in (("INSERT", window), ("UPDATE", update), ("DELETE", delete)):
        name = f"tram_guard_{table}_{event.lower()}"
        found.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        found.append(
            f"CREATE TRIGGER {name} BEFORE {_event(event, table)} ON {table} FOR EACH ROW WHEN ({condition}) "
            "EXECUTE FUNCTION tram_refuse()"
        )
    name = f"tram_guard_{table}_truncate"
    found.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
    found.append(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} EXECUTE FUNCTION tram_refuse()")
    return found
