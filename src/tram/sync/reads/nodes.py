"""Machines by name and certificate."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tram.kernel.clock import today_vn
from tram.kernel.models import Node
from tram.places.api import place_label, provinces
from tram.sync.models import Certificate
from tram.sync.reads.views import NodeView
from tram.sync.rules.codes import fingerprint
from tram.sync.rules.scope import PROVINCE_DIGITS
from tram.sync.trust import Known, Trust

SOON = timedelta(days=30)


def node_view(trust: Trust, node: UUID) -> NodeView:
    """A machine as its certificate names it; one without a certificate by the name it gave itself."""
    known, here = trust.known(node), node == trust.identity.node
    key = trust.identity.public if here else (known.claim.public_key if known else b"")
    day = today_vn(trust.at)
    if known is None or (here and trust.parent is None):
        enrolled = here and Certificate.objects.exists()
        return NodeView(node, name_of(trust, node), (), (), fingerprint(key), None, "valid" if enrolled else "alone")
    return NodeView(
        id=node,
        name=name_of(trust, node),
        places=tuple(place_words(place, day) for place in sorted(known.scope.places)),
        kinds=tuple(sorted(known.scope.kinds)),
        fingerprint=fingerprint(key),
        valid_to=datetime.fromtimestamp(known.claim.valid_to, trust.at.tzinfo),
        state=_state(trust, node, known),
        parent=known.claim.parent,
    )


def name_of(trust: Trust, node: UUID) -> str:
    """A machine's name: of its certificate, else the one it gave itself, else the beginning of its number."""
    known = trust.known(node)
    if known is not None and known.claim.name:
        return known.claim.name
    return Node.objects.filter(pk=node).values_list("name", flat=True).first() or f"{node.hex[:8]}…"


def place_words(place: str, day: date) -> str:
    """A place of a scope in words: a province, a commune, or the nation."""
    if len(place) == PROVINCE_DIGITS:
        return next((found.name for found in provinces(day) if found.code == place), place)
    return place_label(place, day)[0]


def _state(trust: Trust, node: UUID, known: Known) -> str:
    if trust.revoked(node) is not None:
        return "revoked"
    left = datetime.fromtimestamp(known.claim.valid_to, trust.at.tzinfo) - trust.at
    return "expired" if left <= timedelta() else "soon" if left < SOON else "valid"
