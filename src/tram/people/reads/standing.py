"""The records that stand for people now, in bulk, for whoever derives something from them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.kernel.models import Version
from tram.people.models import Person

AT_ONCE = 500
INTO = "merged_into_id"
PERSON = Person._meta.db_table


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a person now. ``born`` is the earliest day it can be, exact when ``born_exactly``."""

    id: UUID
    born: date | None
    born_exactly: bool
    sex: str
    commune: str
    village: UUID | None
    died_on: date | None


def roots(persons: Iterable[UUID]) -> dict[UUID, UUID]:
    """The record each of these went into in the end: itself when it was not merged; unknown ids are left out.

    Of records merged into each other in a circle (two machines did it apart) it is the one with the least id.
    """
    wanted = set(persons)
    into = _into(wanted)
    while missing := {above for above in into.values() if above is not None} - into.keys():
        fresh = _into(missing)
        into |= {one: fresh.get(one) for one in missing}
        for one in missing - fresh.keys():  # erased by law: the record below it stands for itself
            into = {below: None if above == one else above for below, above in into.items() if below != one}
    return {person: root(person, into) for person in wanted if person in into}


def root(person: UUID, into: Mapping[UUID, UUID | None]) -> UUID:
    """The end of a chain of mergers; the least id of a circle."""
    seen = [person]
    while (above := into.get(person)) is not None:
        if above in seen:
            return min(seen[seen.index(above) :])
        seen.append(above)
        person = above
    return person


def all_records_of(people: Collection[UUID]) -> dict[UUID, UUID]:
    """Each of these people's records, their own and those merged into them, with the person it stands for."""
    found = {person: person for person in people}
    fresh = list(found)
    while fresh:
        below: dict[UUID, UUID] = {}
        for some in _some(fresh):
            rows = Person.objects.filter(merged_into__in=some).values_list("pk", INTO)
            below |= {row: found[into] for row, into in rows if into is not None and row not in found}
        found |= below
        fresh = list(below)
    return found


def once_merged_into(persons: Iterable[UUID]) -> set[UUID]:
    """Whom any version of these records ever said they were merged into."""
    found: set[UUID] = set()
    for some in _some(list(persons)):
        versions = Version.objects.filter(table=PERSON, row__in=some, values__contains=INTO)
        found.update(UUID(told) for values in versions.values_list("values", flat=True) if (told := _told(values)))
    return found


def merged_pairs() -> dict[UUID, UUID]:
    """Every record that was merged into another, with that other: they are few."""
    rows = Person.objects.filter(merged_into__isnull=False).values_list("pk", INTO)
    return {row: into for row, into in rows if into is not None}


def standing(people: Iterable[UUID]) -> dict[UUID, Standing]:
    """What stands of these people now."""
    columns = ("pk", "birth_date", "birth_precision", "sex", "commune", "village_id", "died_on")
    return {
        row: Standing(row, born, precision == "day", *rest)
        for some in _some(list(people))
        for row, born, precision, *rest in Person.objects.filter(pk__in=some).values_list(*columns)
    }


def everybody(since: date) -> Iterator[UUID]:
    """Those born on the day or later, dead or alive, that were not merged into others; by commune and id."""
    people = Person.objects.filter(birth_date__gte=since, merged_into=None).order_by("commune", "id")
    yield from people.values_list("pk", flat=True).iterator(chunk_size=5000)


def _told(values: str) -> str | None:
    told = json.loads(values).get(INTO)
    return told if isinstance(told, str) else None


def _into(persons: Iterable[UUID]) -> dict[UUID, UUID | None]:
    rows = (Person.objects.filter(pk__in=some).values_list("pk", INTO) for some in _some(list(persons)))
    return {person: into for some in rows for person, into in some}


def _some(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
