"""Machines that were enrolled, for the tests of this room: a province, its centre, two stations, each with a key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.support import nodes
from tests.support.nodes import NOON, Node
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import outgoing, receive
from tram.kernel.facts.incoming import Incoming, Receipt
from tram.kernel.models import Fact
from tram.kernel.models import Node as NodeRow
from tram.sync.actions.enrol import Joined, enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.nodes import invite_node
from tram.sync.identity import Identity
from tram.sync.judge import judge_for
from tram.sync.trust import Trust

HERE, NEXT_DOOR, PROVINCE = "03424", "03390", "12"


@contextmanager
def machine(name: str) -> Iterator[Node]:
    """A machine that belongs nowhere yet."""
    node = nodes.make(name)
    try:
        yield node
    finally:
        node.close()


def identity(node: Node) -> Identity:
    """The node with its key."""
    return Identity(node.id, node.key)


def trust(node: Node, at: datetime = NOON) -> Any:
    """What the machine believes; call it inside ``node.here()``."""
    return Trust(identity(node), at)


def join(parent: Node, child: Node, places: str = HERE, **told: Any) -> Joined:
    """The child is enrolled by the parent."""
    with parent.here():
        code = invite_node(by=SYSTEM, at=NOON, identity=identity(parent), name=child.name, places=places, **told).code
    with child.here():
        question = enrol_request(identity(child), code, child.name)
    with parent.here():
        answer = enrol_answer(identity(parent), question, NOON)
    with child.here():
        return enrol_accept(identity(child), code, question, answer)


def facts_of(node: Node, author: UUID | None = None, after: int = 0) -> list[Incoming]:
    """The chain a machine wrote (or holds of another), as it travels."""
    with node.here():
        rows = Fact.objects.filter(node=author or node.id, seq__gt=after).order_by("seq")
        return [outgoing.incoming_of(fact) for fact in rows]


def push(sender: Node, receiver: Node, facts: Sequence[Incoming] | None = None, **told: Any) -> Receipt:
    """The receiver judges what the sender says; without ``facts``, everything the sender wrote."""
    said = facts_of(sender) if facts is None else facts
    with receiver.here():
        meet(said)
        judge = judge_for(Trust(identity(receiver), NOON), sender.id, **told)
        return receive(said, at=NOON, judge=judge)


def pull(child: Node, parent: Node) -> Receipt:
    """The child takes in everything its parent holds."""
    with parent.here():
        facts = [outgoing.incoming_of(fact, outgoing.hash_before(fact)) for fact in outgoing.after(0, 10_000)]
    return push(parent, child, facts)


def meet(facts: Sequence[Incoming]) -> None:
    """Chains of machines nobody has heard of can begin."""
    for node in {fact.node for fact in facts}:
        NodeRow.objects.get_or_create(id=node, defaults={"name": node.hex[-4:]})


def reasons(receipt: Receipt) -> list[str]:
    """Why facts were kept."""
    return [kept.reason for kept in receipt.held]
