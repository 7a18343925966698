"""Reading the log for other machines: in the order this one took facts in, without what it keeps back."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from tram.kernel.facts.columns import table_of
from tram.kernel.facts.incoming import Incoming
from tram.kernel.facts.payload import decode, unpack
from tram.kernel.models import HASH_SIZE, Fact, Gap, Held, Node
from tram.kernel.records import Record


def after(arrival: int, limit: int) -> list[Fact]:
    """The next applied facts after an arrival number, at most ``limit``, in order."""
    return list(_applied().filter(arrival__gt=arrival).order_by("arrival")[:limit])


def chain(node: UUID, seq: int, limit: int) -> list[Fact]:
    """The facts of a node from number ``seq`` on, in order, kept ones as well: the chain must go on."""
    return list(Fact.objects.filter(node=node, seq__gte=seq).order_by("seq")[:limit])


def of_person(person: UUID) -> list[Fact]:
    """All applied facts about a person, in the order they came."""
    return list(_applied().filter(person=person).order_by("arrival"))


def of_row(table: str, row: UUID) -> list[Fact]:
    """The applied facts that wrote a row which is about no person (a household, a village); [] when it is not here."""
    kind = table_of(table)
    held: Record | None = models.QuerySet(kind.model).filter(pk=row).first()
    place = kind.model.PLACE_COLUMN
    if held is None or kind.model.PERSON_COLUMN:
        return []
    facts = _applied().filter(person__isnull=True)
    if place:
        facts = facts.filter(place__in={getattr(held, place), ""})
    return [
        fact
        for fact in facts.order_by("arrival")
        if fact.payload and any(each[1] == row for each in decode(bytes(fact.payload)))
    ]


def heads() -> dict[UUID, tuple[int, bytes]]:
    """The end of every chain held here: the number and hash of its last fact."""
    return {node.pk: (node.seq, bytes(node.hash)) for node in Node.objects.all()}


def whole_chains() -> dict[UUID, int]:
    """The chains held here without a gap, with how far they go."""
    gapped = set(Gap.objects.values_list("node", flat=True))
    return {node.pk: node.seq for node in Node.objects.exclude(pk__in=gapped) if node.seq}


def hash_before(fact: Fact) -> bytes:
    """The hash of the fact before this one in its chain."""
    if fact.seq == 1:
        return bytes(HASH_SIZE)
    before = Fact.objects.filter(node=fact.node_id, seq=fact.seq - 1).values_list("hash", flat=True).first()
    if before is None:
        before = Gap.objects.get(node=fact.node_id, seq=fact.seq).previous
    return bytes(before)


def incoming_of(fact: Fact, previous: bytes | None = None) -> Incoming:
    """A stored fact as it travels; with ``previous`` where the receiver does not hold the one before it."""
    raw = None if fact.payload is None else unpack(bytes(fact.payload))
    return Incoming(
        id=fact.id,
        node=fact.node_id,
        seq=fact.seq,
        stamp=fact.stamp,
        at=fact.at,
        actor=fact.actor,
        name=fact.name,
        version=fact.version,
        person=fact.person,
        place=fact.place,
        salt=None if fact.salt is None else bytes(fact.salt),
        rows=raw,
        digest=bytes(fact.digest) if raw is None else None,
        previous=previous,
    )


def _applied() -> models.QuerySet[Fact]:
    return Fact.objects.exclude(pk__in=Held.objects.values("pk"))
