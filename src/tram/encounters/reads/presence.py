"""Which kinds of part a person's record has at all: one quick question instead of many that find nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from tram.encounters.models import Diagnosis, Document, Observation, Prescription, Procedure, SupplyUse, VisitPart

KINDS: dict[str, type[VisitPart]] = {
    "observation": Observation,
    "diagnosis": Diagnosis,
    "procedure": Procedure,
    "prescription": Prescription,
    "supply": SupplyUse,
    "document": Document,
}
RARE = ("procedure", "prescription", "supply", "document")


def rows_of(kind: str) -> QuerySet[Any]:
    """All rows of a kind of part."""
    model: Any = KINDS[kind]
    rows: QuerySet[Any] = model.objects.all()
    return rows


def standing_alone(person: UUID) -> frozenset[str]:
    """The kinds of which the person has rows outside any visit."""
    return _present(person, tuple(KINDS), "AND visit_id IS NULL")


def rare_kinds(person: UUID) -> frozenset[str]:
    """Those of ``RARE`` that the person has anywhere."""
    return _present(person, RARE, "")


def _present(person: UUID, kinds: tuple[str, ...], more: str) -> frozenset[str]:
    tables = [KINDS[kind]._meta.db_table for kind in kinds]
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {table} WHERE person_id = %s {more})" for table in tables)  # noqa: S608 - names of models
    key = Observation._meta.get_field("id").get_db_prep_value(person, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [key] * len(tables))
        found = cursor.fetchone()
    return frozenset(kind for kind, there in zip(kinds, found, strict=True) if there)
