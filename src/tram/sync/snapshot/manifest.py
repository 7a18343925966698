"""What a snapshot consists of: told once, signed, and every chunk held against it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.talk.messages import Named
from tram.sync.wire.envelope import SNAPSHOT, KeyOf, open_envelope, seal

ROWS, FACTS = b"R", b"F"
LAYOUT = 1


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """A part of a snapshot: SHA-256 and size of its sealed bytes, how many rows (or facts) it holds."""

    digest: bytes
    size: int
    rows: int


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """A snapshot of a machine's record for one below it. ``at``: milliseconds since 1970.

    ``arrival`` and ``mark`` are the place in the log from which the new machine goes on reading, ``nodes`` the machines
    that wrote in it; ``counts`` the rows of each table.
    """

    layout: int
    id: UUID
    parent: UUID
    child: UUID
    at: int
    places: str
    kinds: str
    arrival: int
    mark: UUID | None
    nodes: list[Named]
    counts: dict[str, int]
    chunks: list[Chunk]

    @property
    def size(self) -> int:
        """The bytes of all chunks."""
        return sum(chunk.size for chunk in self.chunks)

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(self.counts.values())


def seal_manifest(identity: Identity, to: bytes, manifest: Manifest) -> bytes:
    """The manifest in an envelope for the new machine."""
    return seal_part(identity, to, manifest.id, 0, msgspec.msgpack.encode(manifest))


def seal_part(identity: Identity, to: bytes, snapshot: UUID, number: int, body: bytes) -> bytes:
    """Chunk ``number`` (1, 2, …; 0 is the manifest) of a snapshot in an envelope."""
    return seal(identity, to, SNAPSHOT, body, session=snapshot.bytes, number=number)


def open_manifest(identity: Identity, raw: bytes, parent: UUID, key_of: KeyOf) -> Manifest:
    """The manifest, if ``parent`` wrote it for this machine.

    Refuses what ``open_envelope`` refuses, ``snapshot.foreign`` and ``snapshot.layout``.
    """
    opened = open_envelope(identity, raw, key_of)
    if (opened.sender, opened.kind, opened.header.number) != (parent, SNAPSHOT, 0):
        raise foreign()
    try:
        layout = msgspec.msgpack.decode(opened.body, type=list[msgspec.Raw])[0]
        if msgspec.msgpack.decode(layout) != LAYOUT:
            raise unreadable()
        manifest = msgspec.msgpack.decode(opened.body, type=Manifest)
    except (msgspec.MsgspecError, IndexError) as error:
        raise unreadable() from error
    if (manifest.parent, manifest.child, manifest.id.bytes) != (parent, identity.node, opened.header.session):
        raise foreign()
    return manifest


def open_part(identity: Identity, raw: bytes, manifest: Manifest, number: int, key_of: KeyOf) -> bytes:
    """The body of chunk ``number``. Refuses what ``open_envelope`` refuses and ``snapshot.foreign``."""
    opened = open_envelope(identity, raw, key_of)
    header = opened.header
    if (opened.sender, opened.kind, header.session, header.number) != (
        manifest.parent, SNAPSHOT, manifest.id.bytes, number,
    ):  # fmt: skip
        raise foreign()
    return opened.body


def foreign() -> Refusal:
    """A part of something else than was asked for."""
    return Refusal(
        "snapshot.foreign", "Phần dữ liệu nhận được không thuộc bản chụp đang nhận. Hãy nhận lại từ tuyến trên."
    )


def unreadable() -> Refusal:
    """A snapshot of another program version."""
    return Refusal(
        "snapshot.layout",
        "Bản chụp dữ liệu do bản Trạm khác tạo ra, máy này không đọc được. Hãy cập nhật Trạm ở cả hai máy.",
    )


def damaged() -> Refusal:
    """A chunk that is not the one that was promised."""
    return Refusal("snapshot.damaged", "Một phần của bản chụp dữ liệu bị hỏng khi nhận. Máy sẽ tự nhận lại phần đó.")
