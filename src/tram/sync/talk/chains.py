"""Whole chains for the machine above: what each author wrote since the last that one holds, none left out."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db import models

from tram.kernel.facts.outgoing import heads, whole_chains
from tram.kernel.models import Fact, Gap
from tram.kernel.refusals import Refusal
from tram.sync.talk.messages import End
from tram.sync.talk.travel import cost
from tram.sync.trust import Trust

PAGE, MOST = 100, 2000


def mine(trust: Trust, node: UUID) -> list[End]:
    """The chains this machine answers for: its own, and those of the machines under it that it holds whole."""
    whole, ends = whole_chains(), heads()
    return [End(author, *ends[author]) for author in sorted(whole) if trust.under(author, node)]


def held(asked: Iterable[End]) -> list[End]:
    """How far this machine holds each of these chains without a gap. Refuses ``chain.forked`` where it holds another
    fact under the number that ends one of them."""
    told = list(asked)
    for end in told:
        _same(end)
    nodes = [end.node for end in told]
    ends, gaps = heads(), _first_gaps(nodes)
    return [_before(node, gaps[node]) if node in gaps else End(node, *ends.get(node, (0, b""))) for node in nodes]


def _first_gaps(nodes: list[UUID]) -> dict[UUID, int]:
    return dict(Gap.objects.filter(node__in=nodes).values_list("node").annotate(models.Min("seq")))


def _before(node: UUID, gap: int) -> End:
    fact = Fact.objects.filter(node=node, seq__lt=gap).order_by("-seq").first()
    return End(node, fact.seq, bytes(fact.hash)) if fact else End(node, 0)


def lacking(ours: Iterable[End], theirs: Iterable[End]) -> dict[UUID, int]:
    """The first number of each chain that the other lacks; chains it holds to the end are left out.

    Refuses ``chain.forked`` when the other holds another fact under a number of ours: this machine was copied, or
    restored from a backup older than what it had sent and then written on.
    """
    known = {end.node: end for end in theirs}
    found = {}
    for end in ours:
        their = known.get(end.node, End(end.node, 0))
        if 0 < their.seq <= end.seq:
            _same(their)
        if their.seq < end.seq:
            found[end.node] = their.seq + 1
    return found


def behind(ours: Iterable[End], theirs: Iterable[End], own: UUID) -> bool:
    """Whether the other holds more of this machine's own chain than it does itself: it was restored from a backup."""
    at = {end.node: end.seq for end in ours}
    return any(end.node == own and end.seq > at.get(own, 0) for end in theirs)


def _same(end: End) -> None:
    there = Fact.objects.filter(node=end.node, seq=end.seq).values_list("hash", flat=True).first()
    if there is not None and bytes(there) != end.hash:
        raise Refusal(
            "chain.forked",
            "Máy này từng được phục hồi hoặc sao chép: hai việc khác nhau mang cùng một số. Hãy liên hệ tuyến trên.",
            {"node": str(end.node), "seq": end.seq},
            status=409,
        )


def since(arrival: int, authors: Iterable[UUID]) -> dict[UUID, int]:
    """The first number of each chain after an arrival; chains without any are left out."""
    fresh = Fact.objects.filter(arrival__gt=arrival, node__in=list(authors)).order_by()
    return dict(fresh.values_list("node").annotate(models.Min("seq")))


def waiting(wanted: Mapping[UUID, int]) -> int:
    """How many facts are still to go."""
    ends = heads()
    return sum(max(ends[node][0] - first + 1, 0) for node, first in wanted.items() if node in ends)


def next_facts(wanted: Mapping[UUID, int], size: int) -> list[Fact]:
    """The next facts of these chains, about ``size`` bytes on the wire: each chain in its order, the chains among one
    another as this machine took them in, so that what a fact builds on comes before it."""
    taken: list[Fact] = []
    room = size
    for fact in heapq.merge(*(_chain(node, first) for node, first in wanted.items()), key=lambda fact: fact.arrival):
        taken.append(fact)
        room -= cost(fact)
        if room <= 0 or len(taken) >= MOST:
            break
    return taken


def _chain(node: UUID, seq: int) -> Iterator[Fact]:
    while True:
        facts = list(Fact.objects.filter(node=node, seq__gte=seq).order_by("seq")[:PAGE])
        yield from facts
        if len(facts) < PAGE:
            return
        seq = facts[-1].seq + 1
