"""Stored facts made ready to travel: what comes before a fact is told where the other does not hold it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tram.kernel.facts.incoming import Incoming
from tram.kernel.facts.outgoing import hash_before, incoming_of
from tram.kernel.models import Fact, Node
from tram.sync.talk.messages import Named

HEADER, SQUEEZED = 40, 5


def cost(fact: Fact) -> int:
    """About how many bytes a fact takes on the wire: packed together, rows shrink to a fifth of what is stored."""
    return HEADER + len(fact.payload or b"") // SQUEEZED


def travelling(facts: Sequence[Fact], have: Mapping[UUID, int]) -> list[Incoming]:
    """The facts as they travel, with the hash before each that the other can reckon neither from ``have`` nor from the
    facts that go before it."""
    ends = dict(have)
    lonely = []
    for index, fact in enumerate(facts):
        if fact.seq != 1 and ends.get(fact.node_id, 0) != fact.seq - 1 and have.get(fact.node_id, 0) < fact.seq - 1:
            lonely.append(index)
        ends[fact.node_id] = fact.seq
    before = _hashes_before([facts[index] for index in lonely])
    return [incoming_of(fact, before.get((fact.node_id, fact.seq))) for fact in facts]


def authors(facts: Iterable[Incoming]) -> list[Named]:
    """The machines that wrote the facts."""
    nodes = Node.objects.filter(pk__in={fact.node for fact in facts})
    return [Named(node.pk, node.name, node.place) for node in nodes.order_by("id")]


def introduce(nodes: Iterable[Named]) -> None:
    """Notes machines this one has not heard of, so that their chains have a beginning. Trusts none of them."""
    told = {named.node: named for named in nodes}
    known = set(Node.objects.filter(pk__in=list(told)).values_list("pk", flat=True))
    Node.objects.bulk_create(
        (Node(id=key, name=named.name[:120], place=named.place[:5]) for key, named in told.items() if key not in known),
        ignore_conflicts=True,
    )


def _hashes_before(facts: Sequence[Fact]) -> dict[tuple[UUID, int], bytes]:
    """The hash before each fact, by node and number: one question a node, and one more for what begins after a gap."""
    numbers: dict[UUID, set[int]] = defaultdict(set)
    for fact in facts:
        numbers[fact.node_id].add(fact.seq - 1)
    found = {
        (node, seq + 1): bytes(held)
        for node, wanted in numbers.items()
        for seq, held in Fact.objects.filter(node=node, seq__in=wanted).values_list("seq", "hash")
    }
    for fact in facts:
        if (fact.node_id, fact.seq) not in found:
            found[fact.node_id, fact.seq] = hash_before(fact)
    return found
