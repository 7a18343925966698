"""The bytes of a fact's rows: compact JSON, compressed; and the hashes that commit to them."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import zstandard

from tram.kernel.facts.draft import RowWrite
from tram.kernel.models import Fact

PLAIN, ZSTD = b"\x01", b"\x02"
COMPRESS_FROM = 200
LARGEST = 64 * 1024 * 1024
_SKIPPED = {"id", "stamp"}


def encode(rows: list[RowWrite]) -> bytes:
    """The rows as bytes: ``[[table, id, based_on, {column: value}], …]``; a new row leaves out its nulls."""
    raw = msgspec.json.encode([_row(write) for write in rows], enc_hook=str)
    if len(raw) < COMPRESS_FROM:
        return PLAIN + raw
    return ZSTD + zstandard.ZstdCompressor(level=3).compress(raw)


def decode(payload: bytes) -> list[tuple[str, UUID, int | None, dict[str, Any]]]:
    """The rows of a payload: (table, row id, stamp it was based on, values as JSON has them)."""
    raw = bytes(payload[1:])
    if payload[:1] == ZSTD:
        raw = zstandard.ZstdDecompressor().decompress(raw, max_output_size=LARGEST)
    return [(table, UUID(row), based_on, values) for table, row, based_on, values in msgspec.json.decode(raw)]


def _row(write: RowWrite) -> list[Any]:
    row = write.row
    columns = [f for f in row._meta.concrete_fields if f.name not in _SKIPPED]
    if write.based_on is not None:
        values = {f.attname: plain(getattr(row, f.attname)) for f in columns if f.name in write.changed}
        values |= {f.attname: plain(getattr(row, f.attname)) for f in columns if f.attname in write.changed}
    else:
        values = {f.attname: plain(v) for f in columns if (v := getattr(row, f.attname)) not in (None, "")}
    return [row._meta.db_table, row.id.hex, write.based_on, values]


def plain(value: Any) -> Any:
    """A column value as JSON holds it, the same on every database."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value


def commitment(salt: bytes, payload: bytes) -> bytes:
    """What the chain keeps of a payload; salted, so that an erased payload cannot be guessed back."""
    return hashlib.sha256(salt + payload).digest()


def chain_hash(previous: bytes, fact: Fact) -> bytes:
    """The hash of a fact: over the one before it, its own header and its payload's commitment."""
    header = [
        fact.id.hex,
        fact.node_id.hex,
        fact.seq,
        fact.stamp,
        fact.at.astimezone(UTC).isoformat(),
        fact.actor.hex,
        fact.name,
        fact.version,
        fact.person.hex if fact.person else "",
        fact.place,
    ]
    return hashlib.sha256(bytes(previous) + msgspec.json.encode(header) + bytes(fact.digest)).digest()
