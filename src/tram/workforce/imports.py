"""Staff another system told us about: rows for an import to add to its own facts, and how to find them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tram.kernel.text import name_sort_key
from tram.workforce.models import StaffMember

SINCE = date(1900, 1, 1)  # the source does not say since when they work


def imported_staff(*, row_id: UUID, values: Mapping[str, Any]) -> StaffMember:
    """Somebody who works outside our communes, not yet written."""
    return StaffMember(id=row_id, sort_key=name_sort_key(values["full_name"])[:400], valid_from=SINCE, **values)


def renewed_staff(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that change when the source says something new."""
    return {**values, "sort_key": name_sort_key(values["full_name"])[:400]}


def imported_staff_rows(ids: Iterable[UUID]) -> dict[UUID, StaffMember]:
    """Staff that came by import, by id; our own staff are left out: an import does not change them."""
    rows = StaffMember.objects.filter(pk__in=list(ids), commune="").exclude(source_value="")
    return {row.pk: row for row in rows}


def staff_by_sources(values: Iterable[str]) -> dict[tuple[str, str], UUID]:
    """Staff ids by (system, value), in one query."""
    rows = StaffMember.objects.filter(source_value__in=list(values)).exclude(source_value="").order_by("-id")
    return {(row[0], row[1]): row[2] for row in rows.values_list("source_system", "source_value", "id")}
