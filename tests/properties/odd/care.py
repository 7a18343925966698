"""Visits with what was measured and diagnosed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.properties.odd.telling import Telling
from tram.encounters.models import Diagnosis, Observation, Prescription, PrescriptionLine, Procedure, Visit
from tram.kernel.facts.draft import Draft
from tram.people.models import Person

ICD10, OTHER, LOINC = "http://hl7.org/fhir/sid/icd-10", "http://snomed.info/sct", "http://loinc.org"
CODES = (
    "I10", "I10.0", "I14", "I15.9", "E11.9", "E14", "E15", "J44.1", "J45", "J46", "J00", "I1", "A09", "A97.0", "B05.9",
    "V29.9", "O80", "Z00.0", "Z34.9", "U07.1",
)  # fmt: skip
MEASURED = (("8480-6", "mm[Hg]", (119, 130, 139, 140, 141, 400)), ("8462-4", "mm[Hg]", (79, 89, 90, 91)),
            ("15074-8", "mmol/L", (Decimal("6.9"), Decimal("7.0"), Decimal("7.25"))), ("8310-5", "Cel", (37, 365)),
            ("4548-4", "%", (Decimal("6.9"), 7)), ("29463-7", "kg", (Decimal("48.5"), 900)))  # fmt: skip
COUNTS = ("finished", "in-progress")


def visit(telling: Telling, fact: Draft, person: Person, code: str, facilities: list[UUID]) -> UUID:
    """A visit, here or in the first commune, that counts or not."""
    day = telling.day()
    told = {
        "commune": telling.one(code, "90000"),
        "facility_id": telling.maybe(telling.one(*facilities)) if facilities else None,
        "day": day,
        "kind": telling.one("AMB", "AMB", "HH", "VR", "IMP", "EMER", "FLD"),
        "status": telling.one("finished", "finished", "finished", "in-progress", "cancelled", "superseded"),
        "payer": telling.one("bhyt", "bhyt", "self", "free"),
        "follow_up_on": telling.maybe(telling.day(), 0.3),
        "source": telling.one("desk", "import.fhir"),
    }
    said: dict[str, Any] = {
        "outcome": telling.one("", "home", "home", "referred", "admitted", "died", "left"),
        "purpose": telling.one("", "", "illness", "checkup", "followup", "prevention", "counselling", "emergency"),
        "traditional": telling.one(None, False, True),
    }
    row = fact.add(
        Visit(person=person, started_at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC), **told, **said)
    )
    if told["status"] in COUNTS:
        by_kind = "emergency" if told["kind"] == "EMER" else "illness"
        read = {"outcome": said["outcome"] or "home", "purpose": said["purpose"] or by_kind}
        who = {"person_id": person.id, "examiner_id": None, "traditional": said["traditional"] is True}
        telling.visits.append((row, telling.tell("encounters.visits", id=row.id, **who, **told, **read)))
    return UUID(str(row.id))


def diagnosis(telling: Telling, fact: Draft, person: Person, code: str, visits: list[UUID]) -> None:
    """A diagnosis of a visit or a problem that stands alone."""
    day = telling.day()
    told = {
        "visit_id": telling.maybe(telling.one(*visits), 0.7) if visits else None,
        "commune": code,
        "day": day,
        "system": telling.one(ICD10, ICD10, ICD10, OTHER),
        "code": telling.one(*CODES),
        "role": telling.one("main", "main", "accompanying", "problem"),
        "certainty": telling.one("provisional", "confirmed"),
        "rank": telling.random.randint(1, 3),
    }
    status, onset = telling.one("current", "current", "current", "superseded"), _onset(telling, day)
    row = fact.add(Diagnosis(person=person, status=status, onset_on=onset, **told))
    if status == "current":
        icd3 = told["code"][:3] if told["system"] == ICD10 else None
        telling.tell("encounters.diagnoses", id=row.id, person_id=person.id, icd3=icd3, onset=onset, **told)


def _onset(telling: Telling, day: date) -> date | None:
    return telling.maybe(telling.one(day, telling.day()), 0.4)


def observation(telling: Telling, fact: Draft, person: Person, code: str, visits: list[UUID]) -> None:
    """Something measured, or said by a code."""
    name, unit, numbers = telling.one(*MEASURED)
    number = telling.maybe(Decimal(telling.one(*numbers)), 0.9)
    told = {
        "visit_id": telling.maybe(telling.one(*visits), 0.7) if visits else None,
        "commune": code,
        "day": telling.day(),
        "system": telling.one(LOINC, LOINC, LOINC, OTHER),
        "code": name,
        "number": number,
        "unit": unit if number is not None else "",
        "value_code": "" if number is not None else "LA6576-8",
    }
    status = telling.one("current", "current", "current", "superseded")
    row = fact.add(Observation(person=person, status=status, at=datetime(2026, 1, 1, tzinfo=UTC), **told))
    if status == "current":
        whole = number is not None and number == number.to_integral_value()
        digit = int(str(number).split(".", 1)[0][-1]) if whole else None
        telling.tell("encounters.observations", id=row.id, person_id=person.id, last_digit=digit, **told)


def order(telling: Telling, fact: Draft, person: Person, code: str, visits: list[UUID]) -> None:
    """A prescription of a few drugs, and something done."""
    day, quantity = telling.day(), telling.maybe(Decimal(telling.one("0.5", "20", "84.125")), 0.8)
    placed = {"visit_id": telling.maybe(telling.one(*visits), 0.7) if visits else None, "commune": code, "day": day}
    head = fact.add(Prescription(person=person, **placed))
    for _ in range(telling.random.randint(1, 3)):
        said = {"system": telling.one("", "urn:vn:bhyt:thuoc"), "code": telling.one("", "40.48"), "quantity": quantity}
        said |= {"unit": telling.one("", "viên"), "days": telling.one(None, 5, 30), "paid_by": telling.one("", "", "3")}
        given = telling.one(None, datetime(2026, 1, 1, tzinfo=UTC))
        status = telling.one("current", "current", "current", "cancelled")
        row = fact.add(
            PrescriptionLine(
                person=person, commune=code, prescription=head, text="Thuốc", status=status, dispensed_at=given, **said
            )
        )
        if status == "current":
            dispensed = given is not None
            telling.tell("encounters.drugs", id=row.id, person_id=person.id, dispensed=dispensed, **placed, **said)
    status, done = telling.one("current", "current", "superseded"), {"system": "urn:vn:bhyt:dvkt", "code": "23.0075"}
    row = fact.add(Procedure(person=person, status=status, quantity=quantity, **placed, **done))
    if status == "current":
        telling.tell("encounters.procedures", id=row.id, person_id=person.id, quantity=quantity, **placed, **done)
