"""Giving a snapshot out: prepared when a machine below asks for it, then handed over piece by piece."""

from __future__ import annotations

from uuid import UUID

import msgspec
from django.conf import settings

from tram.kernel.refusals import Refusal
from tram.sync.models.peers import PeerRole
from tram.sync.rules.pace import LARGEST, SMALLEST
from tram.sync.snapshot import store
from tram.sync.snapshot.write import write_snapshot
from tram.sync.talk.call import Call
from tram.sync.talk.messages import read, write

PREPARE, CHUNK = "snapshot", "chunk"
FRESH_SECONDS = 3600


class Prepare(msgspec.Struct, frozen=True, array_like=True):
    """A wish for a snapshot: the one under way, if it is still there; None for the newest."""

    snapshot: UUID | None = None


class Prepared(msgspec.Struct, frozen=True, array_like=True):
    """The sealed manifest; empty while the snapshot is still being written."""

    manifest: bytes = b""


class Want(msgspec.Struct, frozen=True, array_like=True):
    """A wish for up to ``size`` bytes of a chunk from ``offset`` on."""

    snapshot: UUID
    number: int
    offset: int
    size: int


class Part(msgspec.Struct, frozen=True, array_like=True):
    """Bytes of a sealed chunk."""

    content: bytes


def prepare(call: Call) -> bytes:
    """The manifest of a snapshot for the caller; written now when there is none that is under way or fresh."""
    call.talk()
    if call.role != PeerRole.CHILD:
        raise Refusal("snapshot.stranger", "Chỉ tuyến trên lập bản chụp cho máy tuyến dưới của mình.", status=403)
    asked, child = read(call.body, Prepare).snapshot, call.sender
    with store.only_writer(settings.HOME, child) as mine:
        if not mine:
            return write(Prepared())
        for snapshot, manifest, seconds in store.ready(settings.HOME, child):
            if snapshot == asked or (asked is None and seconds < FRESH_SECONDS):
                return write(Prepared(manifest.read_bytes()))
        made = write_snapshot(call.trust, child, at=call.at, home=settings.HOME)
        return write(Prepared(store.manifest_path(settings.HOME, child, made.id).read_bytes()))


def chunk(call: Call) -> bytes:
    """Some bytes of a chunk of the caller's own snapshot. Refuses ``snapshot.gone`` one that is not there any more."""
    call.talk()
    want = read(call.body, Want)
    path = store.chunk_path(settings.HOME, call.sender, want.snapshot, want.number)
    try:
        with path.open("rb") as file:
            file.seek(max(want.offset, 0))
            return write(Part(file.read(min(max(want.size, SMALLEST), LARGEST))))
    except FileNotFoundError:
        raise Refusal(
            "snapshot.gone", "Bản chụp dữ liệu đã hết hạn ở tuyến trên. Máy sẽ tự xin bản mới.", status=410
        ) from None
