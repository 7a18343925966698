"""What a paper of the health service says of many people at once, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.people.models import Identifier, IdentifierStatus, Person, Residence
from tram.people.reads.views import people_by_id
from tram.people.rules.residences import withdrawn


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lived in a time: the house as written, the village's name ("" none), the commune's code."""

    start: date | None
    end: date | None
    house: str
    village: str
    commune: str


@dataclass(frozen=True, slots=True)
class Patient:
    """A person with codes as recorded ("" = unknown), identifiers in use by system, and homes, the latest last."""

    id: UUID
    name: str
    born: date | None
    birth_precision: str
    sex: str
    ethnicity: str
    occupation: str
    nationality: str
    phone: str
    papers: dict[str, str]
    homes: tuple[Home, ...]

    def home(self, day: date) -> Home | None:
        """Where the person lived on a day, else where last known; None when nothing is known."""
        here = [one for one in self.homes if (one.start or date.min) <= day <= (one.end or date.max)]
        known = here or list(self.homes)
        return known[-1] if known else None


def patients(people: Collection[UUID]) -> dict[UUID, Patient]:
    """People by the id asked for, merged records as where they went; the caller has asked permission."""
    rows = people_by_id(people)
    ids = {row.id for row in rows.values()}
    papers, homes = _papers(ids), _homes(ids)
    made = {row.id: _patient(row, papers[row.id], homes[row.id]) for row in rows.values()}
    return {asked: made[row.id] for asked, row in rows.items()}


def _patient(row: Person, papers: dict[str, str], homes: Iterable[Home]) -> Patient:
    return Patient(
        id=row.id,
        name=row.full_name,
        born=row.birth_date,
        birth_precision=row.birth_precision,
        sex=row.sex,
        ethnicity=row.ethnicity,
        occupation=row.occupation,
        nationality=row.nationality,
        phone=row.phone,
        papers=papers,
        homes=tuple(homes),
    )


def _papers(people: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = Identifier.objects.filter(person__in=people, status=IdentifierStatus.ACTIVE).order_by("id")
    for person, system, value in rows.values_list("person_id", "system", "value"):
        found[person].setdefault(system, value)
    return found


def _homes(people: Collection[UUID]) -> dict[UUID, list[Home]]:
    found: dict[UUID, list[tuple[date, UUID, Home]]] = defaultdict(list)
    columns = ("person_id", "id", "valid_from", "valid_to", "address", "village__name", "commune")
    for person, key, start, end, house, village, commune in Residence.objects.filter(person__in=people).values_list(
        *columns
    ):
        if not withdrawn(start, end):
            found[person].append((start or date.min, key, Home(start, end, house, village or "", commune)))
    return defaultdict(list, {one: [home for _start, _key, home in sorted(rows)] for one, rows in found.items()})
