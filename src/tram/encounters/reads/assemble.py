"""Putting visits together from their tables: a fixed number of queries however many visits are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from tram.encounters.models import (
    Diagnosis,
    Document,
    Observation,
    Prescription,
    PrescriptionLine,
    Procedure,
    RowStatus,
    Visit,
)
from tram.encounters.rows import Part, VisitRows
from tram.encounters.views import (
    DiagnosisView,
    DocumentView,
    LineView,
    ObservationView,
    PrescriptionView,
    ProcedureView,
    VisitView,
    in_order,
)


def load_rows(visit: UUID) -> VisitRows | None:
    """The rows of one visit; None when there is none."""
    row = Visit.objects.filter(pk=visit).first()
    return load_parts([row])[0] if row else None


def load_parts(visits: Sequence[Visit]) -> list[VisitRows]:
    """Each visit with every part of it, in the order given."""
    found = {visit.id: VisitRows(visit) for visit in visits}
    if not found:
        return []
    belonging = {"visit_id__in": list(found)}
    for observation in Observation.objects.filter(**belonging).order_by("id"):
        found[_visit(observation)].observations.append(observation)
    for diagnosis in Diagnosis.objects.filter(**belonging).order_by("rank", "id"):
        found[_visit(diagnosis)].diagnoses.append(diagnosis)
    for procedure in Procedure.objects.filter(**belonging).order_by("id"):
        found[_visit(procedure)].procedures.append(procedure)
    for document in Document.objects.filter(**belonging).order_by("id"):
        found[_visit(document)].documents.append(document)
    _load_prescriptions(found, belonging)
    return list(found.values())


def _load_prescriptions(found: dict[UUID, VisitRows], belonging: dict[str, Any]) -> None:
    of: dict[UUID, VisitRows] = {}
    for prescription in Prescription.objects.filter(**belonging).order_by("id"):
        of[prescription.id] = found[_visit(prescription)]
        of[prescription.id].prescriptions.append(prescription)
    if of:
        for line in PrescriptionLine.objects.filter(prescription_id__in=list(of)).order_by("rank", "id"):
            of[line.prescription_id].lines.append(line)


def _visit(part: Observation | Diagnosis | Procedure | Prescription | Document) -> UUID:
    visit: UUID | None = part.visit_id
    if visit is None:
        raise ValueError("a part asked for by its visit has one")
    return visit


def view_of_rows(rows: VisitRows) -> VisitView:
    """A visit's rows as one value: the parts that were current when this version was."""
    shown = _shown_with(rows.visit)
    return VisitView.of(
        rows.visit,
        observations=tuple(ObservationView.of(each) for each in rows.observations if shown(each)),
        diagnoses=in_order([DiagnosisView.of(each) for each in rows.diagnoses if shown(each)]),
        procedures=tuple(ProcedureView.of(each) for each in rows.procedures if shown(each)),
        prescriptions=prescription_views((each for each in rows.prescriptions if shown(each)), rows.lines, shown),
        documents=tuple(DocumentView.of(each) for each in rows.documents if shown(each)),
    )


def _shown_with(visit: Visit) -> Callable[[Part], bool]:
    """Parts of a live version are current; parts of one that was replaced left together with it, by the same fact."""
    if visit.status in ("finished", "in-progress"):
        return lambda part: part.status == RowStatus.CURRENT
    return lambda part: part.stamp == visit.stamp


def prescription_views(
    prescriptions: Iterable[Prescription], lines: Iterable[PrescriptionLine], shown: Callable[[Part], bool]
) -> tuple[PrescriptionView, ...]:
    """Prescriptions with their lines."""
    of: dict[UUID, list[LineView]] = defaultdict(list)
    for line in lines:
        if shown(line):
            of[line.prescription_id].append(LineView.of(line))
    return tuple(PrescriptionView.of(each, lines=tuple(of[each.id])) for each in prescriptions)
