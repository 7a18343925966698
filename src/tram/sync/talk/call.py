"""One message of another machine, with what is known of who says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from tram.kernel.refusals import Refusal
from tram.sync.identity import Identity
from tram.sync.models.peers import Peer, PeerRole, Talk
from tram.sync.rules.scope import Scope
from tram.sync.talk.concern import Recipient, lent_to
from tram.sync.trust import Trust
from tram.sync.wire.envelope import Opened

IDLE = timedelta(minutes=10)
_HAVE = msgspec.msgpack.Decoder(dict[UUID, int])


def role_of(trust: Trust, node: UUID) -> PeerRole:
    """What a machine is to this one, by their certificates."""
    own = trust.identity.node
    if trust.under(node, own):
        return PeerRole.CHILD
    return PeerRole.PARENT if trust.under(own, node) else PeerRole.PEER


def recipient(trust: Trust, node: UUID, have: Mapping[UUID, int], at: datetime) -> Recipient:
    """A machine facts are chosen for. One of the same level gets what this machine wrote itself."""
    only = trust.identity.node if role_of(trust, node) == PeerRole.PEER else None
    scope = trust.scope(node) or Scope(frozenset({"?"}))
    return Recipient(node, scope, lent_to(node, at), dict(have), only)


@dataclass(slots=True)
class Call:
    """A message that is genuine and whose turn it is."""

    identity: Identity
    trust: Trust
    opened: Opened
    at: datetime

    @property
    def sender(self) -> UUID:
        """Who says it."""
        return self.opened.sender

    @property
    def body(self) -> bytes:
        """What it says."""
        return self.opened.body

    @property
    def role(self) -> PeerRole:
        """What the sender is to this machine."""
        return role_of(self.trust, self.sender)

    def peer(self) -> Peer:
        """The sender's row; made when it calls for the first time."""
        known = self.trust.known(self.sender)
        name = known.claim.name if known else ""
        found, made = Peer.objects.get_or_create(node=self.sender, defaults={"role": self.role, "name": name})
        if not made and (found.name, found.role) != (name, self.role):
            found.name, found.role = name, self.role
            found.save(update_fields=["name", "role"])
        return found

    def talk(self) -> Talk:
        """What is remembered of this conversation. Refuses ``talk.over`` when it ended or fell silent too long."""
        found = Talk.objects.filter(node=self.sender, session=self.opened.header.session).first()
        if found is None or abs(self.at - found.at) > IDLE:
            raise Refusal("talk.over", "Cuộc trao đổi đã quá lâu nên phải bắt đầu lại. Máy sẽ tự làm.", status=409)
        if abs(self.at - found.at) > IDLE / 10:
            Talk.objects.filter(pk=found.pk).update(at=self.at)
        return found


def have_of(talk: Talk) -> dict[UUID, int]:
    """The chains the other machine holds whole, with how far."""
    return _HAVE.decode(bytes(talk.have))


def packed(have: Mapping[UUID, int]) -> bytes:
    """The same as it is stored."""
    return msgspec.msgpack.encode(dict(have))
