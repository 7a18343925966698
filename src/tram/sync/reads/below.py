"""The machines below this one, and the invitations that are still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.sync.identity import Identity
from tram.sync.models import Certificate, Invitation
from tram.sync.reads.nodes import node_view, place_words
from tram.sync.reads.views import NodeView
from tram.sync.trust import Trust

MANAGE = "node.manage"


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation that nobody used yet, and how often it was tried in vain; never its code."""

    handle: str
    name: str
    places: tuple[str, ...]
    expires_at: datetime
    tries: int


def nodes_below(actor: Actor, identity: Identity, at: datetime) -> tuple[NodeView, ...]:
    """The machines this one certified and those below them, by name. Refuses who may not manage machines."""
    require(actor, MANAGE)
    trust = Trust(identity, at)
    known = Certificate.objects.exclude(node=identity.node).values_list("node", flat=True).distinct()
    below = [node for node in known if trust.under(node, identity.node)]
    return tuple(sorted((node_view(trust, node) for node in below), key=lambda view: (view.name, view.id)))


def open_invitations(actor: Actor, at: datetime) -> tuple[InvitationView, ...]:
    """Invitations that can still be used, the newest first. Refuses who may not manage machines."""
    require(actor, MANAGE)
    rows = Invitation.objects.filter(used_by=None, expires_at__gt=at).order_by("-made_at")
    day = today_vn(at)
    return tuple(
        InvitationView(
            row.handle,
            row.name,
            tuple(place_words(place, day) for place in row.places.split()),
            row.expires_at,
            row.tries,
        )
        for row in rows
    )
