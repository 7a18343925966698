"""DuckDB and Spark read the same rows of a store, and skip the files of months nobody asked for."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tram.warehouse.api import duck, rebuild, tables, view_of
from tram.warehouse.nation import spark as read_by_spark
from tram.warehouse.tests.conftest import AT, World


def test_a_month_asked_for_opens_only_its_files(world: World) -> None:
    world.go(10, "visit")
    world.node.clock.at += timedelta(days=40)
    world.go(10, "visit")
    made = rebuild(world.folder, AT)
    months = sorted({key[-7:] for key in made.parts["encounters.visits"]})
    assert len(months) > 1
    store = duck(world.folder)
    told = store("EXPLAIN ANALYZE SELECT count(*) FROM encounters_visits WHERE month = $month", {"month": months[0]})
    files = sum(key.endswith(months[0]) for key in made.parts["encounters.visits"])
    assert f"Total Files Read: {files}" in told[0][1]


@pytest.mark.needs_java
@pytest.mark.xdist_group("spark")
def test_spark_reads_what_duckdb_reads(world: World, spark) -> None:
    world.go(60)
    rebuild(world.folder, AT)
    one, other = duck(world.folder), read_by_spark(world.folder, spark)
    for name, table in tables().items():
        sql = f"SELECT * FROM {view_of(table)}"
        theirs = [
            tuple(UUID(bytes=bytes(v)) if isinstance(v, bytearray | bytes) else v for v in row)
            for row in other(sql, {})
        ]
        assert sorted(theirs, key=repr) == sorted(one(sql, {}), key=repr), name
    month = {"month": "2026-11"}
    assert other("SELECT count(*) FROM encounters_visits WHERE month = :month", month) == one(
        "SELECT count(*) FROM encounters_visits WHERE month = $month", month
    )
