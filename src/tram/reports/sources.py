"""Every table lower rooms publish: what definitions may name."""

from __future__ import annotations

from functools import cache

from tram.encounters.tables import TABLES as ENCOUNTERS
from tram.engines.query import Table
from tram.people.tables import TABLES as PEOPLE
from tram.places.tables import TABLES as PLACES


@cache
def tables() -> dict[str, Table]:
    """Published tables by name."""
    return {table.name: table for table in (*PLACES, *PEOPLE, *ENCOUNTERS)}
