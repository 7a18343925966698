"""A nurse, a child and their small commune, as the tests of doses need them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from tram.immunization.models import DoseStanding, Evaluation, Forecast, Session, VaccineLot
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.people.tests.support import HERE, NEXT_DOOR, register

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
BORN = date(2026, 2, 14)


def nurse(*communes: str, role: Role = Role.NURSE, villages: frozenset[UUID] | None = None) -> Actor:
    places = communes or (HERE,)
    return Actor(uuid7(), role.value, frozenset({role}), frozenset(places), villages, commune=places[0])


HANH, TUAN = nurse(), nurse(NEXT_DOOR)


def child(name: str = "Lò Thị Na", born: date = BORN, **told: Any) -> Any:
    return register(name, birth=f"{born:%d/%m/%Y}", **told)


def lot(vaccine: str = "bcg", number: str = "A1", commune: str = HERE, **columns: Any) -> Any:
    row = VaccineLot(commune=commune, vaccine=vaccine, number=number, **{"expires_on": date(2027, 6, 30), **columns})
    with deed("test.lot", by=SYSTEM, at=AT, place=commune) as fact:
        fact.add(row)
    return row.id


def session(commune: str = HERE) -> Any:
    row = Session(commune=commune, day=BORN, state="open", opened_at=AT)
    with deed("session.opened", by=SYSTEM, at=AT, place=commune) as fact:
        fact.add(row)
    return row.id


def what_follows() -> tuple[set[tuple[Any, ...]], ...]:
    """Every derived row, whole."""
    return tuple(set(model.objects.values_list()) for model in (DoseStanding, Evaluation, Forecast))
