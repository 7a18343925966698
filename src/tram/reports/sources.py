"""Every table definitions may name: those a store holds too, and the room's own."""

from __future__ import annotations

from functools import cache

from tram.engines.query import Table
from tram.reports.tables import TABLES as REPORTS
from tram.warehouse import api as warehouse


@cache
def tables() -> dict[str, Table]:
    """Published tables by name."""
    return {**warehouse.tables(), **{table.name: table for table in REPORTS}}
