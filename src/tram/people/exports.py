"""Whole pictures of many people, for what goes out to other systems: a handful of queries for them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.people.models import Death, Identifier, IdentifierStatus, PersonName, Residence, ResidenceKind
from tram.people.reads.views import Hit, hits


@dataclass(frozen=True, slots=True)
class WholePerson:
    """A person with identifiers in use (system, value), other names, and where they live now.

    ``commune`` is '' for one who only visits it; ``house`` is what the address says below the village;
    ``died_precision`` is day, month or year.
    """

    person: Hit
    identifiers: tuple[tuple[str, str], ...]
    other_names: tuple[str, ...]
    commune: str
    house: str
    died_precision: str


def whole_people(ids: Iterable[UUID]) -> dict[UUID, WholePerson]:
    """The people (some hundreds at a time) by id; merged records as those they went into. Asks nobody's permission."""
    found = {hit.id: hit for hit in hits(list(dict.fromkeys(ids)))}
    papers, names = defaultdict[UUID, list[tuple[str, str]]](list), defaultdict[UUID, list[str]](list)
    borne = Identifier.objects.filter(person__in=found, status=IdentifierStatus.ACTIVE).order_by("id")
    for person, system, value in borne.values_list("person_id", "system", "value"):
        papers[person].append((system, value))
    for person, name in PersonName.objects.filter(person__in=found).order_by("id").values_list("person_id", "name"):
        names[person].append(name)
    homes = _homes(found)
    died = dict(Death.objects.filter(person__in=found).order_by("id").values_list("person_id", "precision"))
    return {
        one: WholePerson(
            hit, tuple(papers[one]), tuple(names[one]), *homes.get(one, ("", "")), str(died.get(one, "day"))
        )
        for one, hit in found.items()
    }


def _homes(people: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """(commune, house) of the residence that is open, the one entered last when several are."""
    rows = Residence.objects.filter(person__in=list(people), valid_to=None).order_by("valid_from", "id")
    return {
        row[0]: ("" if row[3] == ResidenceKind.VISITOR else row[1], row[2])
        for row in rows.values_list("person_id", "commune", "address", "kind")
    }


def born_text(day: date, precision: str) -> str:
    """A day as far as it is known: ``2020``, ``2020-03`` or ``2020-03-12``."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
