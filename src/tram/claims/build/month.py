"""A month of a facility's claims as it was last settled: states, sums, and the visits no claim was made of yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tram.claims.build.reads import month_end, require_facility
from tram.claims.models import Claim, ClaimState
from tram.encounters.api import VisitView, insured_ids, visits_by_id
from tram.kernel import read_log
from tram.kernel.actors import Actor
from tram.people.api import Hit, register_people

ZERO = Decimal(0)
OPEN = "open"
CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One claim of a month, amounts in đồng; ``state`` "open" and amounts None while none was made of the visit."""

    visit: UUID
    person_name: str
    birth: str
    number: str
    state: str
    state_name: str
    errors: int
    total: Decimal | None
    fund: Decimal | None
    patient: Decimal | None
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
    unsettled = _unsettled(place.commune, facility, first, {row.visit_now for row in rows})
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
        claims=len(counted),
        total=sum((row.total for row in counted), ZERO),
        fund=sum((row.fund for row in counted), ZERO),
        patient=sum((row.copaid + row.self_paid for row in counted), ZERO),
        accepted=sum((row.fund for row in counted if row.state == ClaimState.ACCEPTED), ZERO),
        refused=sum((row.fund for row in counted if row.state == ClaimState.REFUSED), ZERO),
    )


def _unsettled(commune: str, facility: UUID, month: date, settled: set[UUID]) -> list[VisitView]:
    """Insured visits of the month that count and that no claim was made of yet."""
    ids = [one for one in insured_ids(commune, month, month_end(month)) if one not in settled]
    return [visit for visit in visits_by_id(ids) if visit.facility in {None, facility}]


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


def _open_line(visit: VisitView, people: Mapping[UUID, Hit]) -> MonthLine:
    person = people.get(visit.person)
    name, birth = (person.name, person.birth) if person else ("", "")
    return MonthLine(visit.id, name, birth, "", OPEN, "", 0, None, None, None, "")
