"""What two machines say to each other. New fields are added at the end, with a default: older programs ignore them."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import msgspec

from tram.kernel.refusals import Refusal

Said = TypeVar("Said", bound=msgspec.Struct)

HELLO, PUSH, PULL, DONE, REFUSED = "hello", "push", "pull", "done", "refused"
WANTS, KEPT = 50, 200


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """A place in a machine's log: the arrival number of the last fact dealt with, and that fact's id.

    Where a person comes into scope, the earlier facts about them go first: ``entering`` is the arrival of the fact that
    brings them, ``within`` that of the last earlier fact sent.
    """

    arrival: int = 0
    mark: UUID | None = None
    entering: int = 0
    within: int = 0


class End(msgspec.Struct, frozen=True, array_like=True):
    """How far a chain goes without a gap at the one who says it (0: not at all), and the hash there."""

    node: UUID
    seq: int
    hash: bytes = b""


class Hello(msgspec.Struct, frozen=True, array_like=True):
    """The one who calls: its clock (milliseconds since 1970), the dictionaries it has, the chains it answers for."""

    at: int
    nonce: bytes
    dictionaries: list[int]
    chains: list[End]


class Welcome(msgspec.Struct, frozen=True, array_like=True):
    """The one who is called: the same, with the session to speak in; ``chains`` answers those it was told of."""

    nonce: bytes
    session: bytes
    at: int
    dictionaries: list[int]
    chains: list[End]


class Named(msgspec.Struct, frozen=True, array_like=True):
    """A machine whose facts are in a batch, for who has not heard of it."""

    node: UUID
    name: str
    place: str = ""


class Batch(msgspec.Struct, frozen=True, array_like=True):
    """Packed facts and the machines that wrote them."""

    facts: bytes
    nodes: list[Named]


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A fact that was kept and not applied, and why."""

    node: UUID
    seq: int
    reason: str


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """What became of a batch (see the kernel's ``Receipt``)."""

    facts: int
    known: int
    conflicts: int
    rows: dict[str, int]
    held: list[Kept]


class Want(msgspec.Struct, frozen=True, array_like=True):
    """A row that a fact kept at the asker points to."""

    table: str
    row: UUID


class Pull(msgspec.Struct, frozen=True, array_like=True):
    """A wish for what comes after a place in the other's log: about ``size`` bytes; and for rows that are missing."""

    cursor: Cursor
    size: int
    wants: list[Want] = []


class Pulled(msgspec.Struct, frozen=True, array_like=True):
    """The facts, the place they lead to, whether there is more, and about how many are left."""

    batch: Batch
    cursor: Cursor
    more: bool
    left: int = 0


class Done(msgspec.Struct, frozen=True, array_like=True):
    """The end of a conversation, said by both. Who was called tells what it keeps back of the caller's chains."""

    kept: list[Kept] = []


class No(msgspec.Struct, frozen=True, array_like=True):
    """A refusal on the wire."""

    code: str
    sentence: str
    status: int = 422


def write(said: msgspec.Struct) -> bytes:
    """The message as bytes."""
    return msgspec.msgpack.encode(said)


def read(body: bytes, kind: type[Said]) -> Said:
    """The message. Refuses ``talk.unreadable`` what is none."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise Refusal("talk.unreadable", "Không hiểu máy bên kia nói gì. Hãy cập nhật Trạm ở cả hai máy.") from error
