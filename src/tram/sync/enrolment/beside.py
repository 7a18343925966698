"""A machine of the same level, reached on one Wi-Fi: named as the machine above both named it in its certificate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from tram.kernel.actors import Actor, require
from tram.kernel.refusals import Refusal
from tram.kernel.text import search_key
from tram.sync.identity import Identity
from tram.sync.models import Certificate, Peer, PeerRole
from tram.sync.talk.call import role_of
from tram.sync.talk.http import machine_url
from tram.sync.trust import Trust


def call_beside(*, by: Actor, at: datetime, identity: Identity, name: str, address: str) -> Peer:
    """This machine exchanges with one beside it from now on, at ``address``; '' and it calls it no more.

    ``name`` is the name in its certificate, or its number. A setting of this machine, no fact. Refuses who may not, an
    address that is none, and ``beside.unknown`` a name that no machine beside this one has, or several.
    """
    require(by, "node.manage")
    if address:
        machine_url(address)
    known = dict(_beside(Trust(identity, at)))
    meant = [node for node, called in known.items() if name == str(node) or search_key(name) == search_key(called)]
    if len(meant) != 1:
        raise _unknown(sorted(f"{called} ({node})" for node, called in known.items()))
    told = {"role": PeerRole.PEER, "name": known[meant[0]], "address": address, "next_try_at": at}
    return Peer.objects.update_or_create(node=meant[0], defaults=told)[0]


def _beside(trust: Trust) -> Iterator[tuple[UUID, str]]:
    """The machines of the same level that may be talked to: number and name."""
    for node in Certificate.objects.exclude(node=trust.identity.node).values_list("node", flat=True).distinct():
        known = trust.known(node)
        if known is not None and trust.key_of(node) is not None and role_of(trust, node) == PeerRole.PEER:
            yield node, known.claim.name


def _unknown(names: list[str]) -> Refusal:
    listed = "; ".join(names) or "–"
    return Refusal(
        "beside.unknown",
        f"Hãy ghi đúng tên hoặc mã số của một máy cùng tuyến. Máy này biết: {listed}",
        {"known": names},
        status=404,
    )
