"""Writing facts: collect in ``deed``, flush in one transaction; ``batch`` puts many deeds into few transactions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from tram.kernel.actors import Actor
from tram.kernel.clock import now, tick
from tram.kernel.facts.columns import table_of
from tram.kernel.facts.draft import Draft, RowWrite
from tram.kernel.facts.insert import insert, insert_all
from tram.kernel.facts.payload import chain_hash, commitment, encode, pack, values_of
from tram.kernel.facts.projections import follow
from tram.kernel.facts.upgrade import known_version
from tram.kernel.facts.versions import forks_of, keep, settle, version_of
from tram.kernel.guards import ALWAYS, writing
from tram.kernel.models import Fact, Node, Version
from tram.kernel.records import Record
from tram.kernel.refusals import Refusal

CHUNK = 500
_BATCH: ContextVar[Batch | None] = ContextVar("tram_batch", default=None)


class Batch:
    """Drafts waiting for a large transaction."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.drafts: list[Draft] = []

    def take(self, draft: Draft) -> None:
        """Keeps a draft; flushes when there are enough."""
        self.drafts.append(draft)
        if len(self.drafts) >= self.size:
            self.flush()

    def flush(self) -> None:
        """Writes what is waiting."""
        drafts, self.drafts = self.drafts, []
        if drafts:
            write(drafts)


@contextmanager
def deed(name: str, *, by: Actor, at: datetime, place: str, person: UUID | None = None) -> Iterator[Draft]:
    """Collects the rows of one deed and, when the block ends well, writes them and their fact in one transaction.

    Refuses ``row.stale`` (409) when a changed row has moved on, ``row.conflict`` (409) when a constraint says no.
    An exception inside the block writes nothing.
    """
    draft = Draft(name=name, actor=by.id, at=at, person=person, place=place)
    yield draft
    waiting = _BATCH.get()
    if waiting is not None:
        waiting.take(draft)
    else:
        write([draft])


@contextmanager
def batch(size: int = CHUNK) -> Iterator[Batch]:
    """Bulk work: the deeds inside are written ``size`` at a time. A failing transaction loses only its own deeds."""
    waiting = Batch(size)
    token = _BATCH.set(waiting)
    try:
        yield waiting
        waiting.flush()
    finally:
        _BATCH.reset(token)


def local_node() -> Node:
    """This machine's node; made on first use."""
    node = Node.objects.filter(here=True).first()
    return node or Node.objects.create(name=os.environ.get("TRAM_NODE", "máy này"), here=True)


def write(drafts: list[Draft]) -> None:
    """Appends one fact per draft with all their rows, in one transaction."""
    try:
        with transaction.atomic():
            _write(drafts)
    except IntegrityError as error:
        raise Refusal(
            "row.conflict",
            "Dữ liệu vừa nhập trùng hoặc trái với dữ liệu đã có. Hãy tải lại trang và kiểm tra.",
            {"constraint": _constraint(error)},
            status=409,
        ) from error


def _write(drafts: list[Draft]) -> None:
    node = locked_node()
    first = tick(node.stamp, now())
    stamps = range(first, first + len(drafts))
    entries = [(stamp, entry) for stamp, draft in zip(stamps, drafts, strict=True) for entry in draft.rows]
    changes = [(stamp, entry) for stamp, entry in entries if entry.based_on is not None]
    forks = forks_of({entry.row.id for _, entry in changes}) if changes else {}
    _line_up(entries, forks)
    with writing(connection, *(ALWAYS if forks else (stamps[0], stamps[-1]))):
        _write_rows(entries)
        insert(Fact, _chain(node, stamps, drafts))
        keep(_versions(node, stamps, drafts))
        if forks:
            _settle(entry.row for _, entry in changes if entry.row.id in forks)
        follow([entry.row for _, entry in entries])
    node.save(update_fields=["seq", "stamp", "hash", "arrivals"])


@contextmanager
def in_turn() -> Iterator[None]:
    """A transaction in which no other deed of this machine writes: what is checked inside still holds when it is kept.

    For what no constraint of the database can say. Deeds inside are written as they end, all of them or none.
    """
    with transaction.atomic():
        locked_node()
        yield


def locked_node() -> Node:
    """This machine's chain head, held until the transaction ends (SQLite holds the whole file already)."""
    here = Node.objects.filter(here=True)
    node = (here.select_for_update() if connection.features.has_select_for_update else here).first()
    return node or local_node()


def _line_up(entries: list[tuple[int, RowWrite]], forks: dict[UUID, list[int]]) -> None:
    """Says truly what each change is based on: deeds of one transaction may change a row one after the other."""
    last: dict[UUID, tuple[int, int]] = {}
    for stamp, entry in entries:
        row = entry.row.id
        if entry.based_on is None:
            last[row] = (entry.row.stamp, stamp)
        elif row in last and last[row][0] == entry.based_on:
            read, entry.based_on = last[row]
            last[row] = (read, stamp)
        else:
            entry.parents = forks.get(row, [])
            last[row] = (entry.based_on, stamp)


def _chain(node: Node, stamps: range, drafts: list[Draft]) -> list[Fact]:
    facts = []
    for stamp, draft in zip(stamps, drafts, strict=True):
        _own(draft)
        raw, salt = encode(draft.rows), os.urandom(16)
        fact = Fact(
            arrival=node.arrivals + 1,
            node=node,
            seq=node.seq + 1,
            stamp=stamp,
            at=draft.at,
            actor=draft.actor,
            name=draft.name,
            version=known_version(draft.name),
            person=draft.person,
            place=draft.place,
            payload=pack(raw),
            salt=salt,
            digest=commitment(salt, raw),
        )
        fact.hash = chain_hash(bytes(node.hash), fact, bytes(fact.digest))
        node.seq, node.stamp, node.hash, node.arrivals = fact.seq, stamp, fact.hash, fact.arrival
        facts.append(fact)
    return facts


def _versions(node: Node, stamps: range, drafts: list[Draft]) -> list[Version]:
    """One entry for every change in these drafts, whose facts were just chained to the node."""
    first = node.seq - len(drafts) + 1
    return [
        version_of(
            entry.row._meta.db_table,
            entry.row.id,
            stamp=stamp,
            based_on=entry.parents or [entry.based_on],
            values=values_of(entry),
            node=node.id,
            seq=first + number,
        )
        for number, (stamp, draft) in enumerate(zip(stamps, drafts, strict=True))
        for entry in draft.rows
        if entry.based_on is not None
    ]


def _settle(rows: Iterable[Record]) -> None:
    """Forked rows that were changed here: all their versions say anew what they are, and the rows in hand follow."""
    held = {row.id: row for row in rows}
    settle({row.id: table_of(row._meta.db_table) for row in held.values()})
    for row in held.values():
        row.refresh_from_db()


def _own(draft: Draft) -> None:
    """A row about a person is only written by a fact about that person: so a fact can be scoped and erased whole."""
    for write_ in draft.rows:
        column = write_.row.PERSON_COLUMN
        if column and getattr(write_.row, column) != draft.person:
            raise ValueError(f"{draft.name}: a row of {write_.row._meta.db_table} is about someone else")


def _write_rows(entries: list[tuple[int, RowWrite]]) -> None:
    for stamp, entry in entries:
        if entry.based_on is None:
            entry.row.stamp = stamp
    insert_all(entry.row for _, entry in entries if entry.based_on is None)
    for stamp, entry in entries:
        if entry.based_on is not None:
            _step_forward(entry, stamp)


def _step_forward(entry: RowWrite, stamp: int) -> None:
    row = entry.row
    values: dict[str, Any] = {name: getattr(row, name) for name in entry.changed}
    rows: models.QuerySet[Record] = models.QuerySet(type(row)).filter(pk=row.pk, stamp=entry.based_on)
    if not rows.update(**values, stamp=stamp):
        raise Refusal(
            "row.stale",
            "Người khác vừa sửa bản ghi này. Hãy tải lại trang, xem thay đổi rồi nhập lại.",
            {"table": row._meta.db_table},
            status=409,
        )
    row.stamp = stamp


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint, never the values it quotes."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or "")
    return str(error).partition(": ")[2].split(" ", 1)[0]
