"""The health record another system sent: rows for an import to add to its own facts, and how to find them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tram.encounters.models import (
    Allergy,
    ClinicalRecord,
    Diagnosis,
    Document,
    Observation,
    Prescription,
    PrescriptionLine,
    Procedure,
    RowStatus,
    SupplyUse,
    Visit,
    VisitPart,
    VisitStatus,
)
from tram.kernel.ids import uuid7

PARTS: dict[str, type[VisitPart]] = {
    "observation": Observation,
    "diagnosis": Diagnosis,
    "procedure": Procedure,
    "prescription": Prescription,
    "supply": SupplyUse,
    "document": Document,
}


def imported_visit(*, row_id: UUID, person: UUID, commune: str, values: Mapping[str, Any]) -> Visit:
    """A visit, not yet written; ``values`` are columns (``facility_id`` and ``examiner_id`` among them)."""
    return Visit(id=row_id, person_id=person, commune=commune, **values)


def imported_parts(
    table: str,
    *,
    row_id: UUID,
    person: UUID,
    commune: str,
    visit: UUID | None,
    day: date,
    rows: Sequence[dict[str, Any]],
) -> list[ClinicalRecord]:
    """The rows of one resource, not yet written; the first bears ``row_id``, the panel of several observations."""
    common: dict[str, Any] = {"person_id": person, "commune": commune}
    if table == "allergy":
        return [Allergy(id=row_id, **common, **rows[0])]
    common |= {"visit_id": visit, "day": day}
    if table == "prescription":
        line = PrescriptionLine(prescription_id=row_id, person_id=person, commune=commune, **rows[0])
        return [Prescription(id=row_id, **common), line]
    panel = {"panel": row_id} if table == "observation" and len(rows) > 1 else {}
    ids = [row_id, *(uuid7() for _ in rows[1:])]
    return [PARTS[table](id=one, **common, **panel, **values) for one, values in zip(ids, rows, strict=True)]


def imported_rows(table: str, ids: Iterable[UUID]) -> dict[UUID, list[ClinicalRecord]]:
    """The current rows of imported resources, by the id of their first row; withdrawn or amended ones are left out."""
    wanted = list(ids)
    found: dict[UUID, list[ClinicalRecord]] = defaultdict(list)
    if table == "visit":
        untouched = Visit.objects.filter(pk__in=wanted).exclude(status=VisitStatus.SUPERSEDED)
        return {row.pk: [row] for row in untouched}
    if table == "observation":
        for row in _with_panels(wanted):
            found[row.panel or row.pk].append(row)
        return found
    if table == "allergy":
        return {row.pk: [row] for row in Allergy.objects.filter(pk__in=wanted, status=RowStatus.CURRENT)}
    parts: Any = PARTS[table]
    for one in parts.objects.filter(pk__in=wanted).exclude(status=RowStatus.CANCELLED):
        found[one.pk].append(one)
    if table == "prescription":
        for line in PrescriptionLine.objects.filter(prescription__in=wanted, status=RowStatus.CURRENT):
            found[line.prescription_id].append(line)
    return found


def _with_panels(ids: list[UUID]) -> list[Observation]:
    """The observations of these ids and the others of their panels, which stand in the same record on the same day."""
    first = list(Observation.objects.filter(pk__in=ids, status=RowStatus.CURRENT))
    panels = {row.panel: row for row in first if row.panel is not None}
    others = Observation.objects.filter(
        person_id__in={row.person_id for row in panels.values()},
        day__in={row.day for row in panels.values()},
        panel__in=panels.keys(),
        status=RowStatus.CURRENT,
    )
    rows = {row.pk: row for row in (*first, *(others if panels else ()))}
    return sorted(rows.values(), key=lambda row: row.pk)


def visit_reasons(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The stated reason of visits, by id."""
    return dict(Visit.objects.filter(pk__in=list(ids)).values_list("id", "reason"))
