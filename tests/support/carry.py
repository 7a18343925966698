"""Facts from one machine to another by hand, below any protocol: what the kernel itself promises about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from tests.support.nodes import Node
from tram.kernel.facts import outgoing
from tram.kernel.facts.incoming import Incoming, Receipt
from tram.kernel.facts.receive import receive, retry
from tram.kernel.models import Fact, Held
from tram.kernel.models import Node as NodeRow

Letter = Incoming


def letters_of(node: Node) -> list[Letter]:
    """Everything the machine holds, each fact with the hash of the one before it."""
    with node.here():
        facts = Fact.objects.order_by("arrival")
        return [outgoing.incoming_of(fact, outgoing.hash_before(fact)) for fact in facts]


def take(node: Node, letters: Sequence[Letter], *, whole: bool = False) -> Receipt:
    """The machine takes a batch in, trusting who brings it."""
    with node.here():
        _meet({letter.node for letter in letters})
        return receive(letters, at=node.clock(), whole=whole)


def retry_all(node: Node) -> Receipt:
    """The machine tries what it kept back, once."""
    with node.here():
        return retry(at=node.clock())


def carry(giver: Node, taker: Node, random: Random | None = None) -> None:
    """Brings what the taker lacks, chain by chain; only the beginning of it at times, if ``random`` says so."""
    with taker.here():
        ends = outgoing.heads()
    with giver.here():
        chains = [outgoing.chain(node, ends.get(node, (0, b""))[0] + 1, 10_000) for node in outgoing.heads()]
        letters = [outgoing.incoming_of(fact) for chain in chains for fact in chain]
    if random is not None and letters:
        letters = letters[: random.randint(0, len(letters))]
    take(taker, letters, whole=True)
    retry_all(taker)


def carry_all(machines: Iterable[Node]) -> None:
    """Everybody hears everything."""
    first, *others = list(machines)
    for other in others:
        carry(other, first)
    for other in others:
        carry(first, other)


def told_of(node: Node) -> list[tuple[Any, ...]]:
    """What the machine holds of the log, but for the order it came in; and that nothing waits."""
    with node.here():
        held = list(Held.objects.values_list("reason", "detail"))
        facts = Fact.objects.order_by("node", "seq").values_list("node", "seq", "id", "hash", "payload")
        return [*held, *((*fact[:3], bytes(fact[3]), bytes(fact[4] or b"")) for fact in facts)]


def _meet(authors: set[Any]) -> None:
    """The machine must know a node before it takes its facts."""
    known = set(NodeRow.objects.filter(pk__in=authors).values_list("pk", flat=True))
    for author in authors - known:
        NodeRow.objects.create(id=author, name=author.hex[-4:])
