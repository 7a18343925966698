"""Certificates, revocations and loans among the rows of a fact: only who may issue one may write it."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

from tram.kernel.facts.incoming import Incoming, Judged
from tram.kernel.facts.payload import RowValues
from tram.sync.judge import reasons
from tram.sync.judge.standing import LOAN_TABLE, uuid
from tram.sync.models import Revocation
from tram.sync.rules.claims import CERTIFICATE, Claim, Signed, holds, seconds
from tram.sync.rules.scope import PAPERS
from tram.sync.trust import Trust

CERTIFICATE_TABLE, REVOCATION_TABLE = "sync_certificate", "sync_revocation"
BAD = (KeyError, TypeError, ValueError, AttributeError, binascii.Error)


def paper_fault(trust: Trust, judged: Judged) -> str:
    """Why a fact's papers do not count; '' when they do, and then the trust knows of them for the facts that follow."""
    return next((fault for row in judged.rows if (fault := _fault(trust, judged.fact, row))), "")


def _fault(trust: Trust, fact: Incoming, row: RowValues) -> str:
    name, _, based_on, values = row
    if name not in PAPERS:
        return ""
    try:
        if name == LOAN_TABLE:
            return "" if _lender(trust, fact.node, uuid(values["node"]), based_on) else reasons.LENDER
        if based_on is not None:
            return reasons.CERTIFICATE
        counts = _certificate if name == CERTIFICATE_TABLE else _revocation
        return "" if counts(trust, fact.node, values) else reasons.CERTIFICATE
    except BAD:
        return reasons.CERTIFICATE


def _lender(trust: Trust, author: UUID, borrower: UUID | None, based_on: Any) -> bool:
    """A machine lends to those below it, and what was lent is not changed afterwards."""
    return based_on is None and borrower is not None and author in trust.above(borrower)


def _certificate(trust: Trust, author: UUID, values: dict[str, Any]) -> bool:
    """Written by its issuer, signed by it, within its scope, about a machine nobody else has certified.

    A machine's word about itself may stand: it counts only where it is pinned.
    """
    signed = _signed(values)
    claim = signed.claim
    if claim.parent != author or claim.node == trust.identity.node:
        return False
    issuer = trust.known(author)
    if claim.node == author:
        return issuer is not None and holds(claim.public_key, CERTIFICATE, claim, signed.signature)
    known = trust.known(claim.node)
    if (known is not None and known.claim.parent != author) or not trust.genuine(signed):
        return False
    trust.learn(signed)
    return True


def _revocation(trust: Trust, author: UUID, values: dict[str, Any]) -> bool:
    node, parent = uuid(values["node"]), uuid(values["parent"])
    if node is None or parent is None:
        return False
    row = Revocation(
        node=node,
        parent=parent,
        last_seq=int(values["last_seq"]) if "last_seq" in values else 0,
        at=datetime.fromisoformat(values["at"]),
        signature=base64.b64decode(values["signature"], validate=True),
    )
    if parent != author or not trust.revocation_holds(row):
        return False
    trust.revoke(node, row.last_seq)
    return True


def _signed(values: dict[str, Any]) -> Signed:
    node, parent = uuid(values["node"]), uuid(values["parent"])
    if node is None or parent is None:
        raise ValueError("node")
    claim = Claim(
        node=node,
        serial=int(values["serial"]),
        name=str(values.get("name", "")),
        public_key=base64.b64decode(values["public_key"], validate=True),
        parent=parent,
        places=str(values.get("places", "")),
        kinds=str(values.get("kinds", "")),
        valid_from=seconds(datetime.fromisoformat(values["valid_from"])),
        valid_to=seconds(datetime.fromisoformat(values["valid_to"])),
    )
    return Signed(claim, base64.b64decode(values["signature"], validate=True))
