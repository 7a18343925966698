"""A station with a fridge and a child, as small as the tests need."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from tram.immunization.models import Dose, Session
from tram.immunization.stock.actions import ReceiptLine, receive_vaccine
from tram.kernel import facts
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.people.models import Person

HERE, NEXT_DOOR = "03175", "03181"
AT = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
DAY = date(2026, 10, 5)


def actor(name: str, commune: str, *roles: Role) -> Actor:
    return Actor(id=uuid7(), name=name, roles=frozenset(roles), communes=frozenset({commune}), commune=commune)


def add_child(name: str = "Lò Bé Na", **columns) -> Person:
    values = {"commune": HERE, "birth_date": date(2026, 1, 2), "sex": "female", "phone": "0912345678"} | columns
    person = Person(full_name=name, search_key=name.lower(), sort_key=name, **values)
    with facts.deed("person.registered", by=SYSTEM, at=AT, place=person.commune, person=person.id) as fact:
        fact.add(person)
    return person


def give(person: Person, lot: UUID | None, vaccine: str = "bcg", **columns) -> Dose:
    values = {"day": DAY, "given_at": AT, "commune": HERE} | columns
    with facts.deed("vaccination.given", by=SYSTEM, at=AT, place=HERE, person=person.id) as fact:
        return fact.add(Dose(person=person, vaccine=vaccine, lot_id=lot, **values))


def line(**told: Any) -> ReceiptLine:
    usual: dict[str, Any] = {
        "vaccine": "bcg",
        "number": "BC-01",
        "expires_on": date(2027, 3, 1),
        "vials": 5,
        "presentation": 10,
    }
    return ReceiptLine(**(usual | told))


def receive(by: Actor, **told) -> UUID:
    found = receive_vaccine(by=by, at=AT, commune=HERE, day=DAY, lines=[line(**told)], document="PX-12", partner="TTYT")
    return found[0]


def add_session(**columns: Any) -> UUID:
    with facts.deed("session.opened", by=SYSTEM, at=AT, place=HERE) as fact:
        row: Session = fact.add(Session(**({"commune": HERE, "day": DAY, "state": "open", "opened_at": AT} | columns)))
    found: UUID = row.id
    return found


@pytest.fixture
def hanh(db) -> Actor:
    return actor("Hạnh", HERE, Role.NURSE)


@pytest.fixture
def tuan(db) -> Actor:
    return actor("Tuấn", NEXT_DOOR, Role.NURSE)


@pytest.fixture
def oanh(db) -> Actor:
    return Actor(id=uuid7(), name="Oanh", roles=frozenset({Role.CENTRE}), communes=frozenset({HERE, NEXT_DOOR}))


@pytest.fixture
def na(db) -> Person:
    return add_child()
