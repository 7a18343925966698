"""A station with its nurse, somebody insured, and a portal that says what the test tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tram.claims.cover.asking import CardAnswer, CardAsked, PortalSilent
from tram.encounters.api import record_checked_visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.people.api import NewCover
from tram.people.tests.support import HERE, NEXT_DOOR, law, register
from tram.places.api import found_facility
from tram.places.reads.law import forget

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
NUMBER = "DT2120123456789"
COVER = NewCover(NUMBER, date(2026, 1, 1), date(2026, 12, 31), facility_code="12042")


def actor(role: Role = Role.NURSE, commune: str = HERE) -> Actor:
    return Actor(uuid7(), role.value, frozenset({role}), frozenset({commune}), commune=commune)


HANH, TUAN, OANH = actor(), actor(commune=NEXT_DOOR), actor(Role.CENTRE)


@dataclass
class Desk:
    """Answers in turn; a sentence is silence. Keeps what it was asked."""

    answers: list[CardAnswer | str]
    asked: list[CardAsked] = field(default_factory=list)

    def look_up(self, asked: CardAsked) -> CardAnswer:
        self.asked.append(asked)
        answer = self.answers.pop(0)
        if isinstance(answer, str):
            raise PortalSilent(answer)
        return answer


def seen(person: UUID, day: date = DAY, payer: str = "bhyt", by: Actor = HANH) -> UUID:
    at = datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)
    return record_checked_visit(by=by, at=AT, person=person, commune=HERE, started_at=at, payer=payer).id


@pytest.fixture
def station(db: None) -> Iterator[UUID]:
    law()
    day = date(2025, 7, 1)
    yield found_facility(
        by=SYSTEM, at=AT, commune=HERE, kind="commune_station", name="Trạm Y tế xã Bình Lư", day=day, bhxh_code="12042"
    ).id
    forget()


@pytest.fixture
def lan(station: UUID) -> UUID:
    return register("Lò Thị Lan", birth="12/03/1956", sex="female", cover=COVER)
