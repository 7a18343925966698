"""Two to six machines to which anything happens agree in the end: the share of it that every run of the tests can bear.

``python -m benchmarks.long_agree --steps 200000`` goes on for as long as one likes.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.properties.machines import Machines
from tests.support.network import Network, network
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import merge
from tram.people.api import change_person, move_person
from tram.people.models import Person
from tram.sync.judge.reach import Court
from tram.sync.talk import portion
from tram.sync.talk.concern import Concern

TestMachines = Machines.TestCase
TestMachines.settings = settings(
    max_examples=8,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # a failure tells its steps; making them fewer would take hours
    suppress_health_check=list(HealthCheck),
)

_turns = count()
MISTAKES: dict[str, tuple[Any, str, Any]] = {
    "whoever comes last wins": (merge, "_lot", lambda _step: -next(_turns)),
    "the judge refuses what is right": (Court, "reason", lambda *_: "scope.place"),
    "nobody is followed when they move": (Concern, "brings", lambda *_: False),
    "the log is read only so far": (portion, "page", lambda _seen: (None, [])),
}


def a_busy_day() -> Network:
    """Two stations and the centre: one person corrected at two places at once, another one moves next door."""
    made = network(1)
    root, here, next_door = made.machines.values()
    with here.here():
        lan, ba = Person.objects.filter(commune="03424").order_by("id")[:2]
        told: dict[str, Any] = {"by": SYSTEM, "at": here.clock()}
        change_person(**told, person=lan.id, phone="0912345670")
        move_person(**told, person=ba.id, commune=next_door.scope, on=here.clock().date())
    with root.here():
        change_person(by=SYSTEM, at=root.clock(), person=lan.id, phone="0912345671")
    made.settle()
    return made


def test_a_busy_day_ends_in_agreement() -> None:
    a_busy_day().agree()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_mistake_is_noticed(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network(1)  # made before the mistake is
    monkeypatch.setattr(*MISTAKES[mistake])
    with pytest.raises(AssertionError):
        a_busy_day().agree()
