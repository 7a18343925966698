"""Taking in facts of other machines: each applied whole and once, or kept with its reason and tried again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from types import SimpleNamespace

from django.db import DataError, IntegrityError, connection, transaction

from tram.kernel.facts import apply
from tram.kernel.facts.arriving import Arriving, read
from tram.kernel.facts.chain import chained, save
from tram.kernel.facts.covered import leave_covered
from tram.kernel.facts.erasure import ERASED, erased_among
from tram.kernel.facts.incoming import Incoming, Judge, Kept, Receipt, trust
from tram.kernel.facts.insert import insert
from tram.kernel.facts.outgoing import incoming_of
from tram.kernel.facts.payload import pack
from tram.kernel.facts.references import hold_what_lacks
from tram.kernel.facts.writer import locked_node
from tram.kernel.guards import ALWAYS, writing
from tram.kernel.models import Fact, Held, Node

RETRY_AT_ONCE = 200
DISCARDED = ("scope.", "node.", ERASED)


def receive(facts: Sequence[Incoming], *, at: datetime, judge: Judge = trust, whole: bool = False) -> Receipt:
    """Takes a batch in, in one transaction. See ``chain.chained`` for what it refuses, having written nothing.

    All rows are written at once, without savepoints (on SQLite a guarded row costs nine times as much inside one). When
    the database says no, the batch is taken in again fact by fact, so that only the guilty ones are kept back.
    """
    try:
        return _receive(facts, at, judge, whole=whole, singly=False)
    except (IntegrityError, DataError):
        return _receive(facts, at, judge, whole=whole, singly=True)


def _receive(facts: Sequence[Incoming], at: datetime, judge: Judge, *, whole: bool, singly: bool) -> Receipt:
    with transaction.atomic():
        here = locked_node()
        found = chained(facts, whole=whole)
        receipt = Receipt(facts=len(found.fresh), known=found.known)
        _take([*found.again, *found.fresh], here, at, judge, receipt, singly=singly)
        save(found)
    return receipt


def retry(*, at: datetime, judge: Judge = trust) -> Receipt:
    """Tries the kept facts again, as long as that lets some in; a transaction for every few.

    What a missing row, another program version, a narrower scope or a revoked node kept out comes in when that is past.
    """
    receipt, before = Receipt(), -1
    while receipt.facts > before:
        before = receipt.facts
        _retry_all(at, judge, receipt)
    return receipt


def _retry_all(at: datetime, judge: Judge, receipt: Receipt) -> None:
    after = 0
    while True:
        with transaction.atomic():
            here = locked_node()
            waiting = list(Held.objects.filter(fact__gt=after).select_related("fact").order_by("fact")[:RETRY_AT_ONCE])
            if not waiting:
                return
            after = waiting[-1].pk
            _again(waiting, here, at, judge, receipt)


def _again(waiting: list[Held], here: Node, at: datetime, judge: Judge, receipt: Receipt) -> None:
    facts = [
        Arriving(incoming_of(held.fact), bytes(held.fact.digest), bytes(held.fact.hash), stored=held.fact.arrival)
        for held in waiting
        if held.fact.payload is not None
    ]
    told = Receipt()
    _take(facts, here, at, judge, told, singly=True)
    receipt.rows.update(new=told.rows["new"], updated=told.rows["updated"], old=told.rows["old"])
    receipt.facts += sum(not arriving.reason for arriving in facts)
    receipt.conflicts += told.conflicts


def _take(facts: list[Arriving], here: Node, at: datetime, judge: Judge, receipt: Receipt, *, singly: bool) -> None:
    apply.leave_out(facts, erased_among({a.fact.person for a in facts if a.fact.person is not None}))
    read((arriving for arriving in facts if not arriving.reason), judge)
    apply.leave_out(facts, apply.erased_by(facts))
    if covered := leave_covered(facts):
        receipt.rows["identical"] += covered
    hold_what_lacks(facts)
    with writing(connection, *ALWAYS):
        (_apply_singly if singly else _apply_all)(facts, receipt)
        _store(facts, here, at)
    apply.erase(facts)
    for arriving in facts:
        if arriving.reason:
            word = "discarded" if arriving.reason.startswith(DISCARDED) else "invalid"
            receipt.rows[word] += len(arriving.raw) or 1
            receipt.held.append(Kept(arriving.fact.node, arriving.fact.seq, arriving.reason))


def _apply_all(facts: Sequence[Arriving], receipt: Receipt) -> None:
    _count(receipt, apply.write_rows([arriving for arriving in facts if not arriving.reason]))


def _apply_singly(facts: Sequence[Arriving], receipt: Receipt) -> None:
    """One after the other: what a fact points to may be in one that was kept back just before it."""
    for arriving in facts:
        hold_what_lacks([arriving], twice=True)
        if arriving.reason:
            continue
        try:
            with transaction.atomic():
                told = apply.write_rows([arriving])
        except (IntegrityError, DataError):
            arriving.keep("constraint.broken")
        else:
            _count(receipt, told)


def _count(receipt: Receipt, told: tuple[Counter[str], int]) -> None:
    receipt.rows.update(told[0])
    receipt.conflicts += told[1]


def _store(facts: Iterable[Arriving], here: Node, at: datetime) -> None:
    """Writes the facts themselves, numbered as they came; one that waited is numbered anew when it is applied."""
    fresh: list[SimpleNamespace] = []
    held: list[Held] = []
    for arriving in facts:
        if arriving.stored is not None:
            _renew(arriving, here)
            continue
        here.arrivals += 1
        fresh.append(_fact(arriving, here.arrivals))
        if arriving.reason and arriving.reason != ERASED:
            held.append(_held(arriving, here.arrivals, at))
    insert(Fact, fresh)
    Held.objects.bulk_create(held)
    here.save(update_fields=["arrivals"])


def _renew(arriving: Arriving, here: Node) -> None:
    kept = Held.objects.get(fact=arriving.stored or 0)
    if not arriving.reason:
        kept.delete()
        here.arrivals += 1
        Fact.objects.filter(arrival=arriving.stored or 0).update(arrival=here.arrivals)
        return
    kept.reason, kept.detail, kept.tries = arriving.reason, arriving.detail, kept.tries + 1
    kept.needs_table, kept.needs_id = arriving.needs or ("", None)
    kept.save()


def _held(arriving: Arriving, arrival: int, at: datetime) -> Held:
    table, row = arriving.needs or ("", None)
    return Held(
        fact_id=arrival,
        reason=arriving.reason,
        detail=arriving.detail[:200],
        needs_table=table,
        needs_id=row,
        since=at,
    )


def _fact(arriving: Arriving, arrival: int) -> SimpleNamespace:
    """The columns of a fact; thousands come at a time, and Django's rows take longer to make than to write."""
    fact = arriving.fact
    empty = fact.rows is None or arriving.reason == ERASED
    return SimpleNamespace(
        arrival=arrival,
        id=fact.id,
        node_id=fact.node,
        seq=fact.seq,
        stamp=fact.stamp,
        at=fact.at,
        actor=fact.actor,
        name=fact.name,
        version=fact.version,
        person=fact.person,
        place=fact.place,
        payload=None if empty else pack(fact.rows or b""),
        salt=None if empty else fact.salt,
        digest=arriving.digest,
        hash=arriving.hash,
    )
