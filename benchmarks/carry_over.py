"""Carries a built village from its SQLite file into the (empty, migrated) PostgreSQL database of TRAM_DATABASE.

``python benchmarks/carry_over.py FILE.sqlite3``. For stopwatches: the guards are lifted while rows are copied.
"""

from __future__ import annotations

import os
import sys
from itertools import islice
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]
sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tram.settings")
ROOMS = ("kernel", "places", "people", "workforce", "encounters", "exchange")
REBUILT = {"people_search"}
CHUNK = 5000


def main(file: str) -> None:
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection, connections, transaction

    from benchmarks.multiply import lift
    from tram.kernel.facts.insert import insert
    from tram.kernel.guards import install, record_models
    from tram.kernel.home import database_config
    from tram.people.api import rebuild_search

    source = connections.databases["default"] | database_config(f"sqlite:///{file}", Path(file).parent)
    connections.databases["source"] = source | {"TIME_ZONE": None}
    call_command("migrate", verbosity=0)
    lift(connection, [model._meta.db_table for model in record_models()] + ["kernel_fact"])
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS or model._meta.db_table in REBUILT:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        rows = model.objects.using("source").iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            with transaction.atomic():
                insert(model, chunk)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = origin")
    install(connection)
    print(f"{rebuild_search():,} search entries", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(sys.argv[1])
