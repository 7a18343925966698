"""Vaccinations another system sent: rows for an import to add to its own facts, and how to find them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tram.immunization.models import Deferral, Dose, RowStatus
from tram.immunization.models.base import PersonRow

AT_ONCE = 500
_TABLES: dict[str, type[Dose | Deferral]] = {"dose": Dose, "deferral": Deferral}


@dataclass(frozen=True, slots=True)
class KnownDose:
    """A dose that is in the record: enough to see that another system means the same one."""

    id: UUID
    person: UUID
    day: date
    vaccine: str


def imported_dose(*, row_id: UUID, person: UUID, commune: str, values: Mapping[str, Any]) -> Dose:
    """A dose, not yet written; ``values`` are columns, foreign keys by their ids."""
    return Dose(id=row_id, person_id=person, commune=commune, **values)


def imported_deferral(*, row_id: UUID, person: UUID, commune: str, values: Mapping[str, Any]) -> Deferral:
    """A deferral, not yet written; ``values`` are columns."""
    return Deferral(id=row_id, person_id=person, commune=commune, **values)


def imported_vaccinations(table: str, ids: Iterable[UUID]) -> dict[UUID, list[PersonRow]]:
    """The current rows of imported resources, by id; what the station amended or cancelled is left out."""
    rows = _TABLES[table].objects.filter(pk__in=list(ids), status=RowStatus.CURRENT)
    return {row.pk: [row] for row in rows}


def doses_known(people: Iterable[UUID]) -> dict[UUID, list[KnownDose]]:
    """The current doses of these people, by person."""
    asked, found = list(dict.fromkeys(people)), dict[UUID, list[KnownDose]]()
    for start in range(0, len(asked), AT_ONCE):
        rows = Dose.objects.filter(person__in=asked[start : start + AT_ONCE], status=RowStatus.CURRENT)
        for row in rows.order_by("id").values_list("id", "person_id", "day", "vaccine"):
            found.setdefault(row[1], []).append(KnownDose(*row))
    return found


def vaccination_owners(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Whose doses and deferrals these are, by id, whatever became of them; ids that are none are left out."""
    asked, found = list(dict.fromkeys(ids)), dict[UUID, UUID]()
    for start in range(0, len(asked), AT_ONCE):
        for model in _TABLES.values():
            found |= dict(model.objects.filter(pk__in=asked[start : start + AT_ONCE]).values_list("id", "person_id"))
    return found
