"""Inviting a machine, renewing what it may, and taking the trust from it again."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from tram.kernel.actors import Actor, require
from tram.kernel.facts import deed
from tram.kernel.models import Node
from tram.kernel.text import nfc
from tram.places.api import province_of
from tram.sync import refusals
from tram.sync.actions.certify import chain_of, issue, next_serial
from tram.sync.identity import Identity
from tram.sync.models import Invitation, Revocation
from tram.sync.rules.claims import REVOCATION, Claim, Revoked, instant, seconds, sign
from tram.sync.rules.codes import SECRET_BYTES, Code, fingerprint, handle_of
from tram.sync.rules.scope import Scope
from tram.sync.trust import Trust

MANAGE = "node.manage"
REVOKED = "node.revoked"
CODE_DAYS, LONGEST = 7, 3650


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation: the code to hand over, and until when it may be used."""

    code: str = field(repr=False)
    expires_at: datetime


def invite_node(
    *,
    by: Actor,
    at: datetime,
    identity: Identity,
    name: str,
    places: str,
    kinds: str = "",
    days: int = 730,
    renews: UUID | None = None,
) -> Invited:
    """A one-time code for a machine that is to belong under this one, good for seven days.

    ``renews`` is the machine the code is for when it is known already (its key was lost, say). Refuses who may not and
    a scope beyond this machine's. Writes no fact but a root's own certificate: the code is a secret of this machine.
    """
    require(by, MANAGE)
    scope = Scope.parse(places, kinds)
    _refuse_wider(identity, at, scope, days)
    if renews is not None:
        _child(identity, at, renews)
    chain_of(identity, by=by, at=at)
    code = Code(handle_of(os.urandom(3)), os.urandom(SECRET_BYTES), fingerprint(identity.public))
    expires_at = at + timedelta(days=CODE_DAYS)
    Invitation.objects.filter(handle=code.handle).delete()
    Invitation.objects.create(
        handle=code.handle, secret=code.secret, name=nfc(name)[:120], places=scope.places_text, kinds=scope.kinds_text,
        days=days, renews=renews, made_by=by.id, made_at=at, expires_at=expires_at,
    )  # fmt: skip
    return Invited(code.text(), expires_at)


def renew_node(
    *,
    by: Actor,
    at: datetime,
    identity: Identity,
    node: UUID,
    days: int,
    places: str | None = None,
    kinds: str | None = None,
) -> Claim:
    """A new certificate for a machine below, with the same key; its scope changes if asked. One fact ``node.enrolled``.

    Refuses who may not, a machine not directly below this one or revoked, and a scope beyond this machine's.
    """
    require(by, MANAGE)
    old = _child(identity, at, node)
    scope = Scope.parse(old.places if places is None else places, old.kinds if kinds is None else kinds)
    _refuse_wider(identity, at, scope, days)
    claim = msgspec.structs.replace(
        old,
        serial=next_serial(old),
        places=scope.places_text,
        kinds=scope.kinds_text,
        valid_from=seconds(at),
        valid_to=seconds(at + timedelta(days=days)),
    )
    return issue(identity, claim, by=by, at=at).claim


def revoke_node(*, by: Actor, at: datetime, identity: Identity, node: UUID, reason: str) -> int:
    """Takes the trust from a machine below; returns the last number of its chain that counts. Fact ``node.revoked``.

    What it wrote and this machine took in stays; whatever comes after is kept and shown, and applied nowhere. Refuses
    to do it without a reason.
    """
    require(by, MANAGE)
    if not reason.strip():
        raise refusals.no_reason()
    trust = Trust(identity, at)
    if trust.known(node) is None or identity.node not in trust.above(node):
        raise refusals.unknown_node()
    last = Node.objects.filter(pk=node).values_list("seq", flat=True).first() or 0
    said = Revoked(node, identity.node, last, seconds(at))
    with deed(REVOKED, by=by, at=at, place="") as fact:
        fact.add(
            Revocation(
                node=node,
                parent=identity.node,
                last_seq=last,
                at=instant(said.at),
                reason=nfc(reason)[:200],
                signature=sign(identity.signing, REVOCATION, said),
            )
        )
    return last


def _child(identity: Identity, at: datetime, node: UUID) -> Claim:
    trust = Trust(identity, at)
    known = trust.known(node)
    if known is None or known.claim.parent != identity.node or node == identity.node or trust.revoked(node) is not None:
        raise refusals.unknown_node()
    return known.claim


def _refuse_wider(identity: Identity, at: datetime, scope: Scope, days: int) -> None:
    own = Trust(identity, at).scope(identity.node)
    if own is None or not own.contains(scope, province_of):
        raise refusals.scope_wider()
    if not 1 <= days <= LONGEST:
        raise refusals.no_days()
