"""A month of a facility's claims: as they stand with the insurer, and reckoned now where nothing was kept yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tram.claims.build.model import BuiltClaim
from tram.claims.build.reads import claims_of, month_end, require_facility, visits_settled_in
from tram.claims.models import Claim, ClaimState
from tram.kernel import read_log
from tram.kernel.actors import Actor
from tram.people.api import Hit, register_people

ZERO = Decimal(0)
OPEN = "open"
CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One claim of a month, amounts in đồng; ``state`` is "open" while none was kept for the visit."""

    visit: UUID
    person_name: str
    birth: str
    number: str
    state: str
    state_name: str
    errors: int
    total: Decimal
    fund: Decimal
    patient: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class MonthView:
    """The claims of a month, those somebody must see to first. ``states`` counts them, withdrawn ones among them;
    the sums leave withdrawn ones out."""

    facility: UUID
    facility_name: str
    month: date
    lines: tuple[MonthLine, ...]
    states: Mapping[str, int]
    claims: int
    total: Decimal
    fund: Decimal
    patient: Decimal
    accepted: Decimal
    refused: Decimal


ORDER = ("refused", "errors", OPEN, CORRECTED, "waiting", "sent", "accepted", "withdrawn")


def month_view(actor: Actor, facility: UUID, month: date, at: datetime) -> MonthView:
    """The month; the read is logged. Refuses (404) a facility out of scope."""
    place, first = require_facility(actor, facility, month_end(month)), month.replace(day=1)
    rows = list(Claim.objects.filter(commune=place.commune, month=first, facility=facility).order_by("number"))
    unsettled = _unsettled(place.commune, facility, first)
    asked = {*(row.person_id for row in rows), *(one.person for one in unsettled)}
    people = {key: found.person for key, found in register_people(asked).items()}
    lines = [_line(row, people) for row in rows] + [_open_line(one, people) for one in unsettled]
    if lines:
        read_log.note(actor, at, "claims.month", people=len(people))
    counted = [row for row in rows if row.state != ClaimState.WITHDRAWN]
    return MonthView(
        facility=facility,
        facility_name=place.name,
        month=first,
        lines=tuple(sorted(lines, key=lambda one: ORDER.index(one.state))),
        states=Counter(one.state for one in lines),
        claims=len(counted) + len(unsettled),
        total=_sum([*(row.total for row in counted), *(one.amounts.bv for one in unsettled)]),
        fund=_sum([*(row.fund for row in counted), *(one.amounts.fund for one in unsettled)]),
        patient=_sum([*(row.copaid + row.self_paid for row in counted), *map(_of_patient, unsettled)]),
        accepted=_sum(row.fund for row in counted if row.state == ClaimState.ACCEPTED),
        refused=_sum(row.fund for row in counted if row.state == ClaimState.REFUSED),
    )


def _unsettled(commune: str, facility: UUID, month: date) -> list[BuiltClaim]:
    """The claims of insured visits nothing was kept of yet, reckoned now; withdrawn ones are not among them."""
    ids = visits_settled_in(commune, month)
    settled = set(Claim.objects.filter(visit_now__in=ids).values_list("visit_now", flat=True))
    found = claims_of(one for one in ids if one not in settled)
    return [one for one in found if one.month == month and one.facility == facility]


def _of_patient(claim: BuiltClaim) -> Decimal:
    return claim.amounts.copaid + claim.amounts.self_paid


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


def _line(row: Claim, people: Mapping[UUID, Hit]) -> MonthLine:
    person = people.get(row.person_id)
    again = row.state == ClaimState.WAITING and row.attempt > 1
    return MonthLine(
        visit=row.visit_now,
        person_name=person.name if person else "",
        birth=person.birth if person else "",
        number=row.number,
        state=CORRECTED if again else row.state,
        state_name=str(ClaimState(row.state).label),
        errors=row.errors,
        total=row.total,
        fund=row.fund,
        patient=row.copaid + row.self_paid,
        reason=row.reason,
    )


def _open_line(claim: BuiltClaim, people: Mapping[UUID, Hit]) -> MonthLine:
    person = people.get(claim.person)
    return MonthLine(
        visit=claim.visit_now,
        person_name=person.name if person else "",
        birth=person.birth if person else "",
        number=claim.number,
        state=OPEN,
        state_name="",
        errors=0,
        total=claim.amounts.bv,
        fund=claim.amounts.fund,
        patient=_of_patient(claim),
        reason="",
    )
