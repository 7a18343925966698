"""Running a compiled indicator on the database Trạm stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from tram.engines.query import MANY_PLACES, Compiled, Execute, Params, compile_indicator
from tram.reports.catalogue import Indicator
from tram.reports.sources import tables
from tram.warehouse.api import stored

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
_WALKS = ("jit", "enable_hashjoin", "enable_mergejoin")
BY_INDEX = "; ".join(f"SET LOCAL {name} = off" for name in _WALKS)
AS_BEFORE = "; ".join(f"SET LOCAL {name} = DEFAULT" for name in _WALKS)
_COMPILED: dict[tuple[str, str, tuple[str, ...]], Compiled] = {}


def compiled(indicator: Indicator, by: Sequence[str] = (), dialect: str = "") -> Compiled:
    """The indicator divided by splits for the database in use, or for a store in another dialect.

    Compiled once; a draft each time.
    """
    where = stored(tables()) if dialect else tables()
    spoken = dialect or DIALECTS[connection.vendor]
    if indicator.draft:
        return compile_indicator(indicator.definition, where, spoken, by=by)
    key = (indicator.digest, spoken, tuple(by))
    if key not in _COMPILED:
        _COMPILED[key] = compile_indicator(indicator.definition, where, spoken, by=by)
    return _COMPILED[key]


def execute(sql: str, values: dict[str, Any]) -> Sequence[Sequence[Any]]:
    """The rows of a statement with named values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return rows


def execute_for(params: Params) -> Execute:
    """How to run statements with these parameters: on PostgreSQL a few communes are walked by index.

    Left alone, its planner reads every person of a province to join one commune's: 3 to 10 times slower at a million.
    """
    few = params.places is not None and len(params.places) < MANY_PLACES
    return _by_index if few and connection.vendor == "postgresql" else execute


def _by_index(sql: str, values: dict[str, Any]) -> Sequence[Sequence[Any]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        cursor.execute(sql, values)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        cursor.execute(AS_BEFORE)
    return rows
