"""Whether facts that came continue the chains held here: nothing altered, nothing left out unsaid, nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tram.kernel.facts.arriving import Arriving
from tram.kernel.facts.incoming import Incoming
from tram.kernel.facts.payload import chain_hash, commitment
from tram.kernel.models import HASH_SIZE, Fact, Gap, Held, Node
from tram.kernel.refusals import Refusal

START = bytes(HASH_SIZE)


@dataclass(slots=True)
class Chained:
    """What is new of a batch, how much was known, the gaps that open and close, and the chains' new ends.

    ``again`` are facts known and kept back, which whoever sends them now may vouch for.
    """

    fresh: list[Arriving] = field(default_factory=list)
    again: list[Arriving] = field(default_factory=list)
    known: int = 0
    opened: list[Gap] = field(default_factory=list)
    closed: list[Gap] = field(default_factory=list)
    ends: dict[UUID, Node] = field(default_factory=dict)


def chained(facts: Sequence[Incoming], *, whole: bool) -> Chained:
    """Checks the facts against the chains held here.

    ``whole``: the chains must be without gaps. Refuses ``chain.unknown_node``, ``chain.altered`` (a fact or its
    contents are not what the chain says), ``chain.forked`` (another fact has this number: a copied or restored
    machine), ``chain.broken`` (something before it is missing).
    """
    found = Chained(ends={node.pk: node for node in Node.objects.filter(pk__in={fact.node for fact in facts})})
    here = _Held(facts)
    for fact in facts:
        if fact.node not in found.ends:
            raise _no("chain.unknown_node", "Không rõ máy nào đã ghi các việc này. Hãy kết nạp máy đó trước.", fact)
        _place(fact, found, here, whole=whole)
    return found


class _Held:
    """Hashes of the facts around those that came, by number, node by node; a few questions for the whole batch."""

    def __init__(self, facts: Sequence[Incoming]) -> None:
        self.hashes: dict[UUID, dict[int, bytes]] = {}
        self.gaps: dict[UUID, dict[int, Gap]] = {}
        self.kept: dict[UUID, dict[int, int]] = {}
        numbers: dict[UUID, set[int]] = defaultdict(set)
        for fact in facts:
            numbers[fact.node].update((fact.seq - 1, fact.seq, fact.seq + 1))
        for node, wanted in numbers.items():
            self._ask(node, sorted(wanted))

    def _ask(self, node: UUID, wanted: list[int]) -> None:
        between = {"node": node, "seq__gte": wanted[0], "seq__lte": wanted[-1]}
        some = {"node": node, "seq__in": wanted}
        near = wanted[-1] - wanted[0] <= 2 * len(wanted)
        rows = Fact.objects.filter(**(between if near else some)).values_list("seq", "hash")
        self.hashes[node] = {seq: bytes(held) for seq, held in rows}
        kept = Held.objects.filter(fact__node=node, fact__seq__gte=wanted[0], fact__seq__lte=wanted[-1])
        self.kept[node] = dict(kept.values_list("fact__seq", "fact"))
        self.gaps[node] = {gap.seq: gap for gap in Gap.objects.filter(**(between if near else some))}


def _place(fact: Incoming, found: Chained, here: _Held, *, whole: bool) -> None:
    hashes = here.hashes[fact.node]
    digest = _digest(fact)
    before = START if fact.seq == 1 else hashes.get(fact.seq - 1)
    previous = before if before is not None else fact.previous
    if previous is None or (before is None and whole):
        raise _no("chain.broken", "Thiếu các việc đứng trước. Hãy đồng bộ lại từ đầu.", fact)
    made = chain_hash(previous, fact, digest)
    held = hashes.get(fact.seq)
    if held == made:
        found.known += 1
        kept = here.kept[fact.node].get(fact.seq)
        if kept is not None:
            found.again.append(Arriving(fact, digest, made, stored=kept))
        return
    if held is not None:
        raise _no("chain.forked", "Máy này từng được phục hồi hoặc sao chép: hai việc khác nhau cùng một số.", fact)
    if before is None:
        gap = Gap(node_id=fact.node, seq=fact.seq, previous=previous)
        found.opened.append(gap)
        here.gaps[fact.node][fact.seq] = gap
    _close_after(fact, made, found, here)
    hashes[fact.seq] = made
    found.fresh.append(Arriving(fact, digest, made))
    _lengthen(found.ends[fact.node], fact, made)


def _digest(fact: Incoming) -> bytes:
    """The commitment to the fact's rows: reckoned from them, or taken as told when they were erased."""
    if fact.rows is not None and fact.salt is not None:
        return commitment(fact.salt, fact.rows)
    if fact.digest is None or len(fact.digest) != HASH_SIZE:
        raise _no("chain.altered", "Nội dung nhận được đã bị sửa hoặc hỏng. Hãy đồng bộ lại.", fact)
    return fact.digest


def _close_after(fact: Incoming, made: bytes, found: Chained, here: _Held) -> None:
    """A fact that comes later than the one after it: that one must have been waiting for just this."""
    after = here.gaps[fact.node].get(fact.seq + 1)
    if after is None and fact.seq + 1 not in here.hashes[fact.node]:
        return
    if after is None or bytes(after.previous) != made:
        raise _no("chain.altered", "Nội dung nhận được đã bị sửa hoặc hỏng. Hãy đồng bộ lại.", fact)
    found.closed.append(after)


def _lengthen(node: Node, fact: Incoming, made: bytes) -> None:
    if fact.seq <= node.seq:
        return
    if fact.seq == node.seq + 1 and fact.stamp <= node.stamp:
        raise _no("chain.altered", "Nội dung nhận được đã bị sửa hoặc hỏng. Hãy đồng bộ lại.", fact)
    node.seq, node.stamp, node.hash = fact.seq, fact.stamp, made


def _no(code: str, sentence: str, fact: Incoming) -> Refusal:
    return Refusal(code, sentence, {"node": str(fact.node), "seq": fact.seq}, status=409)


def save(found: Chained) -> None:
    """Stores gaps and chain ends."""
    closed = {(gap.node_id, gap.seq) for gap in found.closed}
    Gap.objects.bulk_create(gap for gap in found.opened if (gap.node_id, gap.seq) not in closed)
    for gap in found.closed:
        Gap.objects.filter(node=gap.node_id, seq=gap.seq).delete()
    for node in found.ends.values():
        node.save(update_fields=["seq", "stamp", "hash"])
