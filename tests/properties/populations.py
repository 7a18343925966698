"""Three hundred small, odd communes from a seed: written as facts, and told again as the rows the rooms publish.

The second telling is made from the same drawn values without reading the database, so that a fault in a published
table's SQL shows as a difference. Days gather around the edges where conditions turn.
"""

from __future__ import annotations

import csv
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import time_machine

from tests.properties.odd import care, homes, insurance, network, people
from tests.properties.odd.telling import DAYS, Rows, Telling
from tests.properties.odd.vaccinations import Cards
from tram.encounters.api import load_icd_categories
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import today_vn
from tram.kernel.definitions import ROOT
from tram.kernel.facts import batch, deed
from tram.kernel.facts.draft import Draft
from tram.people.api import search_paused
from tram.people.models import Person

__all__ = ["DAYS", "Rows", "populations"]
AT = datetime(2026, 10, 31, 3, 0, tzinfo=UTC)
ROMAN = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
    "XVIII", "XIX", "XX", "XXI", "XXII",
)  # fmt: skip


def populations(count: int, seed: int) -> Rows:
    """Writes that many communes (codes "90000" and on) into the database; returns what the rooms should publish."""
    telling = Telling(Random(seed))
    cards = Cards(Telling(Random(seed + 1), telling.rows, telling.visits))
    load_icd_categories()
    _tell_icd(telling)
    with search_paused(), time_machine.travel(AT, tick=False), batch(size=400):
        for number in range(count):
            _commune(telling, cards, f"{90000 + number}")
        cards.tell(today_vn(AT))
    telling.tell_days_of_entry()
    return telling.rows


def _tell_icd(telling: Telling) -> None:
    with (ROOT / "encounters" / "icd10.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if len(row["code"]) == 3]
    for number, row in enumerate(rows, start=1):
        chapter = f"{ROMAN.index(row['chapter']) + 1:02d}"
        telling.tell("encounters.icd10", id=number, icd3=row["code"], chapter=chapter, block=row["block"])


def _commune(telling: Telling, cards: Cards, code: str) -> None:
    facilities: list[UUID] = []
    with deed("test.commune", by=SYSTEM, at=AT, place=code) as fact:
        network.commune(telling, code)
        villages = [network.village(telling, fact, code) for _ in range(telling.random.randint(1, 3))]
        for _ in range(telling.random.randint(0, 2)):
            facilities.append(network.facility(telling, fact, code, next(iter(facilities), None)))
        near = [telling.maybe(telling.one(*villages)[0]) for _ in range(telling.random.randint(0, 3))]
        sessions = cards.commune(fact, code)
        houses = [homes.household(telling, fact, code, village) for village in near]
    living: list[Person] = []
    for _ in range(telling.random.randint(0, 22)):
        living.append(people.person(telling, code, _one(telling, houses), living))
        with _about(living[-1]) as fact:
            fact.add(living[-1])
            _person(telling, fact, living[-1], villages, houses, facilities)
            cards.person(fact, living[-1], sessions)


def _one(telling: Telling, houses: list[UUID]) -> UUID | None:
    return telling.maybe(telling.one(*houses), 0.8) if houses else None


def _about(row: Person) -> AbstractContextManager[Draft]:
    return deed("test.person", by=SYSTEM, at=AT, place=row.commune, person=row.id)


def _person(
    telling: Telling,
    fact: Draft,
    row: Person,
    villages: list[tuple[UUID, str | None]],
    houses: list[UUID],
    facilities: list[UUID],
) -> None:
    people.papers(telling, fact, row)
    people.residences(telling, fact, row, villages)
    for _ in range(telling.one(0, 1, 1, 2) if houses else 0):
        homes.membership(telling, fact, row, telling.one(*houses))
    for _ in range(telling.one(0, 1, 1, 2)):
        people.cover(telling, fact, row)
    for _ in range(telling.one(0, 0, 1)):
        people.family_doctor(telling, fact, row, facilities)
    visits = [care.visit(telling, fact, row, row.commune, facilities) for _ in range(telling.one(0, 0, 1, 1, 3))]
    for visit in visits[:1] if facilities else []:
        insurance.claim(telling, fact, row, visit, telling.one(*facilities))
    for _ in range(telling.one(0, 0, 1, 2)):
        care.diagnosis(telling, fact, row, row.commune, visits)
    for _ in range(telling.one(0, 1, 2)):
        care.observation(telling, fact, row, row.commune, visits)
    for _ in range(telling.one(0, 0, 0, 1)):
        care.order(telling, fact, row, row.commune, visits)
