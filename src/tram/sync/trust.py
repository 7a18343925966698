"""Who is trusted: certificates whose signatures lead to a machine this one knows by its key, and who was revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from tram.kernel.refusals import Refusal
from tram.places.api import province_of
from tram.sync.identity import Identity
from tram.sync.models import Certificate, Pin, PinRole, Revocation
from tram.sync.rules.claims import CERTIFICATE, REVOCATION, Claim, Revoked, Signed, holds, seconds
from tram.sync.rules.scope import Scope

DEEPEST = 8
WHOLE = Scope()


@dataclass(frozen=True, slots=True)
class Known:
    """A machine with a certificate that counts."""

    signed: Signed
    scope: Scope

    @property
    def claim(self) -> Claim:
        """What the certificate says."""
        return self.signed.claim


class Trust:
    """Everything ``identity`` may believe about other machines at an instant; reads each machine's papers once.

    Make a new one for each exchange. A machine that was never enrolled trusts itself, for the whole nation.
    """

    def __init__(self, identity: Identity, at: datetime) -> None:
        self.identity, self.at = identity, at
        self.pins = {pin.node: (PinRole(pin.role), _signed(bytes(pin.certificate))) for pin in Pin.objects.all()}
        self._signed: dict[UUID, list[Signed]] = {}
        self._known: dict[UUID, Known | None] = {}
        self._revoked: dict[UUID, int | None] = {}

    @property
    def parent(self) -> UUID | None:
        """The machine above this one; None for a root."""
        return next((node for node, (role, _) in self.pins.items() if role == PinRole.PARENT), None)

    @property
    def has_its_key(self) -> bool:
        """Whether this machine holds the key its own certificate names; not after its data folder was made anew."""
        own = self.known(self.identity.node)
        return own is not None and own.claim.public_key == self.identity.public

    def scope(self, node: UUID) -> Scope | None:
        """What a machine may hold and write; None when it is not trusted."""
        known = self.known(node)
        return known.scope if known else None

    def known(self, node: UUID) -> Known | None:
        """The newest certificate of a machine that counts, whether or not it has run out; None when it has none."""
        return self._known_within(node, frozenset())

    def paper(self, node: UUID) -> Signed | None:
        """The newest certificate of a machine that counts, with its signature, to be shown to others."""
        known = self.known(node)
        return known.signed if known else None

    def key_of(self, node: UUID) -> bytes | None:
        """The key of a machine one may talk to now: certified, not run out, neither it nor one above it revoked."""
        known = self.known(node)
        if known is None or not all(self._stands(above) for above in (node, *self.above(node))):
            return None
        return known.claim.public_key

    def above(self, node: UUID) -> list[UUID]:
        """The machines above one, nearest first."""
        found: list[UUID] = []
        known = self.known(node)
        while known and known.claim.parent not in {*found, known.claim.node} and len(found) < DEEPEST:
            found.append(known.claim.parent)
            known = self.known(known.claim.parent)
        return found

    def under(self, node: UUID, above: UUID) -> bool:
        """Whether a machine is ``above`` itself or one of those below it."""
        return node == above or above in self.above(node)

    def revoked(self, node: UUID) -> int | None:
        """The last number of a revoked machine's chain that counts; None when it is not revoked."""
        if node not in self._revoked:
            told = [row.last_seq for row in Revocation.objects.filter(node=node) if self.revocation_holds(row)]
            self._revoked[node] = min(told, default=None)
        return self._revoked[node]

    def revocation_holds(self, row: Revocation) -> bool:
        """Whether a revocation is signed by a machine above the one it takes the trust from."""
        issuer = self.known(row.parent)
        if issuer is None or row.parent not in self.above(row.node):
            return False
        said = Revoked(row.node, row.parent, row.last_seq, seconds(row.at))
        return holds(issuer.claim.public_key, REVOCATION, said, bytes(row.signature))

    def learn(self, signed: Signed) -> None:
        """Takes a certificate into account that is not written yet (it came in the same batch)."""
        self._papers(signed.claim.node).append(signed)
        self._known.clear()

    def revoke(self, node: UUID, last_seq: int) -> None:
        """Takes a revocation into account that is not written yet."""
        before = self.revoked(node)
        self._revoked[node] = last_seq if before is None else min(before, last_seq)

    def genuine(self, signed: Signed) -> bool:
        """Whether a certificate's issuer is known, signed it, and gave no more than it has itself."""
        return self._genuine(signed, frozenset())

    def _known_within(self, node: UUID, asking: frozenset[UUID]) -> Known | None:
        if node not in self._known:
            found = self._newest(node, asking)
            if asking and found is None:
                return None  # perhaps only because of who is asking
            self._known[node] = found
        return self._known[node]

    def _newest(self, node: UUID, asking: frozenset[UUID]) -> Known | None:
        if node == self.identity.node and self.parent is None:
            return Known(Signed(self._own(), b""), WHOLE)
        papers = sorted(self._papers(node), key=lambda signed: (-signed.claim.serial, signed.signature))
        for signed in papers:
            if self._genuine(signed, asking):
                return Known(signed, _scope(signed.claim))
        return None

    def _own(self) -> Claim:
        node, key = self.identity.node, self.identity.public
        return Claim(node, 0, "", key, node, "", "", 0, seconds(self.at) + 1)

    def _genuine(self, signed: Signed, asking: frozenset[UUID]) -> bool:
        claim = signed.claim
        if self._pinned(signed):
            return True
        if claim.parent == claim.node or claim.node in asking or len(asking) > DEEPEST:
            return False
        issuer = self._known_within(claim.parent, asking | {claim.node})
        if issuer is None or not holds(issuer.claim.public_key, CERTIFICATE, claim, signed.signature):
            return False
        return issuer.scope.contains(_scope(claim), province_of)

    def _pinned(self, signed: Signed) -> bool:
        pinned = self.pins.get(signed.claim.node)
        return pinned is not None and pinned[1] == signed

    def _stands(self, node: UUID) -> bool:
        if self.revoked(node) is not None:
            return False
        if node in self.pins or node == self.identity.node:
            return True  # pinned machines are trusted also where this machine's clock is wrong
        known = self.known(node)
        return known is not None and seconds(self.at) < known.claim.valid_to

    def _papers(self, node: UUID) -> list[Signed]:
        if node not in self._signed:
            found = [signed_of(row) for row in Certificate.objects.filter(node=node)]
            if node in self.pins:
                found.append(self.pins[node][1])
            self._signed[node] = found
        return self._signed[node]


def signed_of(row: Certificate) -> Signed:
    """A certificate's row as what was signed."""
    claim = Claim(
        node=row.node,
        serial=row.serial,
        name=row.name,
        public_key=bytes(row.public_key),
        parent=row.parent,
        places=row.places,
        kinds=row.kinds,
        valid_from=seconds(row.valid_from),
        valid_to=seconds(row.valid_to),
    )
    return Signed(claim, bytes(row.signature))


def _signed(content: bytes) -> Signed:
    return msgspec.msgpack.decode(content, type=Signed)


def _scope(claim: Claim) -> Scope:
    """The scope of a claim; one nobody can read contains nothing that anybody asks for."""
    try:
        return Scope.parse(claim.places, claim.kinds)
    except Refusal:
        return Scope(frozenset({"?"}), frozenset({"?"}))
