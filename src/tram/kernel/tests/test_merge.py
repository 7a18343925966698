"""Merging a row's versions: the same whatever the order, moved by no clock, ended only by somebody who saw both."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tram.kernel.facts.merge import Step, name_of, resolve

COLUMNS = ("name", "phone", "born", "precision")
TOGETHER = (("born", "precision"),)


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Versions of one row by machines that each saw some of the earlier ones."""
    steps: list[Step] = []
    known: list[set[int]] = [set() for _ in range(draw(st.integers(1, 4)))]
    for number in range(draw(st.integers(1, 9))):
        machine = draw(st.integers(0, len(known) - 1))
        for other in steps:
            if draw(st.booleans()):
                known[machine] |= {other.stamp, *seen_by(steps, other.stamp)}
        heads = known[machine] - {stamp for one in known[machine] for stamp in seen_by(steps, one)}
        stamp = (number + 1) * 1000 + machine
        columns = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=2, unique=True))
        values = {column: draw(st.integers(0, 2)) for column in columns}
        if not values.keys().isdisjoint(TOGETHER[0]):
            values |= {column: values.get(column, 0) for column in TOGETHER[0]}
        steps.append(Step(stamp, tuple(sorted(heads)) or (1,), values, bytes([machine, number])))
        known[machine] |= {stamp}
    return steps


def seen_by(steps: list[Step], stamp: int) -> set[int]:
    """All stamps a version's author knew of."""
    own = next((step for step in steps if step.stamp == stamp), None)
    found = set(own.based_on) if own else set()
    return found.union(*(seen_by(steps, each) for each in found)) if found else set()


@settings(deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_versions_does_not_matter(steps: list[Step], shuffle: random.Random) -> None:
    mixed = list(steps)
    shuffle.shuffle(mixed)
    assert resolve(mixed, TOGETHER) == resolve(steps, TOGETHER)


@settings(deadline=None)
@given(histories(), st.integers(0, 3), st.sampled_from([-(10**9), 10**15]))
def test_a_wrong_clock_neither_wins_nor_loses(steps: list[Step], machine: int, off: int) -> None:
    moved = {step.stamp: step.stamp + off for step in steps if step.author[0] == machine}
    wrong = [
        replace(
            step,
            stamp=moved.get(step.stamp, step.stamp),
            based_on=tuple(moved.get(stamp, stamp) for stamp in step.based_on),
        )
        for step in steps
    ]
    assert resolve(wrong, TOGETHER).values == resolve(steps, TOGETHER).values
    assert resolve(wrong, TOGETHER).conflicts.keys() == resolve(steps, TOGETHER).conflicts.keys()


@settings(deadline=None)
@given(histories())
def test_somebody_who_saw_all_and_decides_ends_every_conflict(steps: list[Step]) -> None:
    made = resolve(steps, TOGETHER)
    decided = {column: made.values[column] for group in made.conflicts for column in group}
    last = Step(10**6, made.heads, decided or {"name": 7}, b"me")
    after = resolve([*steps, last], TOGETHER)
    assert not after.conflicts
    assert (after.heads, after.stamp) == ((10**6,), 10**6)
    assert all(after.values[column] == value for column, value in made.values.items() if column not in last.values)


@settings(deadline=None)
@given(histories())
def test_what_stands_was_seen_by_no_later_writer_of_it(steps: list[Step]) -> None:
    for group, standing in resolve(steps, TOGETHER).conflicts.items():
        for step in standing:
            later = [other for other in steps if not other.values.keys().isdisjoint(group)]
            assert not any(step.stamp in seen_by(steps, other.stamp) for other in later)


def test_one_after_the_other_is_no_conflict_however_long() -> None:
    steps = [Step(number, (number - 1,), {"name": number}, bytes([number])) for number in range(2, 200)]
    made = resolve(steps)
    assert (made.values, made.heads, made.conflicts) == ({"name": 199}, (199,), {})


def test_two_who_give_the_same_value_agree() -> None:
    made = resolve([Step(2, (1,), {"name": "X"}, b"a"), Step(3, (1,), {"name": "X"}, b"b")])
    assert not made.conflicts
    assert made.heads == (2, 3)
    assert made.stamp == name_of((2, 3)) not in {2, 3}


def test_columns_that_belong_together_are_one_conflict() -> None:
    left = Step(2, (1,), {"born": "1956-01-01", "precision": "year"}, b"a")
    right = Step(3, (1,), {"born": "1956-03-12", "precision": "day"}, b"b")
    made = resolve([left, right], TOGETHER)
    assert list(made.conflicts) == [("born", "precision")]
    assert made.values in (left.values, right.values)


@pytest.mark.parametrize("rounds", [(2, 3), (3, 2)])
def test_a_circle_that_only_a_forger_makes_still_ends(rounds: tuple[int, int]) -> None:
    steps = [
        Step(stamp, (before,), {"name": stamp}, bytes([stamp])) for before, stamp in pairwise([*rounds, rounds[0]])
    ]
    assert resolve(steps).values["name"] in {2, 3}
