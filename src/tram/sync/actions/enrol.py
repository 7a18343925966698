"""Enrolment: a machine with a one-time code becomes a child; both sides prove that they know the code's secret.

Three plain functions, whatever carries their bytes: the child asks (``enrol_request``), the parent signs a certificate
(``enrol_answer``), the child believes it and remembers the keys above it (``enrol_accept``). The secret is never sent;
whoever listens learns nothing they could use, whoever answers in the parent's place is found out.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F

from tram.kernel.actors import Actor
from tram.kernel.models import Node
from tram.sync import refusals
from tram.sync.actions.certify import chain_of, issue, next_serial
from tram.sync.identity import Identity
from tram.sync.models import Invitation, Pin, PinRole
from tram.sync.rules.claims import CERTIFICATE, Claim, Signed, holds, seconds
from tram.sync.rules.codes import fingerprint, read_code
from tram.sync.trust import Trust

MAGIC = b"TRE"
PROTOCOL = 1
ASKING, ANSWERING = b"tram enrol request 1\x00", b"tram enrol answer 1\x00"
TRIES = 5
LARGEST = 64 * 1024
NAME = 120
T = TypeVar("T")


class Asked(msgspec.Struct, frozen=True, array_like=True):
    """What a machine says when it asks to be enrolled."""

    protocol: int
    handle: str
    node: UUID
    public_key: bytes
    name: str
    nonce: bytes


class Said(msgspec.Struct, frozen=True, array_like=True):
    """A message of an enrolment with the proof (HMAC-SHA256 under the code's secret)."""

    body: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Joined:
    """What a machine became: its own certificate's claim, and its parent's."""

    own: Claim
    parent: Claim


def is_enrolment(raw: bytes) -> bool:
    """Whether these bytes speak of an enrolment (they are not in an envelope)."""
    return raw.startswith(MAGIC)


def enrol_request(identity: Identity, code: str, name: str) -> bytes:
    """The question to send to the parent. Refuses ``code.typo``."""
    read = read_code(code)
    asked = Asked(PROTOCOL, read.handle, identity.node, identity.public, name[:NAME], os.urandom(16))
    body = msgspec.msgpack.encode(asked)
    return _said(body, _proof(read.secret, ASKING + body))


def enrol_answer(identity: Identity, raw: bytes, at: datetime) -> bytes:
    """The parent's answer: the certificate it signed, and those above it. The same machine gets it again if it asks.

    Refuses ``enrol.code`` (also what was never invited), ``enrol.locked`` after five wrong tries, ``enrol.over``,
    ``enrol.taken``.
    """
    said = _heard(raw)
    asked = _decoded(said.body, Asked)
    with transaction.atomic():
        invitation = _invitation(asked, said, at)
        if invitation is not None:
            return _answer(identity, invitation, asked, said, at)
    raise refusals.wrong_code()


def enrol_accept(identity: Identity, code: str, request: bytes, raw: bytes) -> Joined:
    """Believes the parent's answer to ``request`` and remembers the keys above. Refuses what the parent did not say."""
    read, said = read_code(code), _heard(raw)
    if not hmac.compare_digest(_proof(read.secret, ANSWERING + request + said.body), said.proof):
        raise refusals.other_parent()
    chain = _decoded(said.body, list[Signed])
    if not _leads_here(identity, read.fingerprint, chain):
        raise refusals.other_parent()
    own, parent = chain[0].claim, chain[1].claim
    with transaction.atomic():
        _pin(chain)
        place = own.places if len(own.places) == 5 else ""
        Node.objects.filter(pk=identity.node).update(name=own.name, place=place)
    return Joined(own, parent)


def _invitation(asked: Asked, said: Said, at: datetime) -> Invitation | None:
    """The invitation the machine proved to have; None (and one try counted) when it did not."""
    found = Invitation.objects.filter(handle=asked.handle).first()
    if found is None:
        return None
    if found.tries >= TRIES:
        raise refusals.locked()
    if not hmac.compare_digest(_proof(bytes(found.secret), ASKING + said.body), said.proof):
        Invitation.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
        return None
    if at > found.expires_at or (found.used_by is not None and not _same(found, asked)):
        raise refusals.code_over()
    return found


def _same(invitation: Invitation, asked: Asked) -> bool:
    return invitation.used_by == asked.node and bytes(invitation.used_key or b"") == asked.public_key


def _answer(identity: Identity, invitation: Invitation, asked: Asked, said: Said, at: datetime) -> bytes:
    by = Actor(id=invitation.made_by, name="", roles=frozenset())
    paper = Trust(identity, at).paper(asked.node)
    if paper is None or invitation.used_by is None:
        if paper is not None and invitation.renews != asked.node:
            raise refusals.node_taken()
        paper = issue(identity, _claim(identity, invitation, asked, at), by=by, at=at)
        Invitation.objects.filter(pk=invitation.pk).update(used_by=asked.node, used_key=asked.public_key)
    body = msgspec.msgpack.encode([paper, *chain_of(identity, by=by, at=at)])
    question = _said(said.body, said.proof)
    return _said(body, _proof(bytes(invitation.secret), ANSWERING + question + body))


def _claim(identity: Identity, invitation: Invitation, asked: Asked, at: datetime) -> Claim:
    claim = Claim(
        node=asked.node,
        serial=0,
        name=invitation.name or asked.name,
        public_key=asked.public_key,
        parent=identity.node,
        places=invitation.places,
        kinds=invitation.kinds,
        valid_from=seconds(at),
        valid_to=seconds(at + timedelta(days=invitation.days)),
    )
    return msgspec.structs.replace(claim, serial=next_serial(claim))


def _leads_here(identity: Identity, parents: str, chain: list[Signed]) -> bool:
    """Whether the chain begins here, goes on with the parent the code names, and each signed the one before."""
    if len(chain) < 2 or (chain[0].claim.node, chain[0].claim.public_key) != (identity.node, identity.public):
        return False
    issuers = [*chain[1:], chain[-1]]
    signed = all(
        paper.claim.parent == issuer.claim.node
        and holds(issuer.claim.public_key, CERTIFICATE, paper.claim, paper.signature)
        for paper, issuer in zip(chain, issuers, strict=True)
    )
    return signed and fingerprint(chain[1].claim.public_key) == parents


def _pin(chain: list[Signed]) -> None:
    parent = Pin.objects.filter(role=PinRole.PARENT).values_list("node", flat=True).first()
    if parent is not None and parent != chain[1].claim.node:
        raise refusals.has_parent()
    Pin.objects.all().delete()
    roles = [PinRole.SELF, PinRole.PARENT] + [PinRole.ABOVE] * (len(chain) - 2)
    for role, paper in zip(roles, chain, strict=True):
        Pin.objects.create(node=paper.claim.node, role=role, certificate=msgspec.msgpack.encode(paper))


def _proof(secret: bytes, content: bytes) -> bytes:
    return hmac.digest(secret, content, "sha256")


def _said(body: bytes, proof: bytes) -> bytes:
    return MAGIC + msgspec.msgpack.encode(Said(body, proof))


def _heard(raw: bytes) -> Said:
    if not is_enrolment(raw) or len(raw) > LARGEST:
        raise refusals.unreadable()
    return _decoded(raw[len(MAGIC) :], Said)


def _decoded(content: bytes, kind: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(content, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise refusals.unreadable() from error
