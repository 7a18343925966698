"""A station, its people and its staff, as small as the tests need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.test import Client

from tram.kernel import facts
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.clock import now
from tram.kernel.ids import uuid7
from tram.people.models import Person
from tram.places.api import found_facility
from tram.places.models import Commune
from tram.workforce.api import add_staff, grant_role, open_account
from tram.workforce.models import Account

SECRET = "Bản Hon mùa lúa chín 2026"  # pragma: allowlist secret
LONG_AGO = date(2025, 7, 1)
HERE, NEXT_DOOR = "03175", "03181"
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def add_person(name: str = "Lò Thị Lan", **columns) -> Person:
    values = {"commune": HERE, "birth_date": date(1960, 5, 1), "sex": "female"} | columns
    person = Person(full_name=name, search_key=name.lower(), sort_key=name, **values)
    with facts.deed("person.registered", by=SYSTEM, at=AT, place=person.commune, person=person.id) as fact:
        fact.add(person)
    return person


def add_station(commune: str) -> UUID:
    Commune.objects.create(
        code=commune,
        name=f"Xã {commune}",
        full_name=f"Xã {commune}",
        unit_type="xã",
        search_key=commune,
        province_code="12",
        province_name="Lai Châu",
        valid_from=date(2025, 7, 1),
    )
    day, name = date(2025, 7, 1), f"Trạm Y tế xã {commune}"
    return found_facility(by=SYSTEM, at=AT, commune=commune, kind="commune_station", name=name, day=day).id


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


def sign_in(name: str, commune: str, facility) -> Client:
    staff = add_staff(
        by=SYSTEM, at=now(), full_name=name, profession="nurse", commune=commune, day=LONG_AGO, facility=facility
    )
    account = open_account(
        by=SYSTEM, at=now(), username=commune, name=name, password=SECRET, staff=staff.id, must_change=False
    )
    grant_role(by=SYSTEM, at=now(), account=account.id, role="nurse", day=LONG_AGO, commune=commune, facility=facility)
    client = Client()
    client.force_login(Account.objects.get(pk=account.id), backend="tram.workforce.sign_in.AccountBackend")
    return client


@pytest.fixture
def desk(station) -> Client:
    return sign_in("Lò Thị Hạnh", HERE, station)


@pytest.fixture
def next_door(db) -> Client:
    return sign_in("Vàng Văn Tuấn", NEXT_DOOR, add_station(NEXT_DOOR))
