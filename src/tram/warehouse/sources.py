"""Every table the rooms below publish, as it stands in the database and as a store holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from tram.claims.tables import TABLES as CLAIMS
from tram.encounters.tables import TABLES as ENCOUNTERS
from tram.engines.query import Table
from tram.immunization.tables import TABLES as IMMUNIZATION
from tram.people.tables import TABLES as PEOPLE
from tram.places.tables import TABLES as PLACES
from tram.warehouse.shape import MONTHS, dated, signature


@cache
def tables() -> dict[str, Table]:
    """Published tables by name."""
    return {table.name: table for table in (*PLACES, *PEOPLE, *ENCOUNTERS, *IMMUNIZATION, *CLAIMS)}


def view_of(table: Table) -> str:
    """What the table is called where a store is read: ``people.residents`` is ``people_residents``."""
    return table.name.replace(".", "_")


def stored(published: Mapping[str, Table]) -> dict[str, Table]:
    """The same tables as a store holds them: columns under their published names, no SELECT behind them."""
    return {name: _stored(table) for name, table in published.items()}


def _stored(table: Table) -> Table:
    columns = tuple(replace(column, sql_name="") for column in table.columns)
    months = MONTHS if dated(table) else None
    return replace(table, sql_name=view_of(table), select="", columns=columns, months=months)


def signatures() -> dict[str, str]:
    """The signature of every table this program publishes."""
    return {name: signature(table) for name, table in tables().items()}
