"""Giving a machine a certificate: this machine signs who it is and what it may hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from tram.kernel.actors import Actor
from tram.kernel.facts import deed, local_node
from tram.sync.identity import Identity
from tram.sync.models import Certificate
from tram.sync.rules.claims import CERTIFICATE, Claim, Signed, instant, seconds, sign
from tram.sync.trust import Trust, signed_of

ENROLLED = "node.enrolled"
ROOT_DAYS = 36_500


def issue(identity: Identity, claim: Claim, *, by: Actor, at: datetime) -> Signed:
    """Signs and writes a certificate. One fact ``node.enrolled`` for the whole nation: all may know who is who."""
    signature = sign(identity.signing, CERTIFICATE, claim)
    row = Certificate(
        node=claim.node,
        serial=claim.serial,
        name=claim.name,
        public_key=claim.public_key,
        parent=claim.parent,
        places=claim.places,
        kinds=claim.kinds,
        valid_from=instant(claim.valid_from),
        valid_to=instant(claim.valid_to),
        signature=signature,
    )
    with deed(ENROLLED, by=by, at=at, place="") as fact:
        fact.add(row)
    return Signed(claim, signature)


def chain_of(identity: Identity, *, by: Actor, at: datetime) -> list[Signed]:
    """This machine's certificate and those above it, nearest first, up to the root's own.

    A root signs one for itself the first time it is asked.
    """
    trust = Trust(identity, at)
    if trust.parent is None:
        return [_root(identity, by=by, at=at)]
    return [paper for node in (identity.node, *trust.above(identity.node)) if (paper := trust.paper(node))]


def _root(identity: Identity, *, by: Actor, at: datetime) -> Signed:
    own = Certificate.objects.filter(node=identity.node, parent=identity.node, public_key=identity.public).first()
    if own is not None:
        return signed_of(own)
    claim = Claim(
        node=identity.node,
        serial=next_serial(identity),
        name=local_node().name,
        public_key=identity.public,
        parent=identity.node,
        places="",
        kinds="",
        valid_from=seconds(at),
        valid_to=seconds(at + timedelta(days=ROOT_DAYS)),
    )
    return issue(identity, claim, by=by, at=at)


def next_serial(of: Identity | Claim) -> int:
    """The number of a machine's next certificate."""
    last = Certificate.objects.filter(node=of.node).order_by("-serial").values_list("serial", flat=True).first()
    return (last or 0) + 1
