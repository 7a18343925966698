"""The people of a commune as an import needs them: found by number, by code, by name, without asking again each row."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tram.kernel.text import search_key
from tram.people.models import Cover, Household, Identifier, IdentifierStatus, Membership, Person
from tram.people.reads.poverty import poverty_of
from tram.people.rules.numbers import CCCD, CMND, LOCAL
from tram.people.rules.residents import Resident
from tram.places.api import villages

_COLUMNS = (
    "pk", "full_name", "birth_date", "birth_precision", "sex", "ethnicity", "occupation", "phone", "village_id",
    "household_id",
)  # fmt: skip
_KIND = re.compile(r"^(?:thon|ban|to dan pho|to|khu pho|khu|ap|tdp|xom)\s+")


@dataclass(slots=True)
class Known:
    """Somebody who is there already, as far as a row is compared with them."""

    id: UUID
    full_name: str
    born: date | None
    precision: str
    sex: str
    ethnicity: str
    occupation: str
    phone: str
    village: UUID | None
    household: UUID | None
    numbers: dict[str, str] = field(default_factory=dict)
    relation: str = ""
    address: str = ""
    cover: tuple[str, date | None, date | None, str] | None = None


@dataclass(slots=True)
class Village:
    """Everybody of one commune, and its villages and households by the names files use."""

    commune: str
    villages: dict[str, UUID]
    homes: dict[str, UUID]
    by_number: dict[tuple[str, str], Known] = field(default_factory=dict)
    headed: dict[UUID, UUID] = field(default_factory=dict)
    poverty: dict[UUID, str] = field(default_factory=dict)
    told_poverty: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Known) -> None:
        """Makes somebody findable."""
        named = self.by_name[search_key(one.full_name)]
        if one not in named:
            named.append(one)
        for number in one.numbers.items():
            self.by_number[number] = one
        if one.household and one.relation == "head":
            self.headed[one.household] = one.id

    def village(self, name: str) -> UUID | None:
        """The village a file's word means; None when there is none of that name."""
        key = search_key(name)
        return self.villages.get(key) or self.villages.get(_KIND.sub("", key))

    def same(self, row: Resident) -> Known | None:
        """Who a row is about: by citizen number, by the station's code, else by name, birth, village and household."""
        if row.cccd or row.local:
            found = self.by_number.get((CCCD, row.cccd)) or self.by_number.get((LOCAL, row.local))
            return found or next((one for one in self._alike(row) if self._surely(one, row)), None)
        return next((one for one in self._alike(row) if self._exactly(one, row)), None)

    def alike(self, row: Resident) -> Known | None:
        """Somebody else of the same name and year of birth, with nothing that tells the two apart."""
        return next((one for one in self._alike(row) if not _told_apart(one, row)), None)

    def _alike(self, row: Resident) -> list[Known]:
        year = row.birth.day.year if row.birth else None
        return [
            one
            for one in self.by_name.get(search_key(row.full_name), [])
            if (one.born.year if one.born else None) == year
        ]

    def _exactly(self, one: Known, row: Resident) -> bool:
        born = (row.birth.day, row.birth.precision) if row.birth else (None, "day")
        home = self.homes.get(row.household) if row.household else None
        village = self.village(row.village) if row.village else None
        return (
            one.full_name == row.full_name and (one.born, one.precision) == born
            and (not row.village or one.village == village) and (not row.household or one.household == home)
        )  # fmt: skip

    def _surely(self, one: Known, row: Resident) -> bool:
        """Known by name, full birth date and village, and without a number of that kind so far."""
        born = (row.birth.day, row.birth.precision) if row.birth else None
        free = not any(value and one.numbers.get(system) for system, value in ((CCCD, row.cccd), (LOCAL, row.local)))
        return free and born == (one.born, "day") and self._exactly(one, row)


def _told_apart(one: Known, row: Resident) -> bool:
    """Other birth days are other people; so are other citizen numbers, unless the very day of birth is the same."""
    if one.precision == "day" and row.birth is not None and row.birth.precision == "day":
        return one.born != row.birth.day
    return bool(row.cccd and one.numbers.get(CCCD) and one.numbers[CCCD] != row.cccd)


def read_commune(commune: str, day: date) -> Village:
    """Everybody living of a commune, read once."""
    places: dict[str, UUID] = {}
    for place in villages(commune, day):
        key = search_key(place.name)
        places |= {key: place.id, _KIND.sub("", key): place.id}
        if place.code:
            places[search_key(place.code)] = place.id
    homes = Household.objects.filter(commune=commune, valid_to=None).exclude(code="")
    found = Village(commune, places, dict(homes.values_list("code", "pk")), poverty=poverty_of(commune, day))
    for one in _people(commune).values():
        found.add(one)
    return found


def _people(commune: str) -> dict[UUID, Known]:
    rows = Person.objects.filter(commune=commune, merged_into=None, died_on=None).values_list(*_COLUMNS)
    people = {row[0]: Known(*row) for row in rows.iterator(chunk_size=5000)}
    numbers = Identifier.objects.filter(commune=commune, status=IdentifierStatus.ACTIVE, system__in=(CCCD, CMND, LOCAL))
    for person, system, value in numbers.values_list("person_id", "system", "value").iterator(chunk_size=5000):
        if person in people:
            people[person].numbers[system] = value
    covers = Cover.objects.filter(commune=commune, status="active").order_by("valid_from", "id")
    columns = ("person_id", "number", "valid_from", "valid_to", "facility_code")
    for person, number, start, end, facility in covers.values_list(*columns).iterator(chunk_size=5000):
        if person in people:
            people[person].cover = (number, start, end, facility)
    held = Membership.objects.filter(commune=commune, valid_to=None)
    for person, relation in held.values_list("person_id", "relation").iterator(chunk_size=5000):
        if person in people:
            people[person].relation = relation
    return people
