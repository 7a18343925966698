"""The same facts make the same tables, whatever the order and the batches in which they come."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support import deeds, follows, nodes
from tests.support.carry import Letter, carry, carry_all, letters_of, retry_all, take, told_of
from tests.support.nodes import Node
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import apply, merge, verify
from tram.people.api import change_person, register_person
from tram.people.models import Person

AT_ONCE = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
COMMUNES = ("03424", "03390")


def history(random: Random, writers: int, steps: int) -> list[Node]:
    """Machines that worked on the same people, heard from each other now and then, and in the end all of everything."""
    machines = [nodes.make(f"n{number}") for number in range(writers)]
    with machines[0].here():
        deeds.found(COMMUNES, machines[0].clock())
    carry_all(machines)
    for _ in range(steps):
        one, other = random.sample(machines, 2)
        if random.random() < 0.15:
            carry(one, other, random)
        else:
            with one.here():
                deeds.do(deeds.Hands(random, one.clock(), COMMUNES, COMMUNES))
    carry_all(machines)
    return machines


def in_any_order(random: Random, letters: list[Letter]) -> list[list[Letter]]:
    """The letters in batches: shuffled to the last one, some of them twice."""
    twice = letters + random.sample(letters, len(letters) // 5)
    random.shuffle(twice)
    return batches(random, twice)


def chain_by_chain(random: Random, letters: list[Letter]) -> list[list[Letter]]:
    """The letters in batches: every machine's in their order, the machines' among each other anyhow."""
    waiting: dict[object, list[Letter]] = {}
    for letter in sorted(letters, key=lambda each: each.seq):
        waiting.setdefault(letter.node, []).append(letter)
    mixed = []
    while waiting:
        node = random.choice(list(waiting))
        mixed.append(waiting[node].pop(0))
        if not waiting[node]:
            del waiting[node]
    return batches(random, mixed)


def batches(random: Random, letters: list[Letter]) -> list[list[Letter]]:
    found = []
    while letters:
        size = random.choice((1, 2, 7, 40))
        found.append(letters[:size])
        letters = letters[size:]
    return found


def agree(seed: int, steps: int = 40) -> None:
    """One history, and its facts given anew to empty machines in two ways: everybody has the same tables."""
    with nodes.seeded(seed) as random:
        machines = history(random, writers=3, steps=steps)
        for other in machines[1:]:
            assert nodes.diff(machines[0], other) == []
        letters = letters_of(machines[0])
        for deal in (in_any_order, chain_by_chain):
            late = nodes.make("late")
            for batch in deal(random, letters):
                take(late, batch, whole=deal is chain_by_chain)
            retry_all(late)
            assert told_of(late) == told_of(machines[0])
            assert nodes.diff(machines[0], late) == []
            assert what_follows(late) == what_follows(machines[0])
            with late.here():
                assert verify(rows=True).faults == []
                assert follows.faults() == []


def what_follows(node: Node) -> follows.Derived:
    """What follows from doses as the machine has it."""
    with node.here():
        return follows.derived()


@given(seed=st.integers(0, 2**32 - 1))
@AT_ONCE
def test_the_same_facts_in_any_order_make_the_same_tables(seed: int) -> None:
    agree(seed)


_turns = count()
MISTAKES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "whoever comes last wins": (merge, "_lot", lambda _step: -next(_turns)),
    "versions that came are forgotten": (apply, "keep", lambda _versions: None),
    "rows that several changed stay as they are": (apply, "settle", lambda _rows: {}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_noticed(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*MISTAKES[mistake])
    with pytest.raises(AssertionError):
        agree_often()


def agree_often() -> None:
    """Several histories: a mistake must show in one of them."""
    for seed in range(4):
        agree(seed, steps=60)


@pytest.mark.parametrize("first", [1970, 2026, 2099])
@pytest.mark.parametrize("second", [1970, 2026, 2099])
def test_a_wrong_clock_neither_wins_nor_loses(first: int, second: int) -> None:
    assert shown_after(first, second) == shown_after(2026, 2026)


def test_a_clock_that_decides_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "_lot", lambda step: -step.stamp)
    assert shown_after(1970, 2099) != shown_after(2099, 1970)


def shown_after(first: int, second: int) -> str:
    """What is shown of a telephone number that two machines changed at once, their clocks standing in these years."""
    with nodes.seeded(11):
        one, other = nodes.make("one"), nodes.make("other")
        with one.here():
            lan = register_person(by=SYSTEM, at=nodes.NOON, full_name="Lò Thị Lan", commune="03424").id
        carry(one, other)
        for machine, year, phone in ((one, first, "0912345670"), (other, second, "0912345671")):
            machine.clock.at = machine.clock.at.replace(year=year)
            with machine.here():
                change_person(by=SYSTEM, at=nodes.NOON, person=lan, phone=phone)
        carry_all([one, other])
        assert nodes.diff(one, other) == []
        with one.here():
            return Person.objects.get(pk=lan).phone
