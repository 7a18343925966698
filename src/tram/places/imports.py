"""Facilities another system told us about: rows for an import to add to its own facts, and how to find them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tram.kernel.records import Record
from tram.kernel.text import search_key
from tram.places.models import CodeSystem, Facility, FacilityCode, FacilityName, FacilitySite

SINCE = date(1900, 1, 1)  # the source does not say when it was founded, and its old visits need its name
Step = tuple[Record, dict[str, Any]]


def foreign_code(system: str, value: str) -> str:
    """How an identifier of another system is kept among a facility's codes (system ``local``)."""
    return f"{system}|{value}"[:200]


def imported_facility(*, row_id: UUID, values: Mapping[str, Any], parent: UUID | None) -> list[Record]:
    """A facility outside our communes with its name, site and foreign codes, not yet written."""
    row = Facility(id=row_id, kind=values["kind"], parent_id=parent, valid_from=SINCE)
    since: dict[str, Any] = {"facility_id": row_id, "valid_from": SINCE}
    return [
        row,
        FacilityName(**since, name=values["name"], search_key=search_key(values["name"])[:220]),
        FacilitySite(**since, address=values["address"]),
        *facility_codes(row_id=row_id, codes=values["codes"]),
    ]


def renewed_facility(
    *, row_id: UUID, values: Mapping[str, Any], parent: UUID | None
) -> tuple[list[Record], list[Step]]:
    """(new rows, changes) that bring an imported facility to what its source says now."""
    steps: list[Step] = [
        (row, {"kind": values["kind"]} | ({"parent_id": parent} if parent and parent != row_id else {}))
        for row in Facility.objects.filter(pk=row_id)
    ]
    key = search_key(values["name"])[:220]
    names = FacilityName.objects.filter(facility=row_id, valid_to=None)
    steps += [(row, {"name": values["name"], "search_key": key}) for row in names]
    steps += [
        (row, {"address": values["address"]}) for row in FacilitySite.objects.filter(facility=row_id, valid_to=None)
    ]
    borne = set(FacilityCode.objects.filter(facility=row_id, system=CodeSystem.LOCAL).values_list("value", flat=True))
    missing = [pair for pair in values["codes"] if foreign_code(*pair) not in borne]
    return facility_codes(row_id=row_id, codes=missing), steps


def facilities_by_codes(codes: Iterable[str]) -> dict[str, UUID]:
    """Facility ids by foreign code, in one query; codes nobody bears are left out."""
    rows = FacilityCode.objects.filter(system=CodeSystem.LOCAL, value__in=list(codes), valid_to=None)
    return dict(rows.order_by("-id").values_list("value", "facility_id"))


def facility_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The present names of facilities, by id."""
    return dict(FacilityName.objects.filter(facility__in=list(ids), valid_to=None).values_list("facility_id", "name"))


def facility_codes(*, row_id: UUID, codes: Iterable[tuple[str, str]]) -> list[Record]:
    """Foreign codes of a facility, as new rows."""
    return [
        FacilityCode(facility_id=row_id, system=CodeSystem.LOCAL, value=foreign_code(*pair), valid_from=SINCE)
        for pair in codes
    ]
