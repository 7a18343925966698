"""Sending one claim: built from the record, signed, sent, its answer noted. Once in effect, however often."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_noop

from tram.claims.build import BuiltClaim, claim_of, document
from tram.claims.cover.asking import PortalSilent
from tram.claims.models import Claim, ClaimState
from tram.claims.sending.accounts import signing_key
from tram.claims.sending.deeds import take_reply
from tram.claims.sending.lines import insurance_code, portal_of
from tram.claims.sending.portal import PortalClient
from tram.claims.sending.replies import LATER, PortalReply
from tram.claims.sending.settle import digest_of, settle_visit
from tram.claims.sending.signing import sign
from tram.kernel.clock import today_vn
from tram.kernel.refusals import Refusal

GONE = gettext_noop("Hồ sơ BHYT này chưa về máy này.")
CHANGED = gettext_noop("Lần khám vừa được sửa. Trạm lập lại hồ sơ rồi gửi sau.")
LINES = ("XML2", "XML3")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of sending a claim: ``accepted``, ``refused``, ``sent`` (the insurer has not decided), or None: later.

    ``unreachable``: nobody answers, or this machine cannot send at all, so that others need not be tried now.
    """

    state: str | None
    reference: str = ""
    reason: str = ""
    unreachable: bool = False


def send_claim(*, claim: UUID, digest: str, at: datetime, address: str = "") -> Delivered:
    """Sends the claim as the record stands, if that still is what ``digest`` (of its tables) says; notes the answer.

    May be called any number of times: an answer that was noted is given again without asking, one that was lost on the
    way is asked for again, and the insurer knows a claim by its MA_LK. No transaction is open while the network is.
    """
    row = Claim.objects.filter(pk=claim).first()
    if row is None:
        return Delivered(None, reason=GONE)
    if row.digest != digest or row.state in (ClaimState.ERRORS, ClaimState.WITHDRAWN):
        return Delivered(None, reason=CHANGED)
    if row.state in (ClaimState.ACCEPTED, ClaimState.REFUSED):
        return Delivered(row.state, row.reference, row.reason)
    try:
        return _sent(row, portal_of(insurance_code(row.facility_id), address), at)
    except PortalSilent as silent:
        return Delivered(None, reason=str(silent), unreachable=True)
    except Refusal as refusal:
        return Delivered(None, reason=refusal.sentence, unreachable=refusal.code != "row.stale")


def _sent(row: Claim, client: PortalClient, at: datetime) -> Delivered:
    if row.state == ClaimState.SENT and row.reference:
        reply, file = client.result(row.reference), ""
        built = claim_of(row.visit_now, at)
    else:
        built = claim_of(row.visit_now, at)
        if digest_of(built.layout, built.tables) != row.digest:
            settle_visit(row.visit_now, at)
            return Delivered(None, reason=CHANGED)
        signed = _signed(built, client, at)
        reply, file = client.send(signed, built.layout.decision), hashlib.sha256(signed).hexdigest()
    return _noted(row, reply, at, file, line_amounts(built))


def _signed(built: BuiltClaim, client: PortalClient, at: datetime) -> bytes:
    with signing_key(client.account) as key:
        return sign(document(built, today_vn(at)), key, at=at)


def _noted(
    row: Claim, reply: PortalReply, at: datetime, file: str, amounts: Mapping[tuple[str, int], Decimal]
) -> Delivered:
    if reply.outcome == LATER and not reply.reference:
        return Delivered(None, reason=reply.message)
    if reply.outcome == LATER and row.state == ClaimState.SENT:
        return Delivered(ClaimState.SENT, reply.reference, reply.message)
    take_reply(row=row, reply=reply, at=at, document_digest=file, amounts=amounts)
    return Delivered(row.state, row.reference, row.reason)


def line_amounts(built: BuiltClaim) -> dict[tuple[str, int], Decimal]:
    """What the fund is asked for, by table and line (from 1)."""
    return {
        (table, number): Decimal(line.get("T_BHTT") or 0)
        for table in LINES
        for number, line in enumerate(built.tables.get(table, ()), 1)
    }
