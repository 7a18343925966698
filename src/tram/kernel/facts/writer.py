"""Writing facts: collect in ``deed``, flush in one transaction; ``batch`` puts many deeds into few transactions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction

from tram.kernel.actors import Actor
from tram.kernel.clock import now, tick
from tram.kernel.facts.draft import Draft, RowWrite
from tram.kernel.facts.insert import insert, insert_all
from tram.kernel.facts.payload import chain_hash, commitment, encode
from tram.kernel.facts.projections import follow
from tram.kernel.guards import writing
from tram.kernel.models import Fact, Node
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
def deed(
    name: str, *, by: Actor, at: datetime, place: str, person: UUID | None = None, version: int = 1
) -> Iterator[Draft]:
    """Collects the rows of one deed and, when the block ends well, writes them and their fact in one transaction.

    Refuses ``row.stale`` (409) when a changed row has moved on, ``row.conflict`` (409) when a constraint says no.
    An exception inside the block writes nothing.
    """
    draft = Draft(name=name, actor=by.id, at=at, person=person, place=place, version=version)
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
    node = _locked_node()
    clock = now()
    first = tick(node.stamp, clock)
    stamps = range(first, first + len(drafts))
    with writing(connection, stamps[0], stamps[-1]):
        _write_rows([(stamp, row) for stamp, draft in zip(stamps, drafts, strict=True) for row in draft.rows])
        insert(Fact, _chain(node, stamps, drafts))
        follow([row.row for draft in drafts for row in draft.rows])
    Node.objects.filter(pk=node.pk).update(seq=node.seq, stamp=node.stamp, hash=node.hash)


def _locked_node() -> Node:
    """This machine's chain head, held until the transaction ends (SQLite holds the whole file already)."""
    here = Node.objects.filter(here=True)
    node = (here.select_for_update() if connection.features.has_select_for_update else here).first()
    return node or local_node()


def _chain(node: Node, stamps: range, drafts: list[Draft]) -> list[Fact]:
    facts = []
    for stamp, draft in zip(stamps, drafts, strict=True):
        _own(draft)
        payload, salt = encode(draft.rows), os.urandom(16)
        fact = Fact(
            node=node,
            seq=node.seq + 1,
            stamp=stamp,
            at=draft.at,
            actor=draft.actor,
            name=draft.name,
            version=draft.version,
            person=draft.person,
            place=draft.place,
            payload=payload,
            salt=salt,
            digest=commitment(salt, payload),
        )
        fact.hash = chain_hash(bytes(node.hash), fact)
        node.seq, node.stamp, node.hash = fact.seq, stamp, fact.hash
        facts.append(fact)
    return facts


def _own(draft: Draft) -> None:
    """A row about a person is only written by a fact about that person: so a fact can be scoped and erased whole."""
    for write_ in draft.rows:
        column = write_.row.PERSON_COLUMN
        if column and getattr(write_.row, column) != draft.person:
            raise ValueError(f"{draft.name}: a row of {write_.row._meta.db_table} is about someone else")


def _write_rows(writes: list[tuple[int, RowWrite]]) -> None:
    for stamp, write_ in writes:
        write_.row.stamp = stamp
    insert_all(write_.row for _, write_ in writes if write_.based_on is None)
    for _, write_ in writes:
        if write_.based_on is not None:
            _step_forward(write_)


def _step_forward(write_: RowWrite) -> None:
    row = write_.row
    values: dict[str, Any] = {name: getattr(row, name) for name in write_.changed}
    # A row may be changed twice in one deed: the second step starts from this deed's own stamp.
    touched = (
        models.QuerySet(type(row))
        .filter(pk=row.pk, stamp__in={write_.based_on, row.stamp})
        .update(**values, stamp=row.stamp)
    )
    if not touched:
        raise Refusal(
            "row.stale",
            "Người khác vừa sửa bản ghi này. Hãy tải lại trang, xem thay đổi rồi nhập lại.",
            {"table": row._meta.db_table},
            status=409,
        )


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint, never the values it quotes."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or "")
    return str(error).partition(": ")[2].split(" ", 1)[0]
