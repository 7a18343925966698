"""Claims follow visits: what changed in the log is built and checked anew, outside any lock, and brought up.

Nothing is hooked into saving a visit. Only a machine that sends claims does this, from where it read the log last.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from tram.claims.build import BuiltClaim, claim_of
from tram.claims.checks.desk import check_claims
from tram.claims.format import Layout, Tables, render_table
from tram.claims.models import Claim, ClaimMark, ClaimState
from tram.claims.sending.deeds import bring_up, withdraw_claim
from tram.encounters.api import VisitView, visit_history
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import decode
from tram.kernel.models import Fact, Held, Node
from tram.kernel.refusals import Refusal

_LOG = logging.getLogger("tram.claims")
NAMESPACE = UUID("0c7b6f52-4a3e-5d61-8a0f-2f6c1b9e7d33")
CHUNK = 100
VISIT_TABLE = "encounters_visit"
VISIT_FACTS = ("visit.recorded", "visit.closed", "visit.amended", "visit.cancelled")
COVER_FACTS = ("cover.recorded", "cover.withdrawn", "cover.checked")
PERSON_FACTS = (*COVER_FACTS, "person.changed", "identifier.added", "prescription.dispensed")
UNANSWERED = (ClaimState.ERRORS, ClaimState.WAITING, ClaimState.REFUSED)
IMPORTED = ("claims", "fhir")
BEATEN = ("row.stale", "row.conflict")
SUMS = {
    "total": "T_TONGCHI_BV",
    "in_scope": "T_TONGCHI_BH",
    "fund": "T_BHTT",
    "copaid": "T_BNCCT",
    "self_paid": "T_BNTT",
    "other": "T_NGUONKHAC",
}


def settle_claims(at: datetime, places: Collection[str] = (), *, since: int | None = None) -> int:
    """Brings the claims of every visit up that was written since the last time; returns how many changed.

    ``places``: communes this machine answers for, none for all. The first call begins after ``since`` (an arrival; the
    log's end when None): visits from before this machine was set to send are not sent by surprise. Safe to call by any
    number of processes and to break off anywhere.
    """
    changed = 0
    while True:
        start = _mark(since)
        facts = list(_facts(start))
        for visit in _visits(facts, places):
            changed += _settled(visit, at)
        reached = facts[-1].arrival if len(facts) == CHUNK else _log_end()
        ClaimMark.objects.filter(arrival__lt=reached).update(arrival=reached)
        if len(facts) < CHUNK:
            return changed


def _settled(visit: UUID, at: datetime) -> bool:
    """One visit that cannot be built must not keep the others, nor other destinations, from being sent."""
    try:
        return settle_visit(visit, at)
    except Exception as error:  # noqa: BLE001 - see above
        _LOG.exception("claim of visit %s: %s", visit, type(error).__name__)
        return False


def settle_visit(visit: UUID, at: datetime) -> bool:
    """Brings the claim of one visit (any version of it) up to the record; whether that wrote anything.

    A visit that is still open, or from another system and untouched since, is left alone.
    """
    history = visit_history(SYSTEM, visit)
    now, first = history[0], history[-1]
    row = Claim.objects.filter(visit=first.id).first()
    if now.status == "in-progress" or _from_elsewhere(now, row):
        return False
    try:
        if not is_claimed(now):
            return row is not None and withdraw_claim(at=at, row=row)
        built = claim_of(now.id, at)
        return bring_up(at=at, row=row, new=_new(built), content=content_of(built, at))
    except Refusal as refusal:
        if refusal.code not in BEATEN:
            raise
        return False  # another process brought it up meanwhile


def _from_elsewhere(now: VisitView, row: Claim | None) -> bool:
    """Whether another system asked for this visit: it came in with a file, and nobody has amended it here since."""
    return now.source in IMPORTED if row is None else row.attempt == 0 and row.visit_now == now.id


def is_claimed(visit: VisitView) -> bool:
    """Whether a visit is over and the insurance pays for it."""
    return visit.status == "finished" and visit.payer == "bhyt"


def content_of(built: BuiltClaim, at: datetime) -> dict[str, Any]:
    """The columns of a claim that follow from its tables."""
    summary: Mapping[str, str] = next(iter(built.tables.get("XML1", ())), {})
    return {
        "visit_now": built.visit_now,
        "month": built.month,
        "decision": built.layout.decision,
        "digest": digest_of(built.layout, built.tables),
        "errors": check_claims([built], at)[0].errors,
        **{column: Decimal(summary.get(name) or 0) for column, name in SUMS.items()},
    }


def _new(built: BuiltClaim) -> Claim:
    """A first row; two machines that make it make the same."""
    return Claim(
        id=uuid5(NAMESPACE, built.visit.hex),
        person_id=built.person,
        commune=built.commune,
        facility_id=built.facility,
        visit=built.visit,
        number=built.number,
        attempt=1,
    )


def digest_of(layout: Layout, tables: Tables) -> str:
    """SHA-256 in hex of the tables as they go out: without the day of making and the signature."""
    whole = hashlib.sha256()
    for name, rows in sorted(tables.items()):
        whole.update(name.encode() + b"\0" + render_table(layout.tables[name], rows) + b"\0")
    return whole.hexdigest()


def _mark(since: int | None) -> int:
    found = ClaimMark.objects.values_list("arrival", flat=True).first()
    if found is not None:
        return found
    return ClaimMark.objects.create(arrival=_log_end() if since is None else since).arrival


def _log_end() -> int:
    return Node.objects.filter(here=True).values_list("arrivals", flat=True).first() or 0


def _facts(start: int) -> QuerySet[Fact]:
    names = (*VISIT_FACTS, *PERSON_FACTS)
    found = Fact.objects.filter(arrival__gt=start, arrival__lte=_log_end(), name__in=names)
    return found.exclude(pk__in=Held.objects.values("pk")).order_by("arrival")[:CHUNK]


def _visits(facts: Sequence[Fact], places: Collection[str]) -> Iterator[UUID]:
    """The visits to look at, each once: those written, and those of people whose card or name changed."""
    seen: set[UUID] = set()
    for fact in facts:
        if places and fact.place not in places:
            continue
        for visit in _of(fact):
            if visit not in seen:
                seen.add(visit)
                yield visit


def _of(fact: Fact) -> list[UUID]:
    if fact.name in PERSON_FACTS:
        rows = Claim.objects.filter(person=fact.person, state__in=UNANSWERED)
        return list(rows.values_list("visit_now", flat=True))
    if fact.payload is None:
        return []
    return [row for table, row, *_ in decode(bytes(fact.payload)) if table == VISIT_TABLE][-1:]
