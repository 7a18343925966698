"""What is known of a death."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.people.models import Death


@dataclass(frozen=True, slots=True)
class DeathView:
    """A death as it was recorded; ``cause_code`` is ICD-10, "" when nobody gave one."""

    id: UUID
    person: UUID
    commune: str
    died_on: date
    precision: str
    place: str
    cause_code: str
    cause_text: str


def deaths_of(people: Collection[UUID]) -> dict[UUID, DeathView]:
    """What is recorded of people's deaths, by person; those of whom nothing is recorded are left out. The caller has
    asked permission."""
    rows = Death.objects.filter(person__in=people, status="active").order_by("id")
    return {row.person_id: _view(row) for row in rows}


def death_of(person: UUID) -> DeathView | None:
    """The death recorded of a person; None when none stands. The caller has asked permission."""
    row = Death.objects.filter(person=person, status="active").order_by("id").last()
    if row is None:
        return None
    return _view(row)


def _view(row: Death) -> DeathView:
    return DeathView(
        row.id, row.person_id, row.commune, row.died_on, row.precision, row.place, row.cause_code, row.cause_text
    )
