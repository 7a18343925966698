"""Putting visits together from their tables: a fixed number of queries however many visits are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from tram.encounters.models import (
    Diagnosis,
    Document,
    Observation,
    Prescription,
    PrescriptionLine,
    Procedure,
    SupplyUse,
    Visit,
)
from tram.encounters.reads.presence import RARE, rare_kinds
from tram.encounters.rows import VisitRows
from tram.encounters.views import (
    DiagnosisView,
    DocumentView,
    LineView,
    ObservationView,
    PrescriptionView,
    ProcedureView,
    RowView,
    SupplyView,
    VisitView,
    in_order,
)
from tram.kernel.records import Record

LIVE = ("finished", "in-progress")
ASKED_AT_ONCE = 400
ViewT = TypeVar("ViewT", bound=RowView)
RowT = TypeVar("RowT", bound=Record)


class PartView(Protocol):
    """What every part of a visit has."""

    @property
    def stamp(self) -> int:
        """The version."""

    @property
    def status(self) -> str:
        """Whether it counts."""


PartT = TypeVar("PartT", bound=PartView)


def fetch(view: type[ViewT], rows: QuerySet[Any]) -> list[ViewT]:
    """The rows as values, without making model objects."""
    return [view(*values) for values in rows.values_list(*view.columns())]


def load_rows(visit: UUID) -> VisitRows | None:
    """The rows of one visit, to be changed by a deed; None when there is none."""
    row = Visit.objects.filter(pk=visit).first()
    if row is None:
        return None
    rows = VisitRows(row)
    rows.observations = list(Observation.objects.filter(visit=visit).order_by("id"))
    rows.diagnoses = list(Diagnosis.objects.filter(visit=visit).order_by("rank", "id"))
    rows.procedures = list(Procedure.objects.filter(visit=visit).order_by("id"))
    rows.prescriptions = list(Prescription.objects.filter(visit=visit).order_by("id"))
    rows.lines = list(PrescriptionLine.objects.filter(prescription__visit=visit).order_by("rank", "id"))
    rows.supplies = list(SupplyUse.objects.filter(visit=visit).order_by("id"))
    rows.documents = list(Document.objects.filter(visit=visit).order_by("id"))
    return rows


def view_of_rows(rows: VisitRows) -> VisitView:
    """A visit's rows as one value."""
    head = VisitView.of(rows.visit)
    return _assembled(
        head,
        [ObservationView.of(each) for each in rows.observations],
        [DiagnosisView.of(each) for each in rows.diagnoses],
        [ProcedureView.of(each) for each in rows.procedures],
        with_lines([PrescriptionView.of(each) for each in rows.prescriptions], map(LineView.of, rows.lines)),
        [SupplyView.of(each) for each in rows.supplies],
        [DocumentView.of(each) for each in rows.documents],
    )


def visits_with_parts(rows: QuerySet[Visit]) -> list[VisitView]:
    """The visits of a query with everything that belongs to them, in the query's order."""
    return with_parts(fetch(VisitView, rows))


def with_parts(heads: Sequence[VisitView]) -> list[VisitView]:
    """The same visits with everything that belongs to them."""
    found: list[VisitView] = []
    for start in range(0, len(heads), ASKED_AT_ONCE):
        found += _with_parts(heads[start : start + ASKED_AT_ONCE])
    return found


def _with_parts(heads: Sequence[VisitView]) -> list[VisitView]:
    of = {"visit_id__in": [head.id for head in heads]}
    people = {head.person for head in heads}
    rare = rare_kinds(people.pop()) if len(people) == 1 else frozenset(RARE)
    observations = _by_visit(fetch(ObservationView, Observation.objects.filter(**of).order_by("id")))
    diagnoses = _by_visit(fetch(DiagnosisView, Diagnosis.objects.filter(**of)))
    procedures = _by_visit(fetch(ProcedureView, _if("procedure" in rare, Procedure.objects.filter(**of))))
    prescriptions = _by_visit(prescriptions_with_lines(_if("prescription" in rare, Prescription.objects.filter(**of))))
    supplies = _by_visit(fetch(SupplyView, _if("supply" in rare, SupplyUse.objects.filter(**of))))
    documents = _by_visit(fetch(DocumentView, _if("document" in rare, Document.objects.filter(**of))))
    return [
        _assembled(
            head,
            observations[head.id],
            diagnoses[head.id],
            procedures[head.id],
            prescriptions[head.id],
            supplies[head.id],
            documents[head.id],
        )
        for head in heads
    ]


def _if(wanted: bool, rows: QuerySet[RowT]) -> QuerySet[RowT]:
    """The rows in the order they were made; nothing, without asking, when the person has none of their kind."""
    return rows.order_by("id") if wanted else rows.none()


def prescriptions_with_lines(rows: QuerySet[Prescription]) -> list[PrescriptionView]:
    """Prescriptions and their lines, in two queries."""
    heads = fetch(PrescriptionView, rows)
    if not heads:
        return []
    lines = PrescriptionLine.objects.filter(prescription_id__in=[head.id for head in heads]).order_by("rank", "id")
    return with_lines(heads, fetch(LineView, lines))


def with_lines(prescriptions: Iterable[PrescriptionView], lines: Iterable[LineView]) -> list[PrescriptionView]:
    """Each prescription with the lines that are its."""
    of: dict[UUID, list[LineView]] = defaultdict(list)
    for line in lines:
        of[line.prescription].append(line)
    return [replace(head, lines=tuple(of[head.id])) for head in prescriptions]


def _by_visit(parts: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for part in parts:
        found[part.visit].append(part)
    return found


def _assembled(  # noqa: PLR0917 - one argument a table
    head: VisitView,
    observations: Sequence[ObservationView],
    diagnoses: Sequence[DiagnosisView],
    procedures: Sequence[ProcedureView],
    prescriptions: Sequence[PrescriptionView],
    supplies: Sequence[SupplyView],
    documents: Sequence[DocumentView],
) -> VisitView:
    return replace(
        head,
        observations=tuple(_shown(head, observations)),
        diagnoses=in_order(list(_shown(head, diagnoses))),
        procedures=tuple(_shown(head, procedures)),
        prescriptions=tuple(_shown(head, prescriptions)),
        supplies=tuple(_shown(head, supplies)),
        documents=tuple(_shown(head, documents)),
    )


def _shown(head: VisitView, parts: Iterable[PartT]) -> Iterable[PartT]:
    """Parts of a live version are current; those of one that was replaced left with it, by the same fact."""
    if head.status in LIVE:
        return (part for part in parts if part.status == "current")
    return (part for part in parts if part.stamp == head.stamp)
