"""A month reconciled: what was asked of the insurer, what it took and refused, what it paid and owes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum

from tram.claims.models import Claim, ClaimPayment, ClaimState
from tram.claims.sending.reads import READ
from tram.kernel.actors import Actor, not_found, require
from tram.places.api import last_known_facility

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class StateSum:
    """How many claims of a month stand somewhere, and what they ask of the fund."""

    state: str
    state_name: str
    claims: int
    fund: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """Money the insurer paid for a month. ``cancelled``: noted by mistake, does not count."""

    id: UUID
    paid_on: date
    amount: Decimal
    note: str
    cancelled: bool
    cancel_reason: str


@dataclass(frozen=True, slots=True)
class Balance:
    """A facility's month with the insurer, in dong.

    ``asked``: of every claim that went out or waits to; ``accepted``, ``refused`` and ``unanswered`` are parts of it
    and sum to it; ``stopped``: asked by claims that errors keep here; ``owed``: accepted and not paid, below nothing
    when more was paid.
    """

    facility: UUID
    facility_name: str
    month: date
    states: tuple[StateSum, ...]
    asked: Decimal
    accepted: Decimal
    refused: Decimal
    unanswered: Decimal
    stopped: Decimal
    paid: Decimal
    owed: Decimal
    payments: tuple[Payment, ...]


def month_balance(actor: Actor, facility: UUID, month: date) -> Balance:
    """A facility's month. Refuses who may not read claims, and (404) a facility out of scope."""
    require(actor, READ)
    found = last_known_facility(facility)
    if found is None:
        raise not_found()
    require(actor, READ, found.commune)
    first = month.replace(day=1)
    states = _states(found.commune, facility, first)
    payments = _payments(found.commune, facility, first)
    fund = {one.state: one.fund for one in states}
    accepted, refused = fund.get(ClaimState.ACCEPTED, NOTHING), fund.get(ClaimState.REFUSED, NOTHING)
    unanswered = fund.get(ClaimState.WAITING, NOTHING) + fund.get(ClaimState.SENT, NOTHING)
    paid = sum((one.amount for one in payments if not one.cancelled), NOTHING)
    return Balance(
        facility=facility,
        facility_name=found.name,
        month=first,
        states=states,
        asked=accepted + refused + unanswered,
        accepted=accepted,
        refused=refused,
        unanswered=unanswered,
        stopped=fund.get(ClaimState.ERRORS, NOTHING),
        paid=paid,
        owed=accepted - paid,
        payments=payments,
    )


def _states(commune: str, facility: UUID, month: date) -> tuple[StateSum, ...]:
    rows = Claim.objects.filter(commune=commune, month=month, facility=facility)
    found = {row["state"]: row for row in rows.values("state").annotate(claims=Count("id"), fund=Sum("fund"))}
    return tuple(
        StateSum(state.value, str(state.label), found[state]["claims"], found[state]["fund"])
        for state in ClaimState
        if state in found
    )


def _payments(commune: str, facility: UUID, month: date) -> tuple[Payment, ...]:
    rows = ClaimPayment.objects.filter(commune=commune, month=month, facility=facility).order_by("paid_on", "id")
    return tuple(
        Payment(row.id, row.paid_on, row.amount, row.note, row.cancelled_at is not None, row.cancel_reason)
        for row in rows
    )
