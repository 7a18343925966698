"""Questions about claims on their way: what goes out next, what a person must do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from tram.claims.models import Claim, ClaimRefusal, ClaimState, RefusalState
from tram.kernel import read_log
from tram.kernel.actors import Actor, require
from tram.people.api import register_people

READ = "claim.read"
PAGE = 200
TO_DO = (ClaimState.REFUSED, ClaimState.ERRORS)


@dataclass(frozen=True, slots=True)
class ToSend:
    """A claim as a message names it. ``wanted`` is false for one that is withdrawn."""

    id: UUID
    person: UUID
    commune: str
    number: str
    attempt: int
    digest: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One thing the insurer refused. ``line`` from 1 in its table, 0 the whole; ``amount`` what the fund was asked."""

    id: UUID
    table: str
    line: int
    field: str
    code: str
    sentence: str
    amount: Decimal
    state: str
    state_name: str
    attempt: int
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A claim somebody must do something about: refused with what is open of it, or stopped by errors."""

    claim: UUID
    number: str
    visit: UUID
    person: UUID
    person_name: str
    month: date
    state: str
    state_name: str
    errors: int
    fund: Decimal
    attempt: int
    reason: str
    answered_at: datetime | None
    lines: tuple[RefusedLine, ...]


def claim_to_send(claim: UUID) -> ToSend | None:
    """What to tell the insurer of a claim; None when errors stop it or it is not here. The outbox asks; no rights."""
    row = Claim.objects.filter(pk=claim).exclude(state=ClaimState.ERRORS).first()
    if row is None:
        return None
    wanted = row.state != ClaimState.WITHDRAWN
    return ToSend(row.id, row.person_id, row.commune, row.number, row.attempt, row.digest, wanted)


def worklist(actor: Actor, at: datetime, *, limit: int = PAGE) -> tuple[WorkItem, ...]:
    """The claims somebody must do something about, what was refused first; the read is logged.

    Refuses who may not read claims; shows only those of the actor's communes.
    """
    rows = list(_open(actor).order_by("-state", "answered_at", "id")[:limit])
    lines = refused_lines(row.id for row in rows)
    people = register_people({row.person_id for row in rows})
    if rows:
        read_log.note(actor, at, "claims.worklist", people=len(people))
    names = {person: found.person.name for person, found in people.items()}
    return tuple(_item(row, names, lines.get(row.id, ())) for row in rows)


def work_count(actor: Actor) -> int:
    """How many claims wait for somebody."""
    return _open(actor).count()


def refused_lines(claims: Iterable[UUID], *, settled: bool = False) -> Mapping[UUID, tuple[RefusedLine, ...]]:
    """What is refused and open of each claim (with ``settled`` also what is over), in the order of tables and lines."""
    rows = ClaimRefusal.objects.filter(claim__in=list(claims)).order_by("attempt", "table", "line", "id")
    found: dict[UUID, list[RefusedLine]] = defaultdict(list)
    for row in rows if settled else rows.filter(state=RefusalState.OPEN):
        found[row.claim_id].append(_line(row))
    return {claim: tuple(some) for claim, some in found.items()}


def _open(actor: Actor) -> QuerySet[Claim]:
    """Stopped by errors, or refused with something open."""
    require(actor, READ)
    refused = ClaimRefusal.objects.filter(state=RefusalState.OPEN).values("claim")
    rows = Claim.objects.filter(Q(state=ClaimState.ERRORS) | Q(state=ClaimState.REFUSED, pk__in=refused))
    return rows if actor.communes is None else rows.filter(commune__in=actor.communes)


def _line(row: ClaimRefusal) -> RefusedLine:
    return RefusedLine(
        id=row.id,
        table=row.table,
        line=row.line,
        field=row.field,
        code=row.code,
        sentence=row.sentence,
        amount=row.amount,
        state=row.state,
        state_name=str(RefusalState(row.state).label),
        attempt=row.attempt,
        refused_at=row.refused_at,
    )


def _item(row: Claim, names: Mapping[UUID, str], lines: tuple[RefusedLine, ...]) -> WorkItem:
    return WorkItem(
        claim=row.id,
        number=row.number,
        visit=row.visit_now,
        person=row.person_id,
        person_name=names.get(row.person_id, ""),
        month=row.month,
        state=row.state,
        state_name=str(ClaimState(row.state).label),
        errors=row.errors,
        fund=row.fund,
        attempt=row.attempt,
        reason=row.reason,
        answered_at=row.answered_at,
        lines=lines,
    )
