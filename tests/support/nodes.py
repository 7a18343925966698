"""Many machines in one process: each with a database of its own in memory, a key, and a clock that may be wrong.

``with node.here():`` makes the node's database the one Django works on, and its clock the one the log is stamped by.
Works inside pytest (it never touches the test database and needs no ``django_db`` mark) and in a plain process.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest import mock
from uuid import UUID

import uuid_utils
from django.core.management import call_command
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.utils import ConnectionHandler
from nacl.signing import SigningKey

from tram.kernel.facts import upgrade, writer
from tram.kernel.guards import record_models
from tram.kernel.models import Node as NodeRow
from tram.sync.identity import Identity

PROVINCES = frozenset({"11", "12"})  # Điện Biên and Lai Châu: the law every node holds
COMMONS = frozenset({"places", "workforce"})
NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
PROJECTED = {
    "kernel_version": "row",
    "kernel_fork": "row",
}  # tables that follow from the facts; their column of the row
_CONFIG: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA temp_store=MEMORY"},
}


class Killed(BaseException):
    """The power went in the middle of a statement. Nothing that runs afterwards may reach the database."""


class Wrapper(DatabaseWrapper):
    """A connection to a database in memory that outlives its connection, as a file outlives a process."""

    def __init__(self, kept: sqlite3.Connection | None = None) -> None:
        super().__init__(dict(ConnectionHandler({"default": _CONFIG}).settings["default"]), "default")
        self.kept = kept

    def get_new_connection(self, conn_params: Any) -> Any:
        """The database that was kept, or a new one."""
        if self.kept is None:
            self.kept = super().get_new_connection(conn_params)
        return self.kept

    def ensure_connection(self) -> None:
        """Connects. (pytest-django forbids the base class to, so that no test meets a database by accident.)"""
        if self.connection is None:
            with self.wrap_database_errors:
                self.connect()


@dataclass(slots=True)
class Clock:
    """A node's own idea of the time; moves a little at every look."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        """The time now, by this clock."""
        self.at += timedelta(milliseconds=7)
        return self.at


@dataclass(eq=False)
class Node:
    """One machine. ``scope``: places as ``sync`` writes them ('' the nation, '12' a province, '03424' a commune).

    ``program`` are the upgrades of fact payloads that the version of the program running there knows.
    """

    name: str
    scope: str = ""
    id: UUID = field(default_factory=lambda: UUID(int=uuid_utils.uuid7().int))
    key: SigningKey = field(default_factory=lambda: SigningKey(os.urandom(32)))
    clock: Clock = field(default_factory=Clock)
    program: dict[str, dict[int, upgrade.Upgrade]] = field(default_factory=dict)
    wrapper: Wrapper = field(default_factory=Wrapper)

    @property
    def raw(self) -> sqlite3.Connection:
        """The database itself."""
        self.wrapper.ensure_connection()
        assert self.wrapper.kept is not None
        return self.wrapper.kept

    @property
    def identity(self) -> Identity:
        """Who the machine is to others."""
        return Identity(self.id, self.key)

    @contextmanager
    def here(self) -> Iterator[Node]:
        """Everything inside happens on this machine. May be nested: a machine answers another."""
        held: Any = connections._connections  # type: ignore[attr-defined]
        before = getattr(held, "default", None)
        connections["default"] = self.wrapper
        try:
            with mock.patch.object(writer, "now", self.clock), mock.patch.dict(upgrade._UPGRADES, self.program):
                yield self
        finally:
            if before is None:
                del connections["default"]
            else:
                connections["default"] = before

    def restart(self) -> None:
        """The program ends, whatever it was doing, and starts again on the same database."""
        if self.raw.in_transaction:
            self.raw.rollback()
        self.wrapper = Wrapper(self.raw)

    def close(self) -> None:
        """Gives the memory back."""
        self.raw.close()


def make(name: str, scope: str = "", *, at: datetime = NOON) -> Node:
    """A new machine with an empty record, the tables of law and its own number; takes a few milliseconds."""
    node = Node(name, scope, clock=Clock(at))
    template().backup(node.raw)
    with node.here():
        NodeRow.objects.create(id=node.id, name=name, here=True)
    return node


def copy(node: Node) -> sqlite3.Connection:
    """The node's database as it is now, to be given back to ``restore``."""
    kept = sqlite3.connect(":memory:")
    node.raw.backup(kept)
    return kept


def restore(node: Node, kept: sqlite3.Connection) -> None:
    """The disk died: the machine goes on from an old backup."""
    kept.backup(node.raw)
    node.restart()


@cache
def template() -> sqlite3.Connection:
    """A database with every table and the law of two provinces; made once in a process."""
    from tram.immunization.api import rebuild_forecasts
    from tram.places.api import load_reference

    empty = Node("template", id=UUID(int=0), key=SigningKey(bytes(32)))
    with empty.here():
        call_command("migrate", verbosity=0, interactive=False)
        load_reference(PROVINCES)
        rebuild_forecasts(NOON.date())
    return empty.raw


def crash(node: Node, work: Callable[[], object], after: int) -> bool:
    """Runs the work on the node and cuts its power before statement number ``after``; whether it came to that.

    Then the node is started again. What the work had committed stays, the rest is gone.
    """
    count = 0

    def cut(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count >= after:
            raise Killed
        return execute(sql, params, many, context)

    try:
        with node.here(), node.wrapper.execute_wrapper(cut):
            work()
    except Killed:
        return True
    finally:
        node.restart()
    return False


@contextmanager
def seeded(seed: int) -> Iterator[Random]:
    """Row ids, salts and keys made inside come from the seed, so that a run can be repeated to the byte."""
    random = Random(seed)

    def uuid7() -> Any:
        bits = random.getrandbits(128)
        return SimpleNamespace(int=bits & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)

    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(uuid_utils, "uuid7", uuid7))
        stack.enter_context(mock.patch.object(os, "urandom", random.randbytes))
        stack.enter_context(mock.patch.object(secrets, "randbelow", random.randrange))
        yield random


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows concern a place, told apart from the program's own way: the oracle of what must agree.

    A row about a person belongs where the person (the one they were merged into) lives now, any other row to its own
    commune; '' is everybody's. ``lent`` are people a node holds on loan.
    """

    communes: frozenset[str] | None
    around: frozenset[str] = frozenset()
    lent: frozenset[bytes] = frozenset()

    def covers(self, commune: str, room: str = "") -> bool:
        """Whether rows of this commune concern the place; units and staff are held by the whole province."""
        known = self.around if room in COMMONS else self.communes
        return self.communes is None or not commune or commune in (known or ())


EVERYWHERE = Scope(None)


@cache
def scope(places: str, lent: frozenset[bytes] = frozenset()) -> Scope:
    """The scope of '', or of provinces and communes separated by blanks."""
    if not places:
        return EVERYWHERE
    wanted = set(places.split())
    rows = list(template().execute("SELECT code, province_code FROM places_commune"))
    inside = {code for code, province in rows if {code, province} & wanted}
    provinces = {province for code, province in rows if code in inside}
    return Scope(frozenset(inside), frozenset(code for code, province in rows if province in provinces), lent)


Rows = dict[str, dict[bytes, tuple[Any, ...]]]


def rows_within(node: Node, within: Scope) -> Rows:
    """Every row of the record in scope as the node has it, by table and id."""
    homes = _homes(node)
    found: Rows = {}
    for model in record_models():
        place, person = model.PLACE_COLUMN, model.PERSON_COLUMN
        taken = {}
        for row in _read(node, model._meta.db_table):
            whose = row.get(person) if person else None
            at = homes[whose] if whose in homes else row.get(place or "") or ""
            if whose in within.lent or within.covers(at, "" if whose in homes else model._meta.app_label):
                taken[row["id"]] = tuple(row.values())
        found[model._meta.db_table] = taken
    return found


def projected(node: Node, ids: set[bytes]) -> Rows:
    """The versions and forks of these rows."""
    return {
        table: {
            repr(key).encode(): key
            for row in _read(node, table)
            if row[column] in ids and (key := tuple(value for name, value in row.items() if name != "id"))
        }
        for table, column in PROJECTED.items()
    }


def tables_hash(node: Node, places: str = "") -> dict[str, str]:
    """One hash for each table of the record: of every row in scope, stamps and all."""
    found = rows_within(node, scope(places))
    found |= projected(node, {row for rows in found.values() for row in rows})
    return {table: hashlib.sha256(repr(sorted(rows.items())).encode()).hexdigest() for table, rows in found.items()}


def diff(above: Node, below: Node, places: str = "", limit: int = 20) -> list[str]:
    """Where a machine differs from the one above it within a scope: sentences, empty when they agree.

    Who belongs to the scope is as ``above`` sees it; a row that only ``below`` has is always a fault.
    """
    mine, everything, theirs = rows_within(above, scope(places)), _all(above), _all(below)
    compared = {table: rows.keys() | (theirs[table].keys() - everything[table].keys()) for table, rows in mine.items()}
    ids = {row for rows in mine.values() for row in rows}
    mine |= projected(above, ids)
    theirs |= projected(below, ids)
    compared |= {table: mine[table].keys() | theirs[table].keys() for table in PROJECTED}
    faults = [
        f"{table} {key.hex()}: {above.name} {mine[table].get(key)} / {below.name} {theirs[table].get(key)}"
        for table, keys in compared.items()
        for key in sorted(keys)
        if mine[table].get(key) != theirs[table].get(key)
    ]
    return faults[:limit]


def _all(node: Node) -> Rows:
    return rows_within(node, EVERYWHERE)


def _homes(node: Node) -> dict[bytes, str]:
    """Where everybody lives now: the commune of the person, or of the one the person was merged into."""
    rows = {row["id"]: row for row in _read(node, "people_person")}
    found = {}
    for key, row in rows.items():
        seen = {key}
        while (into := row["merged_into_id"]) in rows and into not in seen:
            seen.add(into)
            row = rows[into]  # noqa: PLW2901
        found[key] = row["commune"]
    return found


def _read(node: Node, table: str) -> Iterator[dict[str, Any]]:
    cursor = node.raw.execute(f"SELECT * FROM {table} ORDER BY 1")
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))
