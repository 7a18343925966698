"""Two hundred small, odd communes from a seed: written as facts, and told again as the rows the rooms publish.

The second telling is made from the same drawn values without reading the database, so that a fault in a published
table's SQL shows as a difference. Days gather around the edges where conditions turn.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from tram.encounters.models import Diagnosis, Visit
from tram.kernel.actors import SYSTEM
from tram.kernel.facts import batch, deed
from tram.kernel.facts.draft import Draft
from tram.kernel.ids import uuid7
from tram.people.api import search_paused
from tram.people.models import Cover, Person, Residence
from tram.people.rules.residences import Span, counted
from tram.places.models import Facility, StaffCount, Village

AT = datetime(2026, 10, 31, 3, 0, tzinfo=UTC)
DAYS = (date(2024, 2, 29), date(2025, 2, 28), date(2026, 10, 31))
EVER = date(1900, 1, 1)
ICD10, OTHER = "http://hl7.org/fhir/sid/icd-10", "http://snomed.info/sct"
CODES = ("I10", "I10.0", "I14", "I15.9", "E11.9", "E14", "E15", "J44.1", "J45", "J46", "J00", "I1")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class Telling:
    """Draws values, writes them as facts and tells them as published rows."""

    random: Random
    rows: Rows = field(default_factory=lambda: defaultdict(list))

    def maybe(self, value: Any, chance: float = 0.5) -> Any:
        """The value, or None."""
        return value if self.random.random() < chance else None

    def day(self) -> date:
        """A day near an edge: one of the asked days, or a year or forty before one, give or take two days."""
        base = self.random.choice(DAYS)
        years = self.random.choice((0, 0, 1, 1, 2))
        return _shifted(base, years) + timedelta(days=self.random.choice((-2, -1, 0, 0, 1, 2, -200)))

    def span(self) -> tuple[date | None, date | None]:
        """A dated span, either end open at times."""
        first, second = sorted((self.day(), self.day()))
        return self.maybe(first, 0.8), self.maybe(second, 0.5)

    def tell(self, table: str, **row: Any) -> None:
        """One published row."""
        self.rows[table].append(row)


def populations(count: int, seed: int) -> Rows:
    """Writes that many communes (codes "90000" and on) into the database; returns what the rooms should publish."""
    telling = Telling(Random(seed))
    with search_paused(), batch(size=400):
        for number in range(count):
            _commune(telling, f"{90000 + number}")
    return telling.rows


def _commune(telling: Telling, code: str) -> None:
    with deed("test.commune", by=SYSTEM, at=AT, place=code) as fact:
        villages = [_village(telling, fact, code) for _ in range(telling.random.randint(1, 3))]
        for _ in range(telling.random.randint(0, 2)):
            _facility(telling, fact, code)
    for _ in range(telling.random.randint(0, 22)):
        _person(telling, code, villages)


def _village(telling: Telling, fact: Draft, code: str) -> UUID:
    start, end = telling.span()
    village = fact.add(
        Village(commune=code, name="Bản", kind="ban", search_key="ban", valid_from=start or EVER, valid_to=end)
    )
    told = {"id": village.id, "commune": code, "kind": "ban", "start": start or EVER, "end": end}
    telling.tell("places.villages", **told)
    _staff(telling, fact, code, {"village_id": village.id})
    return UUID(str(village.id))


def _facility(telling: Telling, fact: Draft, code: str) -> None:
    start, end = telling.span()
    kind = telling.random.choice(("commune_station", "commune_station", "school"))
    facility = fact.add(Facility(commune=code, kind=kind, valid_from=start or EVER, valid_to=end))
    told = {"id": facility.id, "commune": code, "kind": kind, "start": start or EVER, "end": end}
    telling.tell("places.facilities", **told)
    _staff(telling, fact, code, {"facility_id": facility.id})


def _staff(telling: Telling, fact: Draft, code: str, place: dict[str, UUID]) -> None:
    for _ in range(telling.random.randint(0, 2)):
        start, end = telling.span()
        told = {
            "commune": code,
            "category": telling.random.choice(("doctor", "trained_vhw")),
            "number": telling.random.choice((0, 1, 1, 3)),
        }
        row = fact.add(StaffCount(**told, **place, valid_from=start or EVER, valid_to=end))
        where = {"facility": place.get("facility_id"), "village": place.get("village_id")}
        telling.tell("places.staff_counts", id=row.id, **told, **where, start=start or EVER, end=end)


def _person(telling: Telling, code: str, villages: list[UUID]) -> None:
    draw = telling.random
    person = Person(
        id=uuid7(),
        commune=code,
        full_name="Lò Thị Lan",
        search_key="lo thi lan",
        sort_key=f"{draw.randint(0, 9)}",
        sex=draw.choice(("male", "female", "female", "other", "unknown")),
        ethnicity=draw.choice(("01", "03", "24", "")),
        birth_date=telling.maybe(_shifted(telling.day(), draw.choice((0, 5, 38, 39, 40, 40, 80))), 0.9),
        died_on=telling.maybe(telling.day(), 0.2),
    )
    with deed("test.person", by=SYSTEM, at=AT, place=code, person=person.id) as fact:
        fact.add(person)
        drawn = [telling.maybe(draw.choice(villages), 0.9) for _ in range(draw.choice((0, 1, 1, 1, 2)))]
        _tell_residences(telling, person, [_residence(telling, fact, person, code, village) for village in drawn])
        for _ in range(draw.choice((0, 1, 1, 2))):
            _cover(telling, fact, person, code)
        for _ in range(draw.choice((0, 0, 1, 1, 3))):
            _visit(telling, fact, person, code)
        for _ in range(draw.choice((0, 0, 1, 2))):
            _diagnosis(telling, fact, person, code)


def _residence(telling: Telling, fact: Draft, person: Person, code: str, village: UUID | None) -> Residence:
    start, end = telling.span()
    kind = telling.random.choice(("permanent", "permanent", "temporary", "visitor"))
    return fact.add(
        Residence(person=person, commune=code, village_id=village, kind=kind, valid_from=start, valid_to=end)
    )


def _tell_residences(telling: Telling, person: Person, lived: list[Residence]) -> None:
    """Each day somebody lived somewhere is told once, however their residences overlap."""
    counting = [row for row in lived if row.kind != "visitor"]
    ends = counted(Span(row.id, row.valid_from, row.valid_to) for row in counting)
    for row in counting:
        if row.id not in ends:
            continue
        telling.tell(
            "people.residents", id=row.id, person=person.id, commune=row.commune, village=row.village_id,
            start=row.valid_from or EVER, end=ends[row.id], kind=row.kind, sex=person.sex,
            ethnicity=person.ethnicity or None, birth_date=person.birth_date, birth_precision=person.birth_precision,
            died_on=person.died_on, name_sort=person.sort_key,
        )  # fmt: skip


def _cover(telling: Telling, fact: Draft, person: Person, code: str) -> None:
    start, end = telling.span()
    status = telling.random.choice(("active", "active", "active", "wrong", "cancelled"))
    row = fact.add(
        Cover(person=person, commune=code, number="DT4", status=status, valid_from=start, valid_to=end)
    )  # fmt: skip
    told = {"id": row.id, "person": person.id, "commune": code, "status": status}
    telling.tell("people.covers", **told, start=start or EVER, end=end, benefit=None, facility_code=None)


def _visit(telling: Telling, fact: Draft, person: Person, code: str) -> None:
    draw, day = telling.random, telling.day()
    told = {
        "commune": draw.choice((code, "90000")),
        "day": day,
        "kind": draw.choice(("AMB", "AMB", "HH", "VR", "IMP", "EMER")),
        "status": draw.choice(("finished", "finished", "finished", "in-progress", "cancelled", "superseded")),
        "payer": draw.choice(("bhyt", "bhyt", "self", "free")),
    }
    row = fact.add(Visit(person=person, started_at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), **told))
    if told["status"] in ("finished", "in-progress"):
        telling.tell("encounters.visits", id=row.id, person_id=person.id, **told)


def _diagnosis(telling: Telling, fact: Draft, person: Person, code: str) -> None:
    draw = telling.random
    told = {
        "commune": code,
        "day": telling.day(),
        "system": draw.choice((ICD10, ICD10, ICD10, OTHER)),
        "code": draw.choice(CODES),
        "role": draw.choice(("main", "problem")),
    }
    status = draw.choice(("current", "current", "current", "superseded"))
    row = fact.add(Diagnosis(person=person, status=status, **told))
    if status == "current":
        icd3 = told["code"][:3] if told["system"] == ICD10 else None
        telling.tell("encounters.diagnoses", id=row.id, person_id=person.id, icd3=icd3, **told)


def _shifted(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February in a common year
        return day.replace(year=day.year - years, day=28)
