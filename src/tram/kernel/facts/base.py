"""The snapshot a new machine began with: rows and versions as they stood then, kept as the ground of the proof."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
import zstandard

from tram.kernel.facts import pieces
from tram.kernel.facts.merge import Step
from tram.kernel.facts.pieces import Column, Sheet
from tram.kernel.models import Base, Fork, Version

LARGEST = 64 * 1024 * 1024
LEVEL = 3
VERSIONS, FORKS = Version._meta.db_table, Fork._meta.db_table
BaseRow = tuple[str, UUID, dict[str, Any], list[Step]]


def keep_piece(number: int, raw: bytes) -> None:
    """Keeps a piece of the snapshot (see ``pieces``): rows, and in the same piece their versions and forks."""
    Base.objects.create(number=number, digest=hashlib.sha256(raw).digest(), content=_packed(raw))


def base_rows() -> Iterator[BaseRow]:
    """The rows of the snapshot: (table, row id, values with the stamp, versions)."""
    for piece in Base.objects.order_by("number").iterator(chunk_size=1):
        sheets = pieces.read(_unpacked(piece))
        steps = _steps(sheets)
        for sheet in sheets:
            if sheet.table not in {VERSIONS, FORKS}:
                for values in sheet.rows():
                    row = values.pop("id")
                    yield sheet.table, UUID(row), values, steps.get(row, [])


def forget(rows: Collection[UUID]) -> None:
    """Takes rows, their versions and forks out of the snapshot: for a lawful erasure."""
    gone = {row.bytes for row in rows}
    for number in Base.objects.order_by("number").values_list("number", flat=True):
        piece = Base.objects.get(number=number)
        sheets = pieces.read(_unpacked(piece))
        if any(gone.intersection(_ids(sheet)) for sheet in sheets):
            raw = pieces.write([_without(sheet, gone) for sheet in sheets])
            piece.digest, piece.content = hashlib.sha256(raw).digest(), _packed(raw)
            piece.save(update_fields=["digest", "content"])


def _steps(sheets: Sequence[Sheet]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = defaultdict(list)
    for sheet in sheets:
        for told in sheet.rows() if sheet.table == VERSIONS else ():
            author = bytes.fromhex(told["node"]) + told["seq"].to_bytes(8)
            seen = tuple(map(int, told["based_on"].split()))
            found[told["row"]].append(Step(told["stamp"], seen, msgspec.json.decode(told["values"]), author))
    return found


def _ids(sheet: Sheet) -> list[bytes]:
    return sheet.column("row" if sheet.table in {VERSIONS, FORKS} else "id").values()


def _without(sheet: Sheet, gone: Collection[bytes]) -> tuple[str, list[pieces.Told]]:
    left = [at for at, row in enumerate(_ids(sheet)) if row not in gone]
    return sheet.table, [(column.name, column.kind, _picked(column, left)) for column in sheet.columns]


def _picked(column: Column, rows: Sequence[int]) -> list[Any]:
    return [column.different[column.which[at]] for at in rows]


def _packed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(raw)


def _unpacked(piece: Base) -> bytes:
    return zstandard.ZstdDecompressor().decompress(bytes(piece.content), max_output_size=LARGEST)
