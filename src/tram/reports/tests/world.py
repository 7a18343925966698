"""A small world for the room's tests: two communes, their stations, a few people, all written by facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypedDict
from uuid import UUID

from tram.encounters.models import Diagnosis, Prescription, PrescriptionLine, Visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed
from tram.kernel.ids import uuid7
from tram.kernel.periods import Period
from tram.kernel.text import name_sort_key, search_key
from tram.people.models import Cover, Identifier, Person, Residence
from tram.places.models import Commune, Facility, FacilityName, FacilitySite, StaffCount, Village
from tram.places.reads.law import forget
from tram.workforce.models import StaffMember

HERE, NEXT = "03390", "03424"
DAY = date(2026, 10, 31)
AT = datetime(2026, 10, 31, 3, 0, tzinfo=UTC)
SINCE = date(2025, 7, 1)


class When(TypedDict):
    """What a number is asked about, and on which day."""

    period: Period
    today: date


def on(day: date) -> When:
    """A single day, asked on the day itself."""
    return {"period": Period(day, day), "today": day}


ON_DAY = on(DAY)
ICD10 = "http://hl7.org/fhir/sid/icd-10"


def actor(role: Role, *communes: str, villages: frozenset[UUID] | None = None, facility: UUID | None = None) -> Actor:
    """Somebody with one role over some communes."""
    return Actor(uuid7(), role.value, frozenset({role}), frozenset(communes), villages, facility)


@dataclass(slots=True)
class World:
    """The two communes: village and station ids by commune, people by short name."""

    villages: dict[str, list[UUID]] = field(default_factory=dict)
    stations: dict[str, UUID] = field(default_factory=dict)
    examiner: UUID | None = None
    people: dict[str, UUID] = field(default_factory=dict)


def found_world() -> World:
    """Two communes with a station and two villages each, and one nurse who examines."""
    world = World()
    for code, name, lon in ((HERE, "Bình Lư", "103.61"), (NEXT, "Bản Bo", "103.70")):
        Commune.objects.create(
            code=code, name=name, full_name=f"Xã {name}", unit_type="Xã", search_key=search_key(name),
            province_code="12", province_name="Lai Châu", valid_from=SINCE, longitude=lon, latitude="22.30",
        )  # fmt: skip
        _found_commune(world, code, name)
    forget()
    return world


def _found_commune(world: World, code: str, name: str) -> None:
    station = Facility(commune=code, kind="commune_station", valid_from=SINCE)
    villages = [
        Village(commune=code, name=f"{name} {number}", kind="ban", search_key=f"{number}", valid_from=SINCE)
        for number in (1, 2)
    ]
    words = f"Trạm Y tế xã {name}"
    with deed("test.founded", by=SYSTEM, at=AT, place=code) as fact:
        fact.add(station)
        fact.add(FacilityName(commune=code, facility=station, name=words, search_key=words, valid_from=SINCE))
        fact.add(FacilitySite(commune=code, facility=station, valid_from=SINCE))
        fact.add_all(villages)
        if code == HERE:
            nurse = StaffMember(
                commune=code, facility=station, full_name="Lò Thị Hạnh", sort_key="hanh", profession="nurse",
                valid_from=SINCE,
            )  # fmt: skip
            world.examiner = fact.add(nurse).id
    world.stations[code], world.villages[code] = station.id, [village.id for village in villages]


def add_person(world: World, short: str, name: str, born: str, **more: Any) -> UUID:
    """A resident; more: commune, village (0 or 1), sex, ethnicity, cover ("2026-01-01/2026-12-31"), paper, kind."""
    commune = more.get("commune", HERE)
    village = world.villages[commune][more.get("village", 0)]
    person = Person(
        commune=commune, village_id=village, full_name=name, search_key=search_key(name), sort_key=name_sort_key(name),
        birth_date=date.fromisoformat(born), sex=more.get("sex", "female"), ethnicity=more.get("ethnicity", "03"),
        birth_precision=more.get("precision", "day"), occupation=more.get("occupation", ""),
    )  # fmt: skip
    made: UUID = person.id
    with deed("test.person", by=SYSTEM, at=AT, place=commune, person=person.id) as fact:
        fact.add(person)
        dated = {"person": person, "commune": commune, "valid_from": SINCE}
        fact.add(Residence(**dated, village_id=village, kind=more.get("kind", "permanent")))
        if more.get("cover"):
            start, end = map(date.fromisoformat, more["cover"].split("/"))
            fact.add(Cover(person=person, commune=commune, number="DT4121234567890", valid_from=start, valid_to=end))
        if more.get("paper"):
            fact.add(Identifier(**dated, system="cccd", value=more["paper"]))
    world.people[short] = person.id
    return made


def add_visit(world: World, short: str, day: str, **more: Any) -> UUID:
    """A visit at a station; more: commune, kind, payer, codes (main first), hour, any column of a visit."""
    person, commune = world.people[short], more.pop("commune", HERE)
    codes, drugs, hour = more.pop("codes", ()), more.pop("drugs", ()), more.pop("hour", 2)
    start = datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")
    own = {"person_id": person, "commune": commune}
    visit = Visit(
        **own, facility_id=world.stations[commune], day=date.fromisoformat(day), started_at=start,
        examiner_id=world.examiner if commune == HERE else None, **more,
    )  # fmt: skip
    made_visit: UUID = visit.id
    with deed("test.visit", by=SYSTEM, at=start, place=commune, person=person) as fact:
        fact.add(visit)
        for rank, (code, words) in enumerate(codes, 1):
            role = "main" if rank == 1 else "accompanying"
            part = {**own, "visit": visit, "day": visit.day}
            fact.add(Diagnosis(**part, system=ICD10, code=code, display=words, role=role, rank=rank))
        if drugs:
            prescription = fact.add(Prescription(**own, visit=visit, day=visit.day))
            for rank, (text, dosage) in enumerate(drugs, 1):
                fact.add(
                    PrescriptionLine(**own, prescription=prescription, rank=rank, text=text, dosage=dosage)
                )  # fmt: skip
    return made_visit


def count_staff(world: World, category: str, number: int, commune: str = HERE) -> None:
    """What an administrator enters: doctors of a station, trained workers of its first village."""
    place = (
        {"facility_id": world.stations[commune]} if category == "doctor" else {"village_id": world.villages[commune][0]}
    )
    with deed("test.staff", by=SYSTEM, at=AT, place=commune) as fact:
        fact.add(StaffCount(commune=commune, category=category, number=number, valid_from=SINCE, **place))
