"""Makes a built village ten times as large, to measure a million people without an hour of building.

Copies every record, every fact and what follows from doses into other communes by SQL, each copy under ids and a node
of its own. The guards are lifted for it, and the copied facts no longer match their hashes: a database for stopwatches,
never for work.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
NIBBLES = "89abcdef0"  # in the place of the version's 7: no copy meets another, nor what it was copied from
LEFT_ALONE = {"workforce_role_grant", "workforce_account_event", "kernel_read_entry", "people_import_job"}


def main() -> None:
    import django

    django.setup()
    from django.db import connection, transaction

    from tram.kernel.guards import install, record_models
    from tram.people.api import rebuild_search

    tables = [model for model in record_models() if model._meta.db_table not in LEFT_ALONE]
    lift(connection, [model._meta.db_table for model in [*tables]] + ["kernel_fact"])
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.create_function("twin", 2, _twin, deterministic=True)
    for copy, nibble in enumerate(NIBBLES, start=1):
        with transaction.atomic(), connection.cursor() as cursor:
            _other_communes(cursor, copy)
            for model in _with_log(tables):
                cursor.execute(_copying(model, connection.vendor, nibble))
        _fold(connection)
        print(f"{copy + 1} times", flush=True)
    install(connection)
    print(f"{rebuild_search():,} search entries", flush=True)
    _fold(connection)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _with_log(tables: list[Any]) -> list[Any]:
    from django.apps import apps

    from tram.kernel.models import Fact, Node
    from tram.kernel.records import Projection

    follow = [model for model in apps.get_app_config("immunization").get_models() if issubclass(model, Projection)]
    return [Node, *tables, *follow, Fact]


def _copying(model: Any, vendor: str, nibble: str) -> str:
    from tram.kernel.ids import IdField

    names, values = [], []
    for field in model._meta.concrete_fields:
        column = f'"{field.column}"'
        names.append(column)
        if field.column == "id" and _whose(model) != "id":
            values.append("gen_random_uuid()" if vendor == "postgresql" else "randomblob(16)")
        elif isinstance(field.target_field if field.is_relation else field, IdField) and field.column != "actor":
            values.append(_twin_sql(column, vendor, nibble))
        elif field.column in {"commune", "place"} and field.max_length == 5:
            values.append(f"coalesce((SELECT fresh FROM other WHERE old = {column}), {column})")
        elif field.column == "here":
            values.append("false")
        elif field.column == "arrival":
            values.append("arrival + (SELECT max(arrival) FROM kernel_fact)")
        else:
            values.append(column)
    table, original = model._meta.db_table, _original(vendor, _whose(model))
    return f'INSERT INTO "{table}" ({", ".join(names)}) SELECT {", ".join(values)} FROM "{table}" WHERE {original}'


def _whose(model: Any) -> str:
    """The column that tells an original: the row's own id, or the person or event whose row was derived."""
    from tram.kernel.records import Projection

    if not issubclass(model, Projection):
        return "id"
    return next(field.column for field in model._meta.concrete_fields if field.column in {"person", "event"})


def _original(vendor: str, column: str) -> str:
    """Only what was there first is copied: ids of version 7."""
    if vendor == "postgresql":
        return f"substr({column}::text, 15, 1) = '7'"
    return f"substr(hex({column}), 13, 1) = '7'"


def _twin_sql(column: str, vendor: str, nibble: str) -> str:
    if vendor == "postgresql":
        return f"overlay({column}::text placing '{nibble}' from 15 for 1)::uuid"
    return f"twin({column}, {int(nibble, 16)})"


def _twin(row: bytes | None, nibble: int) -> bytes | None:
    return None if row is None else row[:6] + bytes([nibble << 4 | row[6] & 15]) + row[7:]


def _other_communes(cursor: Any, copy: int) -> None:
    """The 38 communes of the village, each with another commune of the country for this copy."""
    cursor.execute("DROP TABLE IF EXISTS other")
    cursor.execute("CREATE TEMPORARY TABLE other (old varchar(5) PRIMARY KEY, fresh varchar(5))")
    cursor.execute("SELECT DISTINCT commune FROM places_village WHERE commune <> '' ORDER BY 1")
    used = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT code FROM places_commune WHERE province_code <> '12' AND valid_to IS NULL ORDER BY code")
    free = [row[0] for row in cursor.fetchall()]
    home = [code for code in used if code not in set(free)]
    pairs = zip(home, free[(copy - 1) * len(home) :], strict=False)
    cursor.executemany("INSERT INTO other VALUES (%s, %s)", list(pairs))


def lift(connection: Any, tables: list[str]) -> None:
    """Takes the guards off, for bulk copying of what is already known to be right."""
    on: Callable[[str], str] = (lambda table: f" ON {table}") if connection.vendor == "postgresql" else (lambda _: "")
    with connection.cursor() as cursor:
        for table in tables:
            for event in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS tram_guard_{table}_{event}{on(table)}")


def _fold(connection: Any) -> None:
    from tram.kernel.sqlite import checkpoint

    checkpoint(connection, "TRUNCATE")


if __name__ == "__main__":
    main()
