"""A small FHIR bundle of one patient, different each time in what it says, the same in whom it is about."""

from __future__ import annotations

from random import Random
from typing import Any

SOURCE = "https://example.org/synthetic"


def small_bundle(random: Random, commune: str) -> dict[str, Any]:
    """A transaction bundle: a patient (one of three of a commune), an encounter and a measured weight."""
    who = int(commune) * 10 + random.randrange(3)
    patient, visit, weight = (f"aaaaaaaa-0000-4000-8000-{kind}{who:011d}" for kind in (1, 2, 3))
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": patient,
            "identifier": [{"system": SOURCE, "value": patient}],
            "name": [{"use": "official", "family": "Lò", "given": ["Thị", random.choice(("Lan", "Mai"))]}],
            "gender": "female",
            "birthDate": random.choice(("1961-03", "1961-03-12")),
        },
        {
            "resourceType": "Encounter",
            "id": visit,
            "status": "finished",
            "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            "type": [{"text": "Khám bệnh"}],
            "subject": {"reference": f"urn:uuid:{patient}"},
            "period": {"start": "2026-10-05T01:00:00+07:00", "end": "2026-10-05T02:00:00+07:00"},
            "reasonCode": [{"text": random.choice(("Ho", "Sốt"))}],
        },
        {
            "resourceType": "Observation",
            "id": weight,
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
            "subject": {"reference": f"urn:uuid:{patient}"},
            "encounter": {"reference": f"urn:uuid:{visit}"},
            "effectiveDateTime": "2026-10-05T01:10:00+07:00",
            "valueQuantity": {"value": random.randint(40, 70), "unit": "kg"},
        },
    ]
    entries = [
        {
            "fullUrl": f"urn:uuid:{one['id']}",
            "resource": one,
            "request": {"method": "POST", "url": one["resourceType"]},
        }
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}
