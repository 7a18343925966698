"""The snapshot a new machine began with: rows and versions as they stood then, kept as the ground of the proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
import zstandard

from tram.kernel.facts.merge import Step
from tram.kernel.models import Base

LARGEST = 64 * 1024 * 1024
BaseRow = tuple[str, UUID, dict[str, Any], list[Step]]
_PIECE = msgspec.json.Decoder(
    list[tuple[str, str, dict[str, Any], list[tuple[int, list[int], dict[str, Any], str]]]],
)


def keep_piece(number: int, rows: Sequence[BaseRow]) -> None:
    """Keeps a piece of the snapshot; ``values`` of a row hold its ``stamp`` too."""
    raw = msgspec.json.encode(
        [
            [table, row.hex, values, [[s.stamp, list(s.based_on), dict(s.values), s.author.hex()] for s in steps]]
            for table, row, values, steps in rows
        ]
    )
    content = zstandard.ZstdCompressor(level=3).compress(raw)
    Base.objects.create(number=number, digest=hashlib.sha256(raw).digest(), content=content)


def base_rows() -> Iterator[BaseRow]:
    """The rows of the snapshot: (table, row id, values with the stamp, versions)."""
    for piece in Base.objects.order_by("number").iterator(chunk_size=1):
        raw = zstandard.ZstdDecompressor().decompress(bytes(piece.content), max_output_size=LARGEST)
        for table, row, values, steps in _PIECE.decode(raw):
            made = [Step(stamp, tuple(seen), wrote, bytes.fromhex(who)) for stamp, seen, wrote, who in steps]
            yield table, UUID(row), values, made
