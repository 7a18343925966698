"""The same stream as a file, for a USB stick: envelopes sealed to the one machine that may read them, in a row.

Each part stands alone: half a file brings in its whole parts and says that the rest is missing; bringing one in twice
changes nothing. The first bytes say what the file is, each part is preceded by its length, the last part is the end.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec

from tram.kernel.facts import local_node
from tram.kernel.facts.incoming import Incoming, Receipt
from tram.kernel.facts.outgoing import incoming_of
from tram.kernel.facts.receive import retry
from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.judge import judge_for, judge_held
from tram.sync.models.peers import Peer, PeerRole
from tram.sync.talk import chains
from tram.sync.talk.call import recipient, role_of
from tram.sync.talk.messages import Batch, Cursor, read, write
from tram.sync.talk.places import columns, pushed, put
from tram.sync.talk.portion import portion
from tram.sync.talk.receiving import take_in
from tram.sync.talk.travel import authors
from tram.sync.trust import Trust
from tram.sync.wire.batch import pack_facts
from tram.sync.wire.envelope import LIMIT, SLACK, open_envelope, seal

MAGIC = b"TRAM-SYNC-1\n"
LENGTH, SESSION = 4, 16
SIZE = 512 * 1024
KIND = "file"


class Part(msgspec.Struct, frozen=True, array_like=True):
    """One part: facts, the places in the sender's log they lie between, whether it is the last."""

    batch: Batch
    start: Cursor
    cursor: Cursor
    last: bool = False


@dataclass(slots=True)
class Imported:
    """What a file brought: its sender, parts, facts, rows by word; ``whole`` when nothing was missing at its end."""

    sender: UUID | None = None
    parts: int = 0
    whole: bool = False
    receipt: Receipt = field(default_factory=Receipt)


def export_file(identity: Identity, node: UUID, path: Path, at: datetime, *, everything: bool = False) -> int:
    """Writes what a machine lacks, as far as this one knows (or everything it may have); returns the facts written.

    Refuses ``file.stranger`` a machine without a certificate that counts.
    """
    known = Trust(identity, at)
    key = known.key_of(node)
    if key is None or node == identity.node:
        raise Refusal("file.stranger", "Máy nhận chưa có chứng nhận còn hiệu lực. Xem: tram sync status", status=404)
    peer = None if everything else Peer.objects.filter(node=node).first()
    session, count = os.urandom(SESSION), 0
    half = path.with_name(path.name + ".part")
    with half.open("wb") as file:
        file.write(MAGIC)
        for number, (facts, start, cursor, last) in enumerate(_parts(known, node, peer, at), start=1):
            part = Part(Batch(pack_facts(facts), authors(facts)), start, cursor, last)
            raw = seal(identity, key, KIND, write(part), session=session, number=number)
            file.write(len(raw).to_bytes(LENGTH, "big") + raw)
            count += len(facts)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return count


def bring_in(identity: Identity, path: Path, at: datetime) -> Imported:
    """Takes in a file's whole parts. Refuses what is no such file, is for another machine, or was altered."""
    found = Imported()
    known = Trust(identity, at)
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise Refusal("file.unknown", "Tệp này không phải là tệp đồng bộ của Trạm.", {"file": path.name})
        for raw in _raws(file):
            opened = open_envelope(identity, raw, known.key_of)
            if opened.kind != KIND:
                raise Refusal("file.unknown", "Tệp này không phải là tệp đồng bộ của Trạm.", {"file": path.name})
            _take(known, opened.sender, read(opened.body, Part), at, found)
    if found.parts:
        retry(at=at, judge=judge_held(Trust(identity, at)))
    return found


Piece = tuple[Sequence[Incoming], Cursor, Cursor, bool]


def _parts(known: Trust, node: UUID, peer: Peer | None, at: datetime) -> Iterator[Piece]:
    if role_of(known, node) == PeerRole.PARENT:
        return _chains(known, peer)
    return _portions(known, node, peer, at)


def _chains(known: Trust, peer: Peer | None) -> Iterator[Piece]:
    """For the machine above: whole chains, from what it is known to have."""
    own = known.identity.node
    wanted = {end.node: 1 for end in chains.mine(known, own)}
    if peer is not None and peer.pushed_arrival:
        wanted = chains.since(peer.pushed_arrival, wanted)
    while facts := chains.next_facts(wanted, SIZE):
        wanted |= {fact.node_id: fact.seq + 1 for fact in facts}
        yield [incoming_of(fact) for fact in facts], Cursor(), Cursor(), False
    yield [], Cursor(), Cursor(), True


def _portions(known: Trust, node: UUID, peer: Peer | None, at: datetime) -> Iterator[Piece]:
    """For a machine below or beside: what concerns it, from where it is known to have come."""
    to, head = recipient(known, node, {}, at), local_node().arrivals
    place = pushed(peer, to.scope) if peer else Cursor()
    began, more = place.arrival, True
    while more:
        part = portion(to, place, SIZE, began=began, head=head)
        more = part.more
        yield part.travelling(to), place, part.cursor, not more
        place = part.cursor


def _raws(file: BinaryIO) -> Iterable[bytes]:
    """The whole envelopes of a file; a last one that is cut off is left out."""
    while len(length := file.read(LENGTH)) == LENGTH:
        size = int.from_bytes(length, "big")
        if size > LIMIT + SLACK:
            raise Refusal("file.damaged", "Tệp bị hỏng. Hãy chép lại từ máy gửi.", status=400)
        raw = file.read(size)
        if len(raw) < size:
            return
        yield raw


def _take(known: Trust, sender: UUID, part: Part, at: datetime, found: Imported) -> None:
    role = role_of(known, sender)
    judge = judge_for(known, sender)
    found.receipt.add(take_in(part.batch, at=at, judge=judge, whole=role == PeerRole.CHILD))
    found.sender, found.parts, found.whole = sender, found.parts + 1, part.last
    if role != PeerRole.CHILD:
        _advance(sender, part)


def _advance(sender: UUID, part: Part) -> None:
    """Moves this machine's place in the sender's log on, where the part goes on from there."""
    for peer in Peer.objects.filter(node=sender, pulled_arrival__gte=part.start.arrival):
        if part.cursor.arrival > peer.pulled_arrival:
            put(peer, "pulled", part.cursor)
            peer.save(update_fields=list(columns("pulled", part.cursor)))
