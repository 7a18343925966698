"""Taking a snapshot in on a new machine: chunk after chunk, each in one transaction with how far it has come.

Killed at any moment, it goes on with the next chunk. Ordinary exchange goes on where the snapshot ends.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from tram.kernel.facts.columns import BadValueError
from tram.kernel.facts.incoming import trust as believe
from tram.kernel.facts.putting import put_piece
from tram.kernel.facts.receive import receive
from tram.kernel.models import Fact
from tram.kernel.refusals import Refusal
from tram.kernel.sqlite import checkpoint
from tram.sync.models import Peer, PeerRole, Provisioning, ProvisioningState
from tram.sync.rules.scope import COMMUNE_DIGITS, Scope
from tram.sync.snapshot.manifest import FACTS, ROWS, Manifest, damaged, foreign, open_manifest, open_part, unreadable
from tram.sync.talk.travel import introduce
from tram.sync.trust import Trust
from tram.sync.wire.batch import BatchError, unpack_facts


def begin_if_new(parent: UUID, places: str, at: datetime) -> None:
    """A machine of one commune that holds nobody's record yet begins with a snapshot; any other one with the facts.

    One of several communes may have machines below it. When somebody moves between those, they need all facts about
    them from here; and a machine that began with a snapshot has not got them.
    """
    alone = places.count(" ") == 0 and len(places) == COMMUNE_DIGITS
    empty = not Provisioning.objects.exists() and not _holds_others() and not _holds_people()
    if alone and empty:
        ask_for_snapshot(parent, at)


def ask_for_snapshot(parent: UUID, at: datetime) -> Provisioning:
    """Notes that this machine begins with a snapshot of its parent's record; the next exchange fetches it.

    Refuses ``snapshot.not_fresh`` on a machine that holds facts of others: it goes on by ordinary exchange.
    """
    if _holds_others():
        raise Refusal(
            "snapshot.not_fresh",
            "Máy này đã có dữ liệu của máy khác nên không nhận bản chụp. Cứ trao đổi bình thường, dữ liệu sẽ về đủ.",
            status=409,
        )
    found, _made = Provisioning.objects.update_or_create(only=1, defaults={"parent": parent, "began_at": at})
    return found


def _holds_others() -> bool:
    return Fact.objects.exclude(node__here=True).exists()


def _holds_people() -> bool:
    return Fact.objects.filter(person__isnull=False).exists()


def pending() -> Provisioning | None:
    """The provisioning that is not finished; None when there is none."""
    return Provisioning.objects.exclude(state=ProvisioningState.DONE).first()


def accept(trust: Trust, sealed: bytes, at: datetime) -> Provisioning:
    """Believes a manifest (signed by the parent for this machine) and begins with it. Refuses as ``open_manifest``.

    The manifest of the snapshot under way changes nothing; another one begins anew, over what is here.
    """
    found = pending()
    if found is None:
        raise foreign()
    manifest = open_manifest(trust.identity, sealed, found.parent, trust.key_of)
    if found.snapshot != manifest.id:
        found.snapshot, found.manifest, found.state = manifest.id, sealed, ProvisioningState.RECEIVING
        found.chunk, found.received, found.rows = 0, 0, 0
        found.total, found.size, found.rows_total = len(manifest.chunks), manifest.size, manifest.rows
        with transaction.atomic():
            introduce(manifest.nodes)
            _go_on(found, manifest, at)
    return found


def manifest_of(trust: Trust, found: Provisioning) -> Manifest:
    """The manifest of the snapshot under way."""
    return open_manifest(trust.identity, bytes(found.manifest), found.parent, trust.key_of)


def take_chunk(trust: Trust, manifest: Manifest, sealed: bytes, at: datetime) -> Provisioning:
    """Takes the next chunk in, whole or not at all.

    Refuses ``snapshot.damaged`` bytes that are not what the manifest promised, ``snapshot.layout`` what this program
    cannot take, ``snapshot.foreign`` when another snapshot is under way.
    """
    found = pending()
    if found is None or found.snapshot != manifest.id:
        raise foreign()
    number = found.chunk + 1
    promised = manifest.chunks[number - 1]
    if len(sealed) != promised.size or hashlib.sha256(sealed).digest() != promised.digest:
        raise damaged()
    body = open_part(trust.identity, sealed, manifest, number, trust.key_of)
    found.chunk, found.received = number, sum(chunk.size for chunk in manifest.chunks[:number])
    rows = found.rows
    try:
        try:
            _take(found, manifest, body, at, rows=rows, mixed=False)
        except IntegrityError:
            _take(found, manifest, body, at, rows=rows, mixed=True)
    except (ValueError, BadValueError, BatchError, IntegrityError) as error:
        raise unreadable() from error
    checkpoint()  # a machine that joins from the command line has nobody else to fold the write-ahead log
    return found


def _take(found: Provisioning, manifest: Manifest, body: bytes, at: datetime, *, rows: int, mixed: bool) -> None:
    with transaction.atomic():
        found.rows = rows + _put(body, at, mixed=mixed)
        _go_on(found, manifest, at)


def _put(body: bytes, at: datetime, *, mixed: bool) -> int:
    kind, content = body[:1], body[1:]
    if kind == ROWS:
        return put_piece(content, mixed=mixed)
    if kind != FACTS:
        raise ValueError(kind)
    receive(unpack_facts(content), at=at, judge=believe)
    return 0


def _go_on(found: Provisioning, manifest: Manifest, at: datetime) -> None:
    """Saves how far it has come; after the last chunk, where ordinary exchange goes on."""
    if found.chunk == found.total:
        found.state, found.done_at = ProvisioningState.DONE, at
        scope = Scope.parse(manifest.places, manifest.kinds).text
        place = {"pulled_arrival": manifest.arrival, "pulled_mark": manifest.mark, "pulled_scope": scope}
        Peer.objects.update_or_create(
            node=found.parent, defaults=place | {"pulled_entering": 0, "pulled_within": 0},
            create_defaults=place | {"role": PeerRole.PARENT},
        )  # fmt: skip
    found.save()
