"""Enrolled machines, ready to be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.support.nodes import Node
from tram.sync.tests.machines import HERE, NEXT_DOOR, join, machine


@dataclass
class World:
    """A centre that is the root, and two stations under it."""

    centre: Node
    station: Node
    neighbour: Node


@pytest.fixture
def world() -> Iterator[World]:
    with ExitStack() as stack:
        centre, station, neighbour = (
            stack.enter_context(machine(name)) for name in ("Trung tâm", "Trạm Bản Bo", "Trạm Bình Lư")
        )
        join(centre, station, HERE)
        join(centre, neighbour, NEXT_DOOR)
        yield World(centre, station, neighbour)
