"""Who is due, late, or has missed a dose: by village, with how to reach them; and counts for those who see no names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from tram.immunization.lists.put_off import last_put_off
from tram.immunization.lists.rules.kinds import Dates, Kind, age_band, age_short, counts_from
from tram.immunization.lists.scope import communes_of, forecasts
from tram.immunization.lists.views import DueDose, DueList, DuePerson, DueVillage, PutOff, VillageCount
from tram.immunization.record import ensure_forecasts
from tram.kernel.actors import Actor, require
from tram.kernel.text import sort_key
from tram.people.api import Hit, Reach, hits, ways_to_reach
from tram.places.api import villages_by_id

PAGE = 150
COLUMNS = (
    "person", "commune", "village", "group", "vaccine", "number", "earliest", "recommended", "overdue", "latest",
)  # fmt: skip


class Row(NamedTuple):
    """One forecast as the lists read it."""

    person: UUID
    commune: str
    village: UUID | None
    group: str
    vaccine: str
    number: int | None
    earliest: date | None
    recommended: date | None
    overdue: date | None
    latest: date | None

    @property
    def dates(self) -> Dates:
        """The dates alone."""
        return Dates(self.earliest, self.recommended, self.overdue, self.latest)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: days, and what narrows it."""

    kind: Kind
    today: date
    until: date
    age: str = ""
    longest_first: bool = False


def due(
    actor: Actor,
    commune: str | None,
    today: date,
    kind: Kind | str = Kind.DUE,
    *,
    village: UUID | None = None,
    group: str = "",
    age: str = "",
    until: date | None = None,
    longest_first: bool = False,
    page: int = 1,
    size: int = PAGE,
) -> DueList:
    """A page of people with a dose of a kind: villages by alphabet, in each who has waited longest first.

    ``until``: the last day that counts as due (today when not given). Whoever was put off to a later day does not stand
    on the lists of what is due and late. ``longest_first``: who has waited longest whatever the village, for a list
    that is cut. Refuses (403) a role that sees no names, (404) a place out of scope.
    """
    require(actor, "vaccination.read")
    ensure_forecasts(today)
    asked = Asked(Kind(kind), today, until or today, age, longest_first)
    rows = _rows(actor, communes_of(actor, commune), asked, group)
    people = _of_age(by_person(rows), asked)
    names = village_names({village_of(those) for those in people.values()}, today)
    counts = _counts(people, names)
    chosen = [those for those in people.values() if village is None or village_of(those) == village]
    ordered = sorted(chosen, key=lambda those: _order(those, names, asked))
    shown = ordered[(page - 1) * size : page * size]
    return DueList(
        kind=asked.kind,
        day=today,
        until=asked.until,
        total=len(ordered),
        page=page,
        size=size,
        villages=tuple(_villages(shown, names, asked)),
        counts=counts,
    )


def _rows(actor: Actor, communes: Collection[str] | None, asked: Asked, group: str) -> list[Row]:
    found = forecasts(actor, communes, asked.kind, asked.today, asked.until)
    if group:
        found = found.filter(group=group)
    return [Row(*values) for values in found.values_list(*COLUMNS)]


def by_person(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    """The rows of each person."""
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.person].append(row)
    return found


def _of_age(people: dict[UUID, list[Row]], asked: Asked) -> dict[UUID, list[Row]]:
    """Only the people of the age asked for; all where none is."""
    band = age_band(asked.age)
    if band is None:
        return people
    born = {hit.id: hit.born for hit in hits(list(people))}
    return {person: those for person, those in people.items() if band.holds(born.get(person), asked.today)}


def village_of(those: Sequence[Row]) -> UUID | None:
    """Where the person lives; all rows of a person say the same."""
    return those[0].village


def _counts(people: Mapping[UUID, Sequence[Row]], names: Mapping[UUID | None, str]) -> tuple[VillageCount, ...]:
    counted = Counter(village_of(those) for those in people.values())
    every = [VillageCount(village, names.get(village, ""), number) for village, number in counted.items()]
    return tuple(sorted(every, key=lambda one: (not one.name, sort_key(one.name))))


def village_names(villages: Collection[UUID | None], day: date) -> dict[UUID | None, str]:
    """The names of villages on a day."""
    known = villages_by_id({one for one in villages if one}, day)
    return {key: place.full_name for key, place in known.items()}


def _order(those: Sequence[Row], names: Mapping[UUID | None, str], asked: Asked) -> tuple[str, bool, str, date, UUID]:
    first, name = those[0], names.get(those[0].village, "")
    since = min(counts_from(row.dates, asked.kind) for row in those)
    if asked.longest_first:
        return ("", False, "", since, first.person)
    return (first.commune, not name, sort_key(name), since, first.person)


def _villages(shown: Sequence[Sequence[Row]], names: Mapping[UUID | None, str], asked: Asked) -> Iterable[DueVillage]:
    known = {hit.id: hit for hit in hits([those[0].person for those in shown])}
    reach = ways_to_reach(list(known.values()), asked.today)
    put_off = last_put_off(known, asked.today)
    for (commune, village), each in groupby(shown, key=lambda those: (those[0].commune, those[0].village)):
        people = [
            _person(known[those[0].person], those, reach[those[0].person], put_off.get(those[0].person), asked)
            for those in each
            if those[0].person in known
        ]
        yield DueVillage(village, names.get(village, ""), commune, tuple(people))


def _person(hit: Hit, those: Sequence[Row], reach: Reach, put_off: PutOff | None, asked: Asked) -> DuePerson:
    doses = sorted((_dose(row, asked.kind) for row in those), key=lambda dose: (dose.since, dose.group))
    return DuePerson(
        person=hit.id,
        name=hit.name,
        born=hit.born,
        birth=hit.birth,
        age=age_short(hit.born, asked.today),
        sex_name=hit.sex_name,
        caregiver=reach.caregiver,
        mother=reach.mother,
        phone=reach.phone,
        house=reach.house,
        doses=tuple(doses),
        put_off=put_off,
    )


def _dose(row: Row, kind: Kind) -> DueDose:
    since = counts_from(row.dates, kind)
    return DueDose(row.group, row.vaccine, row.number, kind, since, row.recommended, row.latest)
