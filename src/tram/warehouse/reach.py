"""Which rows of a published table facts can have changed: read off the table's own SQL."""

from __future__ import annotations

from functools import cache
from uuid import UUID

import sqlglot
from sqlglot import exp

from tram.engines.query import Table
from tram.kernel.guards import record_models
from tram.warehouse.log import Touched

SUBJECTS = {"people_household": "household", "places_village": "village", "places_facility": "facility"}
Reached = dict[str, set[UUID]]


@cache
def read_tables(table: Table) -> frozenset[str]:
    """The database tables behind a published table."""
    if not table.select:
        return frozenset({table.sql_name})
    parsed = sqlglot.parse_one(table.select, dialect="postgres")
    named = {common.alias for common in parsed.find_all(exp.CTE)}
    return frozenset(found.name for found in parsed.find_all(exp.Table)) - named


def reached(table: Table, touched: Touched) -> Reached | None:
    """Columns of the table with the ids whose rows may have changed; {} when none did, None when any row may have.

    A table read from one database table is reached by its own rows; one that puts several together by the people the
    facts were about, and by households, villages and facilities through the columns that link to them.
    """
    read = read_tables(table)
    if read.isdisjoint(_of_records()):
        return None  # law and lists: no fact tells of them, and they are small
    if read == {table.sql_name}:
        return _kept({table.id_column: touched.rows.get(table.sql_name, set()), table.person_column: touched.emptied})
    if not table.person_column and touched.persons and read & _of_people():
        return None
    found = {table.person_column: set(touched.persons)}
    for name in (read & touched.rows.keys()) - _of_people():
        column = table.id_column if name == table.sql_name else table.link(SUBJECTS.get(name, ""))
        if column is None:
            return None
        found.setdefault(column, set()).update(touched.rows[name])
    return _kept(found)


def _kept(found: Reached) -> Reached:
    return {column: ids for column, ids in found.items() if column and ids}


@cache
def _of_records() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in record_models())


@cache
def _of_people() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in record_models() if model.PERSON_COLUMN)
