"""The code lists of the insurance, by day: what a code means and from when to when it may be used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from tram.claims.format.model import CodeName
from tram.kernel.definitions import load_csv, remembered

ROOM = "claims"
FIRST = date(1900, 1, 1)

Codes = Mapping[str, CodeName]


@remembered
def code_list(name: str, day: date) -> Codes:
    """The codes of a list that hold on that day, by code. ``KeyError`` when there is no such list."""
    held = (one for one in _all(name) if one.first <= day and (one.last is None or day <= one.last))
    return MappingProxyType({one.code: one for one in held})


@remembered
def turns() -> tuple[date, ...]:
    """The days, in order, on which a list changes: between two of them every list stays as it is."""
    rows = load_csv(ROOM, "codes")
    begun = {date.fromisoformat(row["from"]) for row in rows if row["from"]}
    ended = {date.fromisoformat(row["to"]) + timedelta(days=1) for row in rows if row["to"]}
    return tuple(sorted(begun | ended))


@remembered
def open_lists() -> frozenset[str]:
    """The lists of which we know only some codes: another code is no fault."""
    return frozenset(row["list"] for row in load_csv(ROOM, "code_lists") if row["complete"] == "no")


@remembered
def _all(name: str) -> tuple[CodeName, ...]:
    head = {row["list"]: row for row in load_csv(ROOM, "code_lists")}[name]
    own = tuple(_code(row) for row in load_csv(ROOM, "codes") if row["list"] == name)
    return own + (_shared(head) if head["shared"] else ())


def _shared(head: Mapping[str, str]) -> tuple[CodeName, ...]:
    """The codes of a list that another room keeps ("people.ethnic_groups")."""
    room, _dot, name = head["shared"].partition(".")
    rows = load_csv(room, name)
    return tuple(CodeName(one["code"], one["name"], FIRST, None, head["status"], head["source"]) for one in rows)


def _code(row: Mapping[str, str]) -> CodeName:
    first = date.fromisoformat(row["from"]) if row["from"] else FIRST
    last = date.fromisoformat(row["to"]) if row["to"] else None
    return CodeName(row["code"], row["name"], first, last, row["status"], row["source"], row["note"])
