"""The bytes of a fact's rows: compact JSON, stored compressed; and the hashes that commit to them."""

from __future__ import annotations

import base64
import hashlib
import struct
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

import msgspec
import zstandard

from tram.kernel.facts.draft import RowWrite

PLAIN, ZSTD = b"\x01", b"\x02"
COMPRESS_FROM = 200
LARGEST = 64 * 1024 * 1024
RowValues = tuple[str, UUID, int | list[int] | None, dict[str, Any]]
_SKIPPED = {"id", "stamp"}
_TOOLS = threading.local()


class Headed(Protocol):
    """What the header of a fact holds."""

    @property
    def id(self) -> UUID: ...  # noqa: D102
    @property
    def node_id(self) -> UUID: ...  # noqa: D102
    @property
    def seq(self) -> int: ...  # noqa: D102
    @property
    def stamp(self) -> int: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def actor(self) -> UUID: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def person(self) -> UUID | None: ...  # noqa: D102
    @property
    def place(self) -> str: ...  # noqa: D102


def encode(rows: list[RowWrite]) -> bytes:
    """The rows as raw bytes: ``[[table, id, based_on, {column: value}], …]``; a new row leaves out its nulls.

    ``based_on`` is null for a new row, the stamp of the version that was changed, or the stamps of several versions.
    """
    return msgspec.json.encode([_row(write) for write in rows], enc_hook=str)


def pack(raw: bytes) -> bytes:
    """Raw rows as they are stored: one byte for the way, then the bytes, compressed where that pays."""
    return PLAIN + raw if len(raw) < COMPRESS_FROM else ZSTD + _compressor().compress(raw)


def unpack(payload: bytes) -> bytes:
    """The raw rows of a stored payload."""
    if payload[:1] == ZSTD:
        return _decompressor().decompress(payload[1:], max_output_size=LARGEST)
    return bytes(payload[1:])


def decode(payload: bytes) -> list[RowValues]:
    """The rows of a stored payload: (table, row id, what it was based on, values as JSON has them)."""
    return decode_raw(unpack(payload))


def decode_raw(raw: bytes) -> list[RowValues]:
    """The rows of raw bytes. Raises ``ValueError`` (or a subclass) for bytes that are no rows."""
    rows = _ROWS.decode(raw)
    return [(table, UUID(bytes=bytes.fromhex(row)), based_on, values) for table, row, based_on, values in rows]


_ROWS = msgspec.json.Decoder(list[tuple[str, str, int | list[int] | None, dict[str, Any]]])


def _compressor() -> zstandard.ZstdCompressor:
    """One a thread: making it costs more than using it."""
    if not hasattr(_TOOLS, "compressor"):
        _TOOLS.compressor = zstandard.ZstdCompressor(level=3)
    found: zstandard.ZstdCompressor = _TOOLS.compressor
    return found


def _decompressor() -> zstandard.ZstdDecompressor:
    if not hasattr(_TOOLS, "decompressor"):
        _TOOLS.decompressor = zstandard.ZstdDecompressor()
    found: zstandard.ZstdDecompressor = _TOOLS.decompressor
    return found


def _row(write: RowWrite) -> list[Any]:
    return [write.row._meta.db_table, write.row.id.hex, write.parents or write.based_on, values_of(write)]


def values_of(write: RowWrite) -> dict[str, Any]:
    """What an entry writes, as JSON holds it: all of a new row that is not empty, or the changed columns."""
    row = write.row
    if write.based_on is not None:
        return {name: plain(getattr(row, name)) for name in write.changed}
    names = (field.attname for field in row._meta.concrete_fields if field.name not in _SKIPPED)
    return {name: plain(value) for name in names if (value := getattr(row, name)) not in (None, "")}


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


def commitment(salt: bytes, raw: bytes) -> bytes:
    """What the chain keeps of the raw rows; salted, so that an erased payload cannot be guessed back."""
    return hashlib.sha256(salt + raw).digest()


def chain_hash(previous: bytes, fact: Headed, digest: bytes) -> bytes:
    """The hash of a fact: over the one before it, its own header and its payload's commitment.

    The header is laid out in fixed widths, big-endian: id, node, seq, stamp, microseconds since 1970, actor, version,
    person (zeros for none), then the name, a zero byte, and the place.
    """
    header = _HEADER.pack(
        fact.id.bytes,
        fact.node_id.bytes,
        fact.seq,
        fact.stamp,
        (fact.at - _EPOCH) // _MICROSECOND,
        fact.actor.bytes,
        fact.version,
        fact.person.bytes if fact.person else _NOBODY,
    )
    words = b"%b\0%b" % (fact.name.encode(), fact.place.encode())
    return hashlib.sha256(previous + header + words + digest).digest()


_HEADER = struct.Struct(">16s16sqqq16sH16s")
_NOBODY = bytes(16)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
