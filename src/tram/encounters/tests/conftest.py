"""A station, its people and its staff, as small as the tests need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tram.kernel import facts
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.people.models import Person
from tram.places.models import Facility

HERE, NEXT_DOOR = "03175", "03181"
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def add_person(name: str = "Lò Thị Lan", **columns) -> Person:
    values = {"commune": HERE, "birth_date": date(1960, 5, 1), "sex": "female"} | columns
    person = Person(full_name=name, search_key=name.lower(), sort_key=name, **values)
    with facts.deed("person.registered", by=SYSTEM, at=AT, place=person.commune, person=person.id) as fact:
        fact.add(person)
    return person


def add_station(commune: str) -> UUID:
    station = Facility(commune=commune, kind="commune_station", valid_from=date(2025, 7, 1))
    with facts.deed("facility.founded", by=SYSTEM, at=AT, place=commune) as fact:
        fact.add(station)
    found: UUID = station.id
    return found


def actor(name: str, commune: str, *roles: Role, facility: UUID | None = None) -> Actor:
    return Actor(
        id=uuid7(), name=name, roles=frozenset(roles), communes=frozenset({commune}), commune=commune, facility=facility
    )


@pytest.fixture
def station(db) -> UUID:
    return add_station(HERE)


@pytest.fixture
def hanh(station: UUID) -> Actor:
    return actor("Hạnh", HERE, Role.NURSE, facility=station)


@pytest.fixture
def tuan(db) -> Actor:
    return actor("Tuấn", NEXT_DOOR, Role.NURSE, facility=add_station(NEXT_DOOR))


@pytest.fixture
def lan(db) -> Person:
    return add_person()
