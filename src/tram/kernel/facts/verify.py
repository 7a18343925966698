"""Proving the log: numbers without gaps, hashes that chain, payloads that match, rows that no fact forgot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tram.kernel.facts.payload import chain_hash, commitment, decode, plain
from tram.kernel.models import HASH_SIZE, Fact, Node
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


def verify(*, rows: bool = False) -> Verification:
    """Checks every node's chain from its first fact; with ``rows`` also that each table equals what the facts wrote."""
    report = Verification()
    known: dict[tuple[str, UUID], dict[str, Any]] | None = {} if rows else None
    for node in Node.objects.order_by("id"):
        _verify_node(node, report, known)
    if known is not None:
        _verify_rows(known, report)
    return report


def _verify_node(node: Node, report: Verification, known: dict[tuple[str, UUID], dict[str, Any]] | None) -> None:
    previous, seq, stamp = bytes(HASH_SIZE), 0, 0
    for fact in Fact.objects.filter(node=node).order_by("seq").iterator(chunk_size=2000):
        report.facts += 1
        where = f"nút {node.name}, sự kiện số {fact.seq}"
        if fact.seq != seq + 1:
            report.fault(f"{where}: thiếu {fact.seq - seq - 1} sự kiện phía trước")
        if fact.stamp <= stamp:
            report.fault(f"{where}: dấu giờ đi lùi")
        if chain_hash(previous, fact) != bytes(fact.hash):
            report.fault(f"{where}: chuỗi băm không khớp")
        _verify_payload(fact, where, report, known)
        previous, seq, stamp = bytes(fact.hash), fact.seq, fact.stamp
    if (seq, previous) != (node.seq, bytes(node.hash)):
        report.fault(f"nút {node.name}: đầu chuỗi ghi {node.seq} sự kiện, đọc được {seq}")


def _verify_payload(
    fact: Fact, where: str, report: Verification, known: dict[tuple[str, UUID], dict[str, Any]] | None
) -> None:
    if fact.payload is None:
        report.erased += 1
        return
    if commitment(bytes(fact.salt or b""), bytes(fact.payload)) != bytes(fact.digest):
        report.fault(f"{where}: nội dung bị sửa")
    elif known is not None:
        for table, row, _based_on, values in decode(bytes(fact.payload)):
            known.setdefault((table, row), {}).update(values, stamp=fact.stamp)


def _verify_rows(known: dict[tuple[str, UUID], dict[str, Any]], report: Verification) -> None:
    for row in _all_records():
        report.rows += 1
        table = row._meta.db_table
        said = known.pop((table, row.id), None)
        if said is None:
            report.fault(f"bảng {table}: có dòng không sự kiện nào ghi")
        elif _columns(row) != {name: value for name, value in said.items() if value not in (None, "")}:
            report.fault(f"bảng {table}: có dòng khác với sự kiện đã ghi")
    for table, _ in known:
        report.fault(f"bảng {table}: mất một dòng mà sự kiện đã ghi")


def _columns(row: Record) -> dict[str, Any]:
    names = (f.attname for f in row._meta.concrete_fields if f.name != "id")
    values = ((name, plain(getattr(row, name))) for name in names)
    return {name: value for name, value in values if value not in (None, "")}


def _all_records() -> Iterator[Record]:
    for model in apps.get_models():
        if issubclass(model, Record):
            yield from models.QuerySet(model).iterator(chunk_size=2000)
