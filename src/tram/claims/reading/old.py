"""Rows of the old tables (QĐ 4210/2017) under the names and codes of the new ones, so that one reader reads both."""

from __future__ import annotations

from collections.abc import Mapping

from tram.claims.format import Row, Tables
from tram.kernel.definitions import load_csv

DECISION = "4210"


def as_new(decision: str, tables: Tables) -> Tables:
    """The tables with today's field names and codes; those of a later decision come back as they are."""
    if decision != DECISION:
        return tables
    return {table: tuple(_row(table, row) for row in rows) for table, rows in tables.items()}


def _row(table: str, row: Row) -> dict[str, str]:
    names, codes = _names(table), _codes()
    renamed = {names.get(name, name): value for name, value in row.items()}
    return {name: codes.get((name, value), value) for name, value in renamed.items()}


def _names(table: str) -> Mapping[str, str]:
    rows = load_csv("claims", "old_names")
    return {row["old"]: row["new"] for row in rows if row["table"] == table and not row["value"]}


def _codes() -> Mapping[tuple[str, str], str]:
    rows = load_csv("claims", "old_names")
    return {(row["old"], row["value"]): row["new"] for row in rows if row["value"]}
