"""Deeds the tests of the judge begin with."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from tests.support.nodes import NOON, Node
from tram.encounters import api as encounters
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.people import api as people
from tram.places import api as places
from tram.sync.tests.machines import HERE

SINCE = date(2026, 1, 1)
WHO: dict[str, Any] = {"by": SYSTEM, "at": NOON}


def register(node: Node, commune: str = HERE, name: str = "Lò Thị Lan") -> UUID:
    """Somebody new on a machine."""
    with node.here():
        told: dict[str, Any] = {"birth": "1956", "resident_since": SINCE, "same_name_is_new": True}
        return people.register_person(**WHO, full_name=name, commune=commune, **told).id


def visit_of(node: Node, person: UUID, commune: str = HERE) -> UUID:
    """A visit of theirs at the station of a commune."""
    by = Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), None, commune=commune)
    with node.here():
        station = places.found_facility(**WHO, commune=commune, kind="commune_station", name="Trạm", day=SINCE)
        done = encounters.record_visit(by=by, at=NOON, person=person, facility=station.id, reason="Khám")
        return UUID(str(getattr(done, "id", done)))


def count(node: Node, model: Any, **where: Any) -> int:
    """How many rows a machine holds."""
    with node.here():
        return int(model.objects.filter(**where).count())
