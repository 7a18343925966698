"""A commune with two villages and children who wait for doses, as small as the lists' tests need."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from tram.immunization.models import Deferral, Forecast, ForecastState
from tram.immunization.schedule import signature
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.people.models import Person
from tram.people.tests.support import HERE, NEXT_DOOR, register

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def actor(role: Role, *communes: str, villages: frozenset[UUID] | None = None) -> Actor:
    places = communes or (HERE,)
    return Actor(uuid7(), role.value, frozenset({role}), frozenset(places), villages, commune=places[0])


HANH = actor(Role.NURSE)
TUAN = actor(Role.NURSE, NEXT_DOOR)
NGOC = actor(Role.PROVINCE, HERE, NEXT_DOOR)


def keep_forecasts() -> None:
    """What the tests say is due is taken for what the schedule in force said."""
    for day in (TODAY, TODAY + timedelta(days=3)):
        ForecastState.objects.get_or_create(signature=signature(day), defaults={"made_on": day})


def child(name: str, born: date = date(2026, 2, 14), **told: Any) -> UUID:
    """Somebody of whom the schedule says nothing: what waits is told by ``waits``."""
    person = register(name, birth=f"{born:%d/%m/%Y}", **told)
    Forecast.objects.filter(person=person).delete()
    return person


def waits(
    person: UUID,
    group: str = "mr",
    *,
    recommended: int = -30,
    overdue: int | None = 30,
    latest: int | None = None,
    status: str = "due",
    number: int | None = 1,
) -> None:
    """A stored forecast with days counted from today."""
    row = Person.objects.get(pk=person)
    moved = {
        name: None if days is None else TODAY + timedelta(days=days)
        for name, days in {"recommended": recommended, "overdue": overdue, "latest": latest}.items()
    }
    wanted = {"status": status, "number": number, "vaccine": group, "earliest": moved["recommended"], **moved}
    where = {"commune": row.commune, "village": row.village_id}
    Forecast.objects.update_or_create(person=person, group=group, defaults=where | wanted)


def put_off(person: UUID, until: date | None, group: str = "", kind: str = "deferred") -> None:
    row = Deferral(person_id=person, commune=HERE, day=TODAY, group=group, kind=kind, reason="fever", until=until)
    told = list(Forecast.objects.filter(person=person))
    with deed("deferral.recorded", by=SYSTEM, at=AT, place=HERE, person=person) as fact:
        fact.add(row)
    Forecast.objects.filter(person=person).delete()
    Forecast.objects.bulk_create(told)
