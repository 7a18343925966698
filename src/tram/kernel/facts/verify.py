"""Proving the log: numbers without gaps, hashes that chain, payloads that match, rows that no fact forgot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tram.kernel.facts.base import base_rows
from tram.kernel.facts.merge import Step, resolve
from tram.kernel.facts.payload import chain_hash, commitment, decode_raw, plain, unpack
from tram.kernel.facts.upgrade import upgraded
from tram.kernel.models import HASH_SIZE, Fact, Gap, Held, Node
from tram.kernel.records import Record

LISTED = 20


@dataclass(slots=True)
class Verification:
    """What was proved: facts read, erased payloads among them, rows compared, and what is wrong (first few)."""

    facts: int = 0
    erased: int = 0
    rows: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def fault(self, sentence: str) -> None:
        """Notes a fault; the list is kept short, the first ones tell where to look."""
        if len(self.faults) < LISTED:
            self.faults.append(sentence)


@dataclass(slots=True)
class _Said:
    """What the facts (and the snapshot the machine began with) say of the rows."""

    rows: dict[tuple[str, UUID], dict[str, Any]] = field(default_factory=dict)
    steps: dict[tuple[str, UUID], list[Step]] = field(default_factory=dict)


def verify(*, rows: bool = False) -> Verification:
    """Checks every node's chain from its first fact; with ``rows`` also that each table equals what the facts wrote."""
    report = Verification()
    said = _said_at_first() if rows else None
    for node in Node.objects.order_by("id"):
        _verify_node(node, report, said)
    if said is not None:
        _verify_rows(said, report)
    return report


def _said_at_first() -> _Said:
    said = _Said()
    for table, row, values, steps in base_rows():
        said.rows[table, row] = values
        if steps:
            said.steps[table, row] = steps
    return said


def _verify_node(node: Node, report: Verification, said: _Said | None) -> None:
    gaps = {gap.seq: bytes(gap.previous) for gap in Gap.objects.filter(node=node)}
    kept = set(Held.objects.filter(fact__node=node).values_list("fact", flat=True))
    previous, seq, stamp = bytes(HASH_SIZE), 0, 0
    for fact in Fact.objects.filter(node=node).order_by("seq").iterator(chunk_size=2000):
        report.facts += 1
        where = f"nút {node.name}, sự kiện số {fact.seq}"
        if fact.seq != seq + 1 and fact.seq not in gaps:
            report.fault(f"{where}: thiếu {fact.seq - seq - 1} sự kiện phía trước")
        if fact.stamp <= stamp:
            report.fault(f"{where}: dấu giờ đi lùi")
        if chain_hash(gaps.get(fact.seq, previous), fact, bytes(fact.digest)) != bytes(fact.hash):
            report.fault(f"{where}: chuỗi băm không khớp")
        _verify_payload(fact, where, report, None if fact.pk in kept else said)
        previous, seq, stamp = bytes(fact.hash), fact.seq, fact.stamp
    if (seq, previous) != (node.seq, bytes(node.hash)):
        report.fault(f"nút {node.name}: đầu chuỗi ghi {node.seq} sự kiện, đọc được {seq}")


def _verify_payload(fact: Fact, where: str, report: Verification, said: _Said | None) -> None:
    if fact.payload is None:
        report.erased += 1
        return
    raw = unpack(bytes(fact.payload))
    if commitment(bytes(fact.salt or b""), raw) != bytes(fact.digest):
        report.fault(f"{where}: nội dung bị sửa")
    elif said is not None:
        for table, row, based_on, values in upgraded(fact.name, fact.version, decode_raw(raw)):
            if based_on is None:
                said.rows[table, row] = values | {"stamp": fact.stamp}
            else:
                parents = (based_on,) if isinstance(based_on, int) else tuple(based_on)
                author = fact.node_id.bytes + fact.seq.to_bytes(8)
                said.steps.setdefault((table, row), []).append(Step(fact.stamp, parents, values, author))


def _verify_rows(said: _Said, report: Verification) -> None:
    for row in _all_records():
        report.rows += 1
        key = (row._meta.db_table, row.id)
        values = said.rows.pop(key, None)
        if values is None:
            report.fault(f"bảng {key[0]}: có dòng không sự kiện nào ghi")
            continue
        if key in said.steps:
            made = resolve(said.steps[key], row.MERGED_TOGETHER)
            values = values | made.values | {"stamp": made.stamp}
        if _columns(row) != {name: value for name, value in values.items() if value not in (None, "")}:
            report.fault(f"bảng {key[0]}: có dòng khác với sự kiện đã ghi")
    for table, _ in said.rows:
        report.fault(f"bảng {table}: mất một dòng mà sự kiện đã ghi")


def _columns(row: Record) -> dict[str, Any]:
    names = (f.attname for f in row._meta.concrete_fields if f.name != "id")
    values = ((name, plain(getattr(row, name))) for name in names)
    return {name: value for name, value in values if value not in (None, "")}


def _all_records() -> Iterator[Record]:
    for model in apps.get_models():
        if issubclass(model, Record):
            yield from models.QuerySet(model).iterator(chunk_size=2000)
