"""Small people for the room's own tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.kernel.text import search_key
from tram.people.api import NewIdentifier, register_person
from tram.people.models import Person
from tram.places.api import found_village
from tram.places.models import Commune
from tram.places.reads.law import forget

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HERE, NEXT_DOOR = "03390", "03424"


def nurse(*communes: str, villages: frozenset[UUID] | None = None) -> Actor:
    return Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset(communes or {HERE}), villages)


HANH = nurse(HERE)
TUAN = nurse(NEXT_DOOR)
CLERK = Actor(uuid7(), "Sở", frozenset({Role.PROVINCE}), None)


def register(name: str = "Lò Thị Lan", *, by: Actor = SYSTEM, commune: str = HERE, **told: Any) -> UUID:
    told.setdefault("check_duplicates", False)
    return register_person(by=by, at=AT, full_name=name, commune=commune, **told).id


def cccd(value: str) -> NewIdentifier:
    return NewIdentifier("cccd", value)


def law() -> None:
    """The two communes the tests live in, in force since July 2025."""
    for code, name in ((HERE, "Bình Lư"), (NEXT_DOOR, "Bản Bo")):
        Commune.objects.create(
            code=code, name=name, full_name=f"Xã {name}", unit_type="Xã", search_key=search_key(f"xa {name} lai chau"),
            province_code="12", province_name="Tỉnh Lai Châu", valid_from=date(2025, 7, 1),
        )  # fmt: skip
    forget()


def village(name: str = "Bản Hon", commune: str = HERE) -> UUID:
    return found_village(by=SYSTEM, at=AT, commune=commune, name=name, day=date(2025, 7, 1), kind="ban").id


def merge(person: UUID, into: UUID) -> None:
    """What the deed of merging will write: the record goes into another."""
    row = Person.objects.get(pk=person)
    with deed("person.merged", by=SYSTEM, at=AT, place=row.commune, person=person) as fact:
        fact.change(row, merged_into_id=into)
