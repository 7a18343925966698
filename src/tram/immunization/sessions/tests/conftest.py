"""A station with a nurse, a store and children of the usual ages, as small as the tests need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tram.encounters.tests.conftest import HERE, NEXT_DOOR, add_person, add_station
from tram.immunization.record import DoseInput
from tram.immunization.sessions.actions import open_session, plan_session
from tram.immunization.sessions.views import SessionView
from tram.immunization.stock.actions import ReceiptLine, receive_vaccine
from tram.kernel.actors import Actor, Role
from tram.kernel.ids import uuid7

AT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
DAY = date(2026, 10, 5)
TWO_MONTHS = date(2026, 7, 30)
NORMAL = {"temperature": "36,7", "weight": "5,6"}
OFFERED = ("dpt-vgb-hib", "opv", "pcv", "rota", "bcg")


def actor(name: str, commune: str, facility: UUID | None, *roles: Role) -> Actor:
    scope = frozenset({commune})
    return Actor(id=uuid7(), name=name, roles=frozenset(roles), communes=scope, commune=commune, facility=facility)


def add_child(name: str = "Lò Bé Na", born: date = TWO_MONTHS, **columns):
    return add_person(name, **({"birth_date": born, "birth_precision": "day"} | columns))


@dataclass
class Station:
    """Hạnh's station with a store of every vaccine of the session; ``lots`` by vaccine."""

    hanh: Actor
    facility: UUID
    lots: dict[str, UUID]

    def plan(self, *people: Any, **plan: Any) -> SessionView:
        values: dict[str, Any] = {"day": DAY, "vaccines": OFFERED} | plan
        return plan_session(by=self.hanh, at=AT, people=[each.id for each in people], **values)

    def open(self, *people: Any, **plan) -> SessionView:
        made = self.plan(*people, **plan)
        return open_session(by=self.hanh, at=AT, session=made.id)

    def dose(self, vaccine: str = "dpt-vgb-hib", **told) -> DoseInput:
        values: dict[str, Any] = {"lot": self.lots[vaccine], "site": "LT", "route": "IM"} | told
        return DoseInput(vaccine=vaccine, day=DAY, **values)


def lot(hanh: Actor, vaccine: str, number: str = "", days_ago: int = 0, **told) -> UUID:
    values: dict[str, Any] = {"expires_on": DAY + timedelta(days=400), "vials": 5, "presentation": 1} | told
    line = ReceiptLine(vaccine=vaccine, number=number or f"{vaccine.upper()}-01", **values)
    then = timedelta(days=days_ago)
    papers: dict[str, Any] = {"document": "PX-1", "partner": "TTYT"}
    [made] = receive_vaccine(by=hanh, at=AT - then, commune=HERE, day=DAY - then, lines=[line], **papers)
    return made


@pytest.fixture
def station(db) -> Station:
    facility = add_station(HERE)
    hanh = actor("Hạnh", HERE, facility, Role.NURSE)
    lots = {code: lot(hanh, code, presentation=10 if code in ("opv", "bcg") else 1) for code in OFFERED}
    return Station(hanh, facility, lots)


@pytest.fixture
def tuan(db) -> Actor:
    return actor("Tuấn", NEXT_DOOR, add_station(NEXT_DOOR), Role.NURSE)


@pytest.fixture
def fact_names() -> Callable[[], list[str]]:
    from tram.kernel.models import Fact

    return lambda: list(Fact.objects.order_by("stamp").values_list("name", flat=True))
