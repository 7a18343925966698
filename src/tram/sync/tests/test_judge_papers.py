"""Whose facts count at all: certificates, revocations, and who may speak for whom."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.support.nodes import NOON, Node
from tram.kernel.facts import deed
from tram.kernel.facts.incoming import Incoming
from tram.kernel.models import Fact, Held
from tram.kernel.refusals import Refusal
from tram.people.models import Person
from tram.sync.actions.nodes import revoke_node
from tram.sync.judge import admit
from tram.sync.tests.beginnings import WHO, count, register
from tram.sync.tests.conftest import World
from tram.sync.tests.machines import (
    HERE,
    NEXT_DOOR,
    facts_of,
    identity,
    join,
    machine,
    pull,
    push,
    reasons,
    trust,
)


def _refused(sender: Node, receiver: Node, facts: list[Incoming]) -> str:
    with pytest.raises(Refusal) as refused:
        push(sender, receiver, facts)
    assert count(receiver, Fact, node__in={fact.node for fact in facts} - {sender.id, receiver.id}) == 0
    return refused.value.code


def test_facts_of_a_machine_nobody_certified_are_not_even_kept(world: World) -> None:
    with machine("Máy lạ") as stranger:
        register(stranger)
        assert _refused(world.station, world.centre, facts_of(stranger)) == "node.relayed"
        assert _refused(stranger, world.centre, facts_of(stranger)) == "node.relayed"


def test_a_station_does_not_speak_for_its_neighbour(world: World) -> None:
    """A made-up fact in the neighbour's chain would keep the neighbour's own out, so it is not even kept."""
    register(world.neighbour, NEXT_DOOR)
    facts = facts_of(world.neighbour)
    assert _refused(world.station, world.centre, facts) == "node.relayed"
    assert reasons(push(world.neighbour, world.centre)) == []


def test_a_station_does_not_speak_for_the_centre(world: World) -> None:
    with machine("Bản sao") as copy:
        register(copy)
        last = facts_of(world.centre)[-1]
        (fact,) = facts_of(copy)
    made_up = msgspec.structs.replace(fact, node=world.centre.id, seq=last.seq + 1, stamp=last.stamp + 1)
    assert _refused(world.station, world.centre, [made_up]) == "node.relayed"


def test_facts_a_machine_may_not_speak_for_can_be_left_out(world: World) -> None:
    register(world.neighbour, NEXT_DOOR)
    register(world.station)
    own = facts_of(world.station)
    with world.centre.here():
        taken = admit(trust(world.centre), world.station.id, facts_of(world.neighbour) + own)
    assert taken == own


def test_what_a_machine_wrote_before_it_was_revoked_counts_and_nothing_after(world: World) -> None:
    before = register(world.station)
    push(world.station, world.centre)
    with world.centre.here():
        last = revoke_node(**WHO, identity=identity(world.centre), node=world.station.id, reason="Máy bị mất")
    after = register(world.station, name="Giàng A Ba")
    receipt = push(world.station, world.centre, facts_of(world.station, after=last))
    assert reasons(receipt) == ["node.revoked"]
    assert (count(world.centre, Person, pk=before), count(world.centre, Person, pk=after)) == (1, 0)


def test_others_hear_of_the_revocation_and_keep_later_facts_out_too(world: World) -> None:
    register(world.station)
    push(world.station, world.centre)
    with world.centre.here():
        revoke_node(**WHO, identity=identity(world.centre), node=world.station.id, reason="Máy bị mất")
    pull(world.neighbour, world.centre)
    register(world.station, name="Giàng A Ba")
    last = facts_of(world.station)[-1:]
    assert reasons(push(world.centre, world.neighbour, last)) == ["node.revoked"]


def test_a_revocation_by_somebody_not_above_does_not_count(world: World) -> None:
    from tram.sync.models import Revocation
    from tram.sync.rules.claims import REVOCATION, Revoked, seconds, sign

    said = Revoked(world.neighbour.id, world.station.id, 0, seconds(NOON))
    signature = sign(world.station.key, REVOCATION, said)
    with world.station.here(), deed("node.revoked", **WHO, place="") as fact:
        told: dict[str, Any] = {"node": said.node, "parent": said.parent, "last_seq": 0, "at": NOON}
        fact.add(Revocation(**told, reason="x", signature=signature))
    assert reasons(push(world.station, world.centre)) == ["node.certificate"]
    with world.centre.here():
        from tram.sync.trust import Trust

        assert Trust(identity(world.centre), NOON).revoked(world.neighbour.id) is None


def test_a_certificate_by_somebody_who_is_not_its_issuer_is_kept_out(world: World) -> None:
    """The station hands on, as its own fact, a certificate for itself over the nation that nobody above it signed."""
    from tram.sync.models import Certificate

    with world.station.here(), deed("node.enrolled", **WHO, place="") as fact:
        told: dict[str, Any] = {"node": world.station.id, "serial": 9, "name": "x", "places": "", "kinds": ""}
        fact.add(
            Certificate(
                **told, public_key=bytes(world.station.key.verify_key), parent=world.centre.id, valid_from=NOON,
                valid_to=NOON.replace(year=2036), signature=bytes(64),
            )
        )  # fmt: skip
    assert reasons(push(world.station, world.centre)) == ["node.certificate"]


def test_a_machine_enrolled_below_and_its_facts_come_in_one_batch(world: World) -> None:
    with machine("Máy thôn") as village:
        join(world.station, village, HERE)
        register(village)
        facts = facts_of(world.station) + facts_of(village)
        receipt = push(world.station, world.centre, facts)
    assert reasons(receipt) == []
    assert receipt.facts == len(facts)


def test_what_was_kept_out_comes_in_when_the_scope_is_widened(world: World) -> None:
    from tram.kernel.facts.receive import retry
    from tram.sync.actions.nodes import renew_node
    from tram.sync.judge import judge_held
    from tram.sync.trust import Trust

    person = register(world.station, NEXT_DOOR)
    push(world.station, world.centre)
    with world.centre.here():
        assert retry(at=NOON, judge=judge_held(Trust(identity(world.centre), NOON))).facts == 0
        told: dict[str, Any] = {"identity": identity(world.centre), "node": world.station.id, "days": 30}
        renew_node(**WHO, **told, places=f"{HERE} {NEXT_DOOR}")
        retry(at=NOON, judge=judge_held(Trust(identity(world.centre), NOON)))
        assert not Held.objects.exists()
    assert count(world.centre, Person, pk=person) == 1


def test_what_the_own_judge_kept_back_comes_in_when_the_parent_hands_it_on(world: World) -> None:
    from tram.kernel.facts.receive import retry
    from tram.sync.judge import judge_held

    with machine("Máy hai") as second:
        join(world.centre, second, HERE)
        pull(second, world.centre)
        person = register(world.station, NEXT_DOOR)
        facts = facts_of(world.station)
        pull(second, world.centre)
        assert reasons(push(world.station, second, facts)) == ["scope.place"]
        with second.here():
            retry(at=NOON, judge=judge_held(trust(second)))
            assert count(second, Person, pk=person) == 0
        assert reasons(push(world.centre, second, facts)) == []
        assert count(second, Person, pk=person) == 1


def test_a_bare_fact_in_somebodys_chain_is_left_out_before_it_is_kept(world: World) -> None:
    """Without contents there is nothing to judge; but it would stand where the neighbour's own fact belongs."""
    from tram.sync.judge import judge_for
    from tram.sync.talk.receiving import take_all

    register(world.neighbour, NEXT_DOOR)
    (fact,) = facts_of(world.neighbour)
    bare = msgspec.structs.replace(fact, rows=None, salt=None, digest=bytes(32))
    with world.centre.here():
        judge = judge_for(trust(world.centre), world.station.id)
        assert take_all([bare], at=NOON, judge=judge, whole=True).facts == 0
    assert reasons(push(world.neighbour, world.centre)) == []
