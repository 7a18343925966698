"""Dated choices of what a visit is in the insurer's lists, from ``definitions/claims``; nothing of it is in code."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from tram.claims.money import Why
from tram.kernel.definitions import load_csv, remembered

ROOM = "claims"
ANY = "any"
Row = Mapping[str, str]


@remembered
def setting(name: str, day: date) -> tuple[str, Why]:
    """A choice of ``build.csv`` in force on a day and why; before the first one, the first."""
    rows = sorted((row for row in load_csv(ROOM, "build") if row["name"] == name), key=lambda row: row["from"])
    row = next((one for one in reversed(rows) if date.fromisoformat(one["from"]) <= day), rows[0])
    return row["value"], _why(row)


def visit_type(situations: Collection[str], day: date) -> tuple[str, Why]:
    """MA_LOAI_KCB of a visit with these situations on a day, and why."""
    return _chosen("visit_types", frozenset(situations), day)


def department(situations: Collection[str], day: date) -> tuple[str, Why]:
    """MA_KHOA of a visit, and why."""
    return _chosen("departments", frozenset(situations), day)


@remembered
def _chosen(name: str, situations: frozenset[str], day: date) -> tuple[str, Why]:
    row = next(row for row in load_csv(ROOM, name) if row["situation"] in situations | {ANY} and _holds(row, day))
    return row["code"], _why(row)


@remembered
def outcome(name: str) -> tuple[str, str, Why]:
    """KET_QUA_DTRI, MA_LOAI_RV and why, for how somebody left a visit."""
    row = next(row for row in load_csv(ROOM, "outcomes") if row["outcome"] in {name, ANY})
    return row["result"], row["leaving"], _why(row)


@remembered
def treatment_days(kind: str, day: date) -> tuple[str, Why]:
    """How SO_NGAY_DTRI is counted for a type of visit (none, days, drugs, services), and why."""
    row = next(row for row in load_csv(ROOM, "treatment_days") if row["type"] in {kind, ANY} and _holds(row, day))
    return row["how"], _why(row)


@remembered
def sent_with(kind: str, day: date) -> frozenset[str]:
    """The tables that go out because of the type of visit."""
    rows = load_csv(ROOM, "table_needs")
    return frozenset(row["table"] for row in rows if kind in row["types"].split() and _holds(row, day))


def _holds(row: Row, day: date) -> bool:
    start, end = row["from"], row["to"]
    return (not start or date.fromisoformat(start) <= day) and (not end or day <= date.fromisoformat(end))


def _why(row: Row) -> Why:
    return Why(row["sentence"], row["source"], row["status"])
