"""Recording what stands outside a visit: problems, allergies, documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tram.encounters.access import patient_for
from tram.encounters.actions.check import with_names
from tram.encounters.inputs import (
    AllergyInput,
    DiagnosisInput,
    DocumentInput,
)
from tram.encounters.reads.latest import allergies_of
from tram.encounters.rows import (
    Frame,
    allergy_row,
    diagnosis_rows,
    document_row,
    fits,
)
from tram.encounters.views import AllergyView, DiagnosisView, DocumentView
from tram.kernel import facts
from tram.kernel.actors import Actor, require
from tram.kernel.clock import today_vn
from tram.kernel.records import Record
from tram.kernel.text import search_key


def record_problem(*, by: Actor, at: datetime, person: UUID, problem: DiagnosisInput) -> DiagnosisView:
    """Puts a condition on the person's problem list (fact ``problem.recorded``). Refuses an unknown ICD-10 code."""
    commune = _place(by, person)
    [named] = with_names([problem])
    [row] = diagnosis_rows(Frame(person, commune, at), [named])
    row.role = "problem"
    _write("problem.recorded", by=by, at=at, person=person, place=commune, rows=[row])
    return DiagnosisView.of(row)


def record_allergy(*, by: Actor, at: datetime, person: UUID, allergy: AllergyInput) -> AllergyView:
    """Notes what the person must not be given (fact ``allergy.recorded``); answers with what is noted already."""
    commune = _place(by, person)
    known = next(
        (each for each in allergies_of(person) if search_key(each.display) == search_key(allergy.display)), None
    )
    if known is not None:
        return known
    row = allergy_row(person, commune, allergy)
    row.recorded_on = row.recorded_on or today_vn(at)
    _write("allergy.recorded", by=by, at=at, person=person, place=commune, rows=[row])
    return AllergyView.of(row)


def record_document(
    *, by: Actor, at: datetime, person: UUID, document: DocumentInput, visit: UUID | None = None
) -> DocumentView:
    """Adds a paper or note to the record, to a visit when one is named (fact ``document.recorded``)."""
    commune = _place(by, person)
    row = document_row(Frame(person, commune, at, visit), document)
    _write("document.recorded", by=by, at=at, person=person, place=commune, rows=[row])
    return DocumentView.of(row)


def _place(by: Actor, person: UUID) -> str:
    """The commune that holds the row: the actor's own, or the person's for one who works for several."""
    patient = patient_for(by, "visit.write", person)
    commune = by.commune or patient.commune
    require(by, "visit.write", commune)
    return commune


def _write(name: str, *, by: Actor, at: datetime, person: UUID, place: str, rows: Sequence[Record]) -> None:
    with facts.deed(name, by=by, at=at, place=place, person=person) as fact:
        fact.add_all([fits(row) for row in rows])
