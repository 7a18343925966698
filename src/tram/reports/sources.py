"""Every table definitions may name: those lower rooms publish and the room's own."""

from __future__ import annotations

from functools import cache

from tram.encounters.tables import TABLES as ENCOUNTERS
from tram.engines.query import Table
from tram.people.tables import TABLES as PEOPLE
from tram.places.tables import TABLES as PLACES
from tram.reports.tables import TABLES as REPORTS


@cache
def tables() -> dict[str, Table]:
    """Published tables by name."""
    return {table.name: table for table in (*PLACES, *PEOPLE, *ENCOUNTERS, *REPORTS)}
