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
from tram.sync.models import Peer, PeerRole, Provisioning, ProvisioningState
from tram.sync.snapshot.manifest import FACTS, ROWS, Manifest, damaged, foreign, open_manifest, open_part, unreadable
from tram.sync.talk.travel import introduce
from tram.sync.trust import Trust
from tram.sync.wire.batch import BatchError, unpack_facts


def ask_for_snapshot(parent: UUID, at: datetime) -> Provisioning:
    """Notes that this machine begins with a snapshot of its parent's record; the next exchange fetches it.

    Refuses ``snapshot.not_fresh`` on a machine that holds facts of others: it goes on by ordinary exchange.
    """
    if Fact.objects.exclude(node__here=True).exists():
        raise Refusal(
            "snapshot.not_fresh",
            "Máy này đã có dữ liệu của máy khác nên không nhận bản chụp. Cứ trao đổi bình thường, dữ liệu sẽ về đủ.",
            status=409,
        )
    found, _made = Provisioning.objects.update_or_create(only=1, defaults={"parent": parent, "began_at": at})
    return found


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
    try:
        with transaction.atomic():
            found.rows += _put(body, at)
            found.chunk, found.received = number, sum(chunk.size for chunk in manifest.chunks[:number])
            _go_on(found, manifest, at)
    except (ValueError, BadValueError, BatchError, IntegrityError) as error:
        raise unreadable() from error
    return found


def _put(body: bytes, at: datetime) -> int:
    kind, content = body[:1], body[1:]
    if kind == ROWS:
        return put_piece(content)
    if kind != FACTS:
        raise ValueError(kind)
    receive(unpack_facts(content), at=at, judge=believe)
    return 0


def _go_on(found: Provisioning, manifest: Manifest, at: datetime) -> None:
    """Saves how far it has come; after the last chunk, where ordinary exchange goes on."""
    if found.chunk == found.total:
        found.state, found.done_at = ProvisioningState.DONE, at
        place = {"pulled_arrival": manifest.arrival, "pulled_mark": manifest.mark}
        Peer.objects.update_or_create(
            node=found.parent, defaults=place | {"pulled_entering": 0, "pulled_within": 0},
            create_defaults=place | {"role": PeerRole.PARENT},
        )  # fmt: skip
    found.save()
