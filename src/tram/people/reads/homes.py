"""Where people live now, for whoever must know which machines their record concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from tram.people.models import Person, Residence

STEPS = 8  # a record merged into one merged into one …: more is a circle, which only a fault makes
AT_ONCE = 500


def homes(persons: Iterable[UUID]) -> dict[UUID, str]:
    """The commune each person lives in; of a merged record, that of the one it went into. Unknown ids are left out."""
    wanted = list(dict.fromkeys(persons))
    found = {person: (commune, into) for person, commune, into in _rows(wanted)}
    for _ in range(STEPS):
        missing = {into for _, into in found.values() if into is not None} - found.keys()
        if not missing:
            break
        found.update({person: (commune, into) for person, commune, into in _rows(list(missing))})
    return {person: _end(person, found) for person in wanted if person in found}


def records_of(person: UUID) -> set[UUID]:
    """The person's own record and every record that was merged into it, directly or through others."""
    found, fresh = {person}, {person}
    while fresh:
        fresh = set(Person.objects.filter(merged_into__in=fresh).values_list("pk", flat=True)) - found
        found |= fresh
    return found


def lived_in(persons: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """Every commune each person has a residence in, now or before. People without one are left out."""
    found: dict[UUID, set[str]] = defaultdict(set)
    asked = list(dict.fromkeys(persons))
    for start in range(0, len(asked), AT_ONCE):
        rows = Residence.objects.filter(person__in=asked[start : start + AT_ONCE]).exclude(commune="")
        for person, commune in rows.values_list("person_id", "commune"):
            found[person].add(commune)
    return {person: frozenset(communes) for person, communes in found.items()}


def _rows(persons: list[UUID]) -> Iterable[tuple[UUID, str, UUID | None]]:
    for start in range(0, len(persons), AT_ONCE):
        some = Person.objects.filter(pk__in=persons[start : start + AT_ONCE])
        yield from some.values_list("id", "commune", "merged_into_id")


def _end(person: UUID, found: dict[UUID, tuple[str, UUID | None]]) -> str:
    seen = {person}
    commune, into = found[person]
    while into is not None and into in found and into not in seen:
        seen.add(into)
        commune, into = found[into]
    return commune
