"""What a register needs of many people at once: a handful of queries however many lines it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from uuid import UUID

from tram.people.models import Cover, Identifier, IdentifierStatus, Residence
from tram.people.reads.views import Hit, hit_of, people_by_id
from tram.people.rules.codes import ethnic_groups, occupations
from tram.places.api import commune as commune_on

PAPERS = ("cccd", "cmnd")


class _Dated(Protocol):
    valid_from: date | None
    valid_to: date | None


D = TypeVar("D", bound=_Dated)


@dataclass(frozen=True, slots=True)
class RegisterPerson:
    """A person as registers name them. ``paper`` is the citizen number (else the old one), "" when none is known."""

    person: Hit
    paper: str
    ethnicity_name: str
    occupation_name: str
    residences: tuple[Residence, ...]
    covers: tuple[Cover, ...]

    def address(self, day: date) -> str:
        """House, village and commune where the person lived on a day: what is known, parted by commas."""
        row = _on(self.residences, day)
        if row is None:
            return self.person.village_name
        place = commune_on(row.commune, day) if row.commune else None
        parts = (row.address, row.village.name if row.village else "", place.full_name if place else "")
        return ", ".join(part for part in parts if part)

    def house(self, day: date) -> str:
        """What the address says below the village where the person lived on a day; "" when nothing is known."""
        row = _on(self.residences, day)
        return row.address if row else ""

    def village(self, day: date) -> UUID | None:
        """The village the person lived in on a day, None when it is not known."""
        row = _on(self.residences, day)
        return row.village_id if row else None

    def cover_number(self, day: date) -> str:
        """The number of the insurance card valid on a day, "" when none was."""
        row = _on(self.covers, day)
        return row.number if row else ""


def register_people(people: Iterable[UUID]) -> dict[UUID, RegisterPerson]:
    """People by the id asked for (merged records answer as where they went); the caller has asked permission."""
    rows = people_by_id(people)
    ids = {row.id for row in rows.values()}
    papers = _papers(ids)
    residences = _by_person(Residence.objects.filter(person__in=ids).select_related("village").order_by("id"))
    covers = _by_person(Cover.objects.filter(person__in=ids, status="active").order_by("id"))
    return {
        asked: RegisterPerson(
            person=hit_of(row),
            paper=papers.get(row.id, ""),
            ethnicity_name=ethnic_groups().get(row.ethnicity, ""),
            occupation_name=occupations().get(row.occupation, row.occupation),
            residences=tuple(residences.get(row.id, ())),
            covers=tuple(covers.get(row.id, ())),
        )
        for asked, row in rows.items()
    }


def _papers(ids: Iterable[UUID]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    rows = Identifier.objects.filter(person__in=ids, system__in=PAPERS, status=IdentifierStatus.ACTIVE).order_by("id")
    for row in sorted(rows, key=lambda one: PAPERS.index(one.system), reverse=True):
        found[row.person_id] = row.value
    return found


def _by_person(rows: Iterable[D]) -> dict[UUID, list[D]]:
    found: dict[UUID, list[D]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)  # type: ignore[attr-defined]
    return found


def _on(rows: Sequence[D], day: date) -> D | None:
    """The latest row that holds on a day; a missing start is before every day."""
    held = [
        one for one in rows if (one.valid_from or date.min) <= day and (one.valid_to is None or day <= one.valid_to)
    ]
    return max(held, key=lambda one: one.valid_from or date.min, default=None)
