"""A snapshot is written and taken in on either database: the rows are alike, whichever of the two is above."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db.models import QuerySet
from nacl.signing import SigningKey

from tests.support import deeds
from tests.support.nodes import NOON, PROVINCES, Node
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.kernel.facts import local_node, verify
from tram.kernel.facts.payload import plain
from tram.kernel.guards import record_models
from tram.kernel.models import Fork, Version
from tram.people.models import SearchEntry
from tram.places.api import load_reference
from tram.sync.actions.enrol import enrol_accept, enrol_answer, enrol_request
from tram.sync.actions.nodes import invite_node
from tram.sync.identity import Identity
from tram.sync.models import Provisioning
from tram.sync.snapshot import store
from tram.sync.snapshot.load import accept, ask_for_snapshot, manifest_of, take_chunk
from tram.sync.snapshot.write import write_snapshot
from tram.sync.tests.machines import HERE, identity, machine
from tram.sync.trust import Trust

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
DERIVED = (Version, Fork, SearchEntry)


class Side:
    """A machine: this test's database, or one of its own."""

    def __init__(self, node: Node | None = None) -> None:
        self.node = node
        self.identity = identity(node) if node else Identity(local_node().id, SigningKey.generate())

    def here(self) -> AbstractContextManager[Any]:
        return self.node.here() if self.node else nullcontext()

    def work(self, times: int) -> None:
        random = Random(times)
        with self.here():
            for _ in range(times):
                deeds.do(deeds.Hands(random, now(), (HERE,), (HERE,)))

    def rows(self) -> set[tuple[str, str]]:
        """Everything of the record, as JSON would have it; without what enrolment alone wrote."""
        with self.here():
            models = [model for model in record_models() if model._meta.app_label != "sync"]
            return {row for model in (*models, *DERIVED) for row in _plain(model)}


def _plain(model: Any) -> Iterator[tuple[str, str]]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "id" or model not in DERIVED]
    for values in QuerySet(model).values_list(*names):
        yield model._meta.db_table, repr([plain(value) for value in values])


@pytest.fixture(params=["above", "below"])
def sides(request: pytest.FixtureRequest) -> Iterator[tuple[Side, Side]]:
    """(parent, child); the one that is this test's database is above or below."""
    load_reference(PROVINCES)
    with machine("Máy kia") as node:
        mine, other = Side(), Side(node)
        yield (mine, other) if request.param == "above" else (other, mine)


def enrol(parent: Side, child: Side) -> None:
    with parent.here():
        code = invite_node(by=SYSTEM, at=NOON, identity=parent.identity, name="Trạm", places=HERE).code
    with child.here():
        question = enrol_request(child.identity, code, "Trạm")
    with parent.here():
        told = enrol_answer(parent.identity, question, NOON)
    with child.here():
        enrol_accept(child.identity, code, question, told)


def give(parent: Side, child: Side, home: Path) -> None:
    with parent.here():
        made = write_snapshot(Trust(parent.identity, NOON), child.identity.node, at=NOON, home=home)
    with child.here():
        trust = Trust(child.identity, NOON)
        ask_for_snapshot(parent.identity.node, NOON)
        node = child.identity.node
        found = accept(trust, store.manifest_path(home, node, made.id).read_bytes(), NOON)
        while found.state != "done":
            path = store.chunk_path(home, node, made.id, found.chunk + 1)
            found = take_chunk(trust, manifest_of(trust, found), path.read_bytes(), NOON)


def test_the_child_holds_the_same_rows(sides: tuple[Side, Side], tmp_path: Path):
    parent, child = sides
    parent.work(80)
    enrol(parent, child)
    give(parent, child, tmp_path)
    assert child.rows() == parent.rows()
    with child.here():
        assert verify(rows=True).faults == []
        assert Provisioning.objects.get().rows > 40


def test_a_newer_snapshot_goes_over_one_that_came_half_way(sides: tuple[Side, Side], tmp_path: Path):
    parent, child = sides
    parent.work(25)
    enrol(parent, child)
    give(parent, child, tmp_path / "first")
    with child.here():
        Provisioning.objects.update(state="receiving")
    parent.work(40)
    give(parent, child, tmp_path / "second")
    assert child.rows() == parent.rows()
    with child.here():
        assert verify(rows=True).faults == []
