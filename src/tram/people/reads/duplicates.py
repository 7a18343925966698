"""Who of the people an actor may see is likely the person in hand."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tram.kernel.actors import Actor
from tram.people.models import Identifier, Person
from tram.people.reads.scope import visible
from tram.people.reads.search import find
from tram.people.reads.views import Hit, hits
from tram.people.rules.numbers import BHYT
from tram.people.rules.search import same_name, same_number

SHOWN = 5


def with_numbers(actor: Actor, numbers: Iterable[tuple[str, str]]) -> list[Hit]:
    """Living records in scope with one of the (system, value) numbers; insurance numbers by their last ten signs."""
    found: list[UUID] = []
    for system, value in numbers:
        carried = Identifier.objects.filter(value=value, system=system, status="active").values("person")
        found += Person.objects.filter(visible(actor), pk__in=carried).values_list("pk", flat=True)[:SHOWN]
        if system == BHYT:
            found += find(actor, same_number(value[-10:]), SHOWN)
    return hits(found)


def without_number(people: Iterable[Hit], system: str) -> list[Hit]:
    """Those of the people who bear no active number of a system."""
    known = list(people)
    bearing = Identifier.objects.filter(person__in=[hit.id for hit in known], system=system, status="active")
    borne = set(bearing.values_list("person", flat=True))
    return [hit for hit in known if hit.id not in borne]


def with_name(actor: Actor, name: str, year: int, commune: str) -> list[Hit]:
    """People of the commune in scope with this name (tones aside) and this year of birth."""
    return hits(find(actor, same_name(name, year, commune), SHOWN))


def likely_duplicates(
    actor: Actor, *, name: str, year: int | None, commune: str, numbers: Iterable[tuple[str, str]] = ()
) -> tuple[tuple[Hit, ...], tuple[Hit, ...]]:
    """(people with one of the numbers, other people of the same name and birth year), to show before saving."""
    same = with_numbers(actor, numbers)
    alike = with_name(actor, name, year, commune) if name and year is not None else []
    return tuple(same), tuple(hit for hit in alike if hit not in same)
