"""A snapshot as a file, for a new machine with no line: the sealed manifest and chunks, one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.models import ProvisioningState
from tram.sync.snapshot import store
from tram.sync.snapshot.load import accept, ask_for_snapshot, manifest_of, pending, take_chunk
from tram.sync.snapshot.write import write_snapshot
from tram.sync.trust import Trust
from tram.sync.wire.envelope import SLACK, SNAPSHOT_LIMIT

MAGIC = b"TRAM-SNAPSHOT-1\n"
LENGTH = 4


def export_snapshot(identity: Identity, child: UUID, path: Path, *, at: datetime, home: Path) -> int:
    """Writes a snapshot for a machine below this one into a file; returns its rows. Refuses as ``write_snapshot``."""
    manifest = write_snapshot(Trust(identity, at), child, at=at, home=home)
    numbers = range(1, len(manifest.chunks) + 1)
    parts = [store.manifest_path(home, child, manifest.id)]
    parts += [store.chunk_path(home, child, manifest.id, number) for number in numbers]
    half = path.with_name(path.name + ".part")
    with half.open("wb") as file:
        file.write(MAGIC)
        for part in parts:
            raw = part.read_bytes()
            file.write(len(raw).to_bytes(LENGTH) + raw)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return manifest.rows


def is_snapshot(path: Path) -> bool:
    """Whether a file holds a snapshot."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def import_snapshot(identity: Identity, path: Path, at: datetime) -> tuple[int, bool]:
    """Takes in what the file holds and is not here yet; (rows that are here now, whether that is all).

    Refuses what ``ask_for_snapshot``, ``accept`` and ``take_chunk`` refuse, and ``snapshot.no_parent``.
    """
    trust = Trust(identity, at)
    if trust.parent is None:
        raise Refusal("snapshot.no_parent", "Máy này chưa có tuyến trên. Nhập mã mời: tram sync join ĐỊA_CHỈ MÃ_MỜI")
    if pending() is None:
        ask_for_snapshot(trust.parent, at)
    with path.open("rb") as file:
        file.read(len(MAGIC))
        parts = _raws(file)
        found = accept(trust, next(parts, b""), at)
        manifest, taken = manifest_of(trust, found), found.chunk
        for number, raw in enumerate(parts, start=1):
            if number > taken and found.state != ProvisioningState.DONE:
                found = take_chunk(trust, manifest, raw, at)
    return found.rows, found.state == ProvisioningState.DONE


def _raws(file: BinaryIO) -> Iterator[bytes]:
    """The whole parts of a file; a last one that is cut off is left out."""
    while len(length := file.read(LENGTH)) == LENGTH:
        size = int.from_bytes(length)
        if size > SNAPSHOT_LIMIT + SLACK:
            raise Refusal("file.damaged", "Tệp bị hỏng. Hãy chép lại từ máy gửi.", status=400)
        raw = file.read(size)
        if len(raw) < size:
            return
        yield raw
