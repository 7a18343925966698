"""Machines whose record a store is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.support import deeds, nodes
from tests.support.nodes import Node

AT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
COMMUNES = ("03424", "03390", "03127")


class World:
    """One machine at work: ``go`` does random deeds, ``folder`` is for its store."""

    def __init__(self, node: Node, folder: Path, seed: int) -> None:
        self.node, self.folder, self.random = node, folder, Random(seed)

    def go(self, number: int, name: str = "") -> list[str]:
        """Does so many deeds; returns what each was."""
        done = []
        for _ in range(number):
            self.node.clock.at += timedelta(minutes=7)
            hands = deeds.Hands(self.random, self.node.clock.at, COMMUNES, COMMUNES)
            done.append(deeds.do(hands, name))
        return done


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    node = nodes.make("kho")
    with nodes.seeded(7), node.here():
        deeds.found(COMMUNES, node.clock.at, people_each=4)
        yield World(node, tmp_path / "store", 7)
    node.close()
