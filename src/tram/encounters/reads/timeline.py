"""A person's record in time, page by page: visits, and what stands outside any visit (imported, mostly)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from tram.encounters.access import Patient, patient_for
from tram.encounters.models import Prescription, RowStatus, Visit, VisitStatus
from tram.encounters.reads.assemble import fetch, prescriptions_with_lines, with_parts
from tram.encounters.reads.presence import rows_of, standing_alone
from tram.encounters.views import (
    DiagnosisView,
    DocumentView,
    ObservationView,
    PrescriptionView,
    ProcedureView,
    VisitView,
)
from tram.kernel.actors import Actor
from tram.kernel.ids import as_uuid
from tram.kernel.records import Record

Item = VisitView | ObservationView | DiagnosisView | ProcedureView | PrescriptionView | DocumentView
Key = tuple[date, bytes]
RowT = TypeVar("RowT", bound=Record)
NAMES: dict[type, str] = {
    VisitView: "visit",
    ObservationView: "observation",
    DiagnosisView: "diagnosis",
    ProcedureView: "procedure",
    PrescriptionView: "prescription",
    DocumentView: "document",
}


ALONE: dict[str, Any] = {
    "observation": ObservationView,
    "diagnosis": DiagnosisView,
    "procedure": ProcedureView,
    "document": DocumentView,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. ``kind`` names the type of ``item``."""

    kind: str
    day: date
    item: Item


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries, the newest first; ``before`` asks for the next page, empty when there is none."""

    entries: tuple[Entry, ...]
    before: str = ""


def person_timeline(
    actor: Actor, person: UUID, before: str = "", limit: int = 50, *, known: Patient | None = None
) -> Timeline:
    """A page of somebody's record. Cancelled visits are there and say so, superseded versions are not.

    Refuses (404) whom the actor may not see (``known``: whom it may, as ``patient_for`` said before). A mistyped
    ``before`` starts at the top.
    """
    _ = known or patient_for(actor, "visit.read", person)
    items = _newest(_items(person, _read_key(before), limit + 1), limit + 1)
    shown = items[:limit]
    more = _write_key(shown[-1]) if len(items) > limit else ""
    return Timeline(tuple(Entry(NAMES[type(each)], each.day, each) for each in _filled(shown)), more)


def _items(person: UUID, before: Key | None, limit: int) -> Iterable[Item]:
    """The newest of every table, each through its own index."""
    visits = Visit.objects.filter(person_id=person).exclude(status=VisitStatus.SUPERSEDED)
    yield from fetch(VisitView, _page(visits, before, limit))
    kinds = standing_alone(person)
    alone: dict[str, Any] = {"person_id": person, "visit__isnull": True, "status": RowStatus.CURRENT}
    for kind, view in ALONE.items():
        if kind in kinds:
            yield from fetch(view, _page(rows_of(kind).filter(**alone), before, limit))
    if "prescription" in kinds:
        yield from prescriptions_with_lines(_page(Prescription.objects.filter(**alone), before, limit))


def _page(rows: QuerySet[RowT], before: Key | None, limit: int) -> QuerySet[RowT]:
    if before is not None:
        day, row = before
        rows = rows.filter(Q(day__lt=day) | Q(day=day, id__lt=UUID(bytes=row)), day__lte=day)
    return rows.order_by("-day", "-id")[:limit]


def _newest(items: Iterable[Item], limit: int) -> list[Item]:
    return nlargest(limit, items, key=_key)


def _filled(items: list[Item]) -> list[Item]:
    """The same items, visits with their parts."""
    full = {each.id: each for each in with_parts([each for each in items if isinstance(each, VisitView)])}
    return [full.get(each.id, each) for each in items]


def _key(item: Item) -> Key:
    return item.day, item.id.bytes


def _write_key(item: Item) -> str:
    return f"{item.day.isoformat()}_{item.id.hex}"


def _read_key(text: str) -> Key | None:
    day, _, row = text.partition("_")
    found = as_uuid(row)
    try:
        return (date.fromisoformat(day), found.bytes) if found else None
    except ValueError:
        return None
