"""Deeds on claims: made ready from the visit, answered by the insurer, given up, paid. Each is a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tram.claims.models import Claim, ClaimPayment, ClaimRefusal, ClaimState, RefusalState
from tram.claims.sending import refusals
from tram.claims.sending.replies import ACCEPTED, REFUSED, LineFault, PortalReply
from tram.kernel.actors import SYSTEM, Actor, not_found, require
from tram.kernel.clock import today_vn
from tram.kernel.facts import deed
from tram.kernel.text import nfc
from tram.places.api import last_known_facility

SEND, WRITE = "claim.send", "claim.write"
REASON, NOTE = 500, 250
ANSWERED = (ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.REFUSED, ClaimState.WITHDRAWN)
WHOLE = "Cổng không nói rõ dòng nào. Hãy xem lại cả hồ sơ."


def bring_up(*, at: datetime, row: Claim | None, new: Claim, content: Mapping[str, Any]) -> bool:
    """The claim becomes what the visit says now (facts ``claim.readied``, ``claim.held`` while errors stop it).

    ``row``: as it is, None for the first time, when it becomes ``new``. ``content``: the columns that follow from the
    visit. What was refused and has changed since counts as corrected; a change after an answer is a new attempt.
    Returns whether anything was written.
    """
    state = ClaimState.ERRORS if content["errors"] else ClaimState.WAITING
    if row is None:
        for name, value in {**content, "state": state}.items():
            setattr(new, name, value)
        with _claim_deed(state, new, at) as draft:
            draft.add(new)
        return True
    same = row.digest == content["digest"]
    if same and row.state in (ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.REFUSED):
        return False
    changes = {name: value for name, value in content.items() if getattr(row, name) != value}
    if row.state in ANSWERED:
        changes |= {"attempt": row.attempt + 1, "document_digest": "", "reason": ""}
    changes |= {"state": state} if row.state != state else {}
    if not changes:
        return False
    with _claim_deed(state, row, at) as draft:
        draft.change(row, **changes)
        for one in () if same else _open_refusals(row):
            draft.change(one, state=RefusalState.CORRECTED, settled_at=at)
    return True


def withdraw_claim(*, at: datetime, row: Claim) -> bool:
    """The visit is cancelled, or another pays for it: nothing is asked any more (fact ``claim.withdrawn``)."""
    if row.state == ClaimState.WITHDRAWN:
        return False
    with deed("claim.withdrawn", by=SYSTEM, at=at, place=row.commune, person=row.person_id) as draft:
        draft.change(row, state=ClaimState.WITHDRAWN)
        for one in _open_refusals(row):
            draft.change(one, state=RefusalState.GIVEN_UP, settled_at=at)
    return True


def take_reply(
    *, row: Claim, reply: PortalReply, at: datetime, document_digest: str, amounts: Mapping[tuple[str, int], Decimal]
) -> None:
    """What the insurer answered (facts ``claim.accepted``, ``claim.refused``, ``claim.sent`` when it has not decided).

    ``amounts``: what the fund was asked for line by line, so that a refused line says what it costs.
    Refuses ``row.stale`` when the claim moved on meanwhile.
    """
    states = {ACCEPTED: ClaimState.ACCEPTED, REFUSED: ClaimState.REFUSED}
    state = states.get(reply.outcome, ClaimState.SENT)
    values = {
        "state": state,
        "reference": reply.reference[:60] or row.reference,
        "sent_at": row.sent_at if row.state == ClaimState.SENT else at,
        "answered_at": None if state == ClaimState.SENT else at,
        "reason": _reason(reply)[:REASON] if state == ClaimState.REFUSED else "",
        "document_digest": document_digest or row.document_digest,
    }
    with deed(f"claim.{state}", by=SYSTEM, at=at, place=row.commune, person=row.person_id) as draft:
        if state == ClaimState.REFUSED:
            draft.add_all(_refused(row, reply, at, amounts))
        draft.change(row, **values)


def send_again(*, by: Actor, at: datetime, claim: UUID) -> None:
    """A refused claim goes out again as it is: what was wrong lay with the insurer (fact ``claim.readied``).

    Refuses (404) a claim out of scope, and one that was not refused.
    """
    row = managed(by, claim, SEND)
    if row.state != ClaimState.REFUSED:
        raise refusals.not_refused()
    with deed("claim.readied", by=by, at=at, place=row.commune, person=row.person_id) as draft:
        draft.change(row, state=ClaimState.WAITING, attempt=row.attempt + 1, document_digest="", reason="")
        for one in _open_refusals(row):
            draft.change(one, state=RefusalState.CORRECTED, settled_at=at)


def give_up(*, by: Actor, at: datetime, claim: UUID) -> None:
    """Nobody asks for what was refused of a claim any more (fact ``claim.given_up``).

    Refuses (404) a claim out of scope, and one without anything open.
    """
    row = managed(by, claim, SEND)
    found = _open_refusals(row)
    if not found:
        raise refusals.nothing_open()
    with deed("claim.given_up", by=by, at=at, place=row.commune, person=row.person_id) as draft:
        for one in found:
            draft.change(one, state=RefusalState.GIVEN_UP, settled_at=at)


def note_payment(
    *, by: Actor, at: datetime, facility: UUID, month: date, paid_on: date, amount: Decimal, note: str = ""
) -> UUID:
    """The insurer paid a facility for a month's claims (fact ``claim.paid``); returns the payment's id.

    Refuses (404) a facility out of scope, an amount that is not more than nothing, and a day to come.
    """
    found = last_known_facility(facility)
    if found is None:
        raise not_found()
    require(by, WRITE, found.commune)
    if amount <= 0:
        raise refusals.bad_amount()
    if paid_on > today_vn(at):
        raise refusals.future_payment()
    row = ClaimPayment(
        commune=found.commune, facility_id=facility, month=month.replace(day=1), paid_on=paid_on, amount=amount,
        note=nfc(note)[:NOTE],
    )  # fmt: skip
    with deed("claim.paid", by=by, at=at, place=found.commune) as draft:
        draft.add(row)
    return UUID(str(row.id))


def cancel_payment(*, by: Actor, at: datetime, payment: UUID, reason: str) -> date:
    """A payment was noted by mistake (fact ``claim.payment_cancelled``); returns the month it was noted for.

    Refuses (404) one out of scope, and no reason.
    """
    require(by, WRITE)
    row = ClaimPayment.objects.filter(pk=payment).first()
    if row is None:
        raise not_found()
    require(by, WRITE, row.commune)
    if not nfc(reason) or row.cancelled_at is not None:
        raise refusals.no_reason()
    with deed("claim.payment_cancelled", by=by, at=at, place=row.commune) as draft:
        draft.change(row, cancelled_at=at, cancel_reason=nfc(reason)[:NOTE])
    return row.month


def managed(by: Actor, claim: UUID, permission: str) -> Claim:
    """The claim, for who may do this with it. Refuses (404) one out of scope."""
    require(by, permission)
    row = Claim.objects.filter(pk=claim).first()
    if row is None:
        raise not_found()
    require(by, permission, row.commune)
    return row


def _claim_deed(state: str, row: Claim, at: datetime) -> Any:
    name = "claim.held" if state == ClaimState.ERRORS else "claim.readied"
    return deed(name, by=SYSTEM, at=at, place=row.commune, person=row.person_id)


def _open_refusals(row: Claim) -> list[ClaimRefusal]:
    return list(ClaimRefusal.objects.filter(claim=row, state=RefusalState.OPEN))


def _reason(reply: PortalReply) -> str:
    return reply.faults[0].sentence if reply.faults else reply.message


def _refused(
    row: Claim, reply: PortalReply, at: datetime, amounts: Mapping[tuple[str, int], Decimal]
) -> Sequence[ClaimRefusal]:
    faults = reply.faults or (LineFault(code=reply.code, sentence=reply.message or WHOLE),)
    return [
        ClaimRefusal(
            claim=row,
            person_id=row.person_id,
            commune=row.commune,
            attempt=row.attempt,
            table=one.table,
            line=one.line,
            field=one.field,
            code=one.code,
            sentence=one.sentence or WHOLE,
            amount=amounts.get((one.table, one.line), row.fund if not one.table else Decimal(0)),
            refused_at=at,
        )
        for one in faults
    ]
