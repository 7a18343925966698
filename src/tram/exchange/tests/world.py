"""Small FHIR worlds for tests: resources, bundles, files."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tram.exchange.actions import import_fhir
from tram.exchange.report import Report
from tram.kernel.actors import SYSTEM, Actor, Role

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
HERE, NEXT_DOOR = "03390", "03424"
Json = dict[str, Any]

PATIENT = "aaaaaaaa-0000-4000-8000-000000000001"
VISIT = "aaaaaaaa-0000-4000-8000-000000000002"
DOCTOR = "aaaaaaaa-0000-4000-8000-000000000003"
CLINIC = "aaaaaaaa-0000-4000-8000-000000000004"
PLACE = "aaaaaaaa-0000-4000-8000-000000000005"
NPI = "http://hl7.org/fhir/sid/us-npi"
SOURCE = "https://example.org/synthetic"


def somebody(role: Role = Role.STATION_HEAD, commune: str = HERE) -> Actor:
    return Actor(id=UUID(int=7), name="Hạnh", roles=frozenset({role}), communes=frozenset({commune}), commune=commune)


def take(*paths: Path, commune: str = HERE, by: Actor = SYSTEM) -> Report:
    return import_fhir(by=by, at=AT, paths=list(paths), commune=commune)


def patient(**more: Any) -> Json:
    return {
        "resourceType": "Patient",
        "id": PATIENT,
        "identifier": [{"system": SOURCE, "value": PATIENT}],
        "name": [{"use": "official", "family": "Lò", "given": ["Thị", "Lan"]}],
        "gender": "female",
        "birthDate": "1961-03",
        "address": [{"line": ["Bản Hon"], "city": "Tam Đường", "country": "VN"}],
        **more,
    }


def organization() -> Json:
    return {
        "resourceType": "Organization",
        "id": CLINIC,
        "identifier": [{"system": SOURCE, "value": CLINIC}],
        "name": "Bệnh viện đa khoa Tam Đường",
    }


def location() -> Json:
    return {
        "resourceType": "Location",
        "id": PLACE,
        "identifier": [{"system": SOURCE, "value": PLACE}],
        "name": "Bệnh viện đa khoa Tam Đường",
        "managingOrganization": {"identifier": {"system": SOURCE, "value": CLINIC}},
    }


def practitioner() -> Json:
    return {
        "resourceType": "Practitioner",
        "id": DOCTOR,
        "identifier": [{"system": NPI, "value": "9999900001"}],
        "name": [{"family": "Vàng", "given": ["A", "Páo"], "prefix": ["Dr."]}],
    }


def role() -> Json:
    return {
        "resourceType": "PractitionerRole",
        "id": "aaaaaaaa-0000-4000-8000-000000000006",
        "practitioner": {"identifier": {"system": NPI, "value": "9999900001"}},
        "organization": {"identifier": {"system": SOURCE, "value": CLINIC}},
    }


def encounter(**more: Any) -> Json:
    return {
        "resourceType": "Encounter",
        "id": VISIT,
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "type": [{"text": "Khám bệnh"}],
        "subject": {"reference": f"urn:uuid:{PATIENT}"},
        "participant": [{"individual": {"reference": f"Practitioner?identifier={NPI}|9999900001"}}],
        "period": {"start": "2026-10-05T01:00:00+07:00", "end": "2026-10-05T02:00:00+07:00"},
        "reasonCode": [{"text": "Tăng huyết áp"}],
        "serviceProvider": {"reference": f"Organization?identifier={SOURCE}|{CLINIC}"},
        **more,
    }


def pressure(**more: Any) -> Json:
    def component(code: str, value: float) -> Json:
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mm[Hg]"},
        }

    return {
        "resourceType": "Observation",
        "id": "aaaaaaaa-0000-4000-8000-000000000007",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "subject": {"reference": f"urn:uuid:{PATIENT}"},
        "encounter": {"reference": f"urn:uuid:{VISIT}"},
        "effectiveDateTime": "2026-10-05T01:10:00+07:00",
        "component": [component("8480-6", 150), component("8462-4", 95.5)],
        **more,
    }


def condition(**more: Any) -> Json:
    return {
        "resourceType": "Condition",
        "id": "aaaaaaaa-0000-4000-8000-000000000008",
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {
            "coding": [
                {"system": "http://snomed.info/sct", "code": "38341003"},
                {"system": "http://hl7.org/fhir/sid/icd-10", "code": "I10", "display": "Tăng huyết áp"},
            ]
        },
        "subject": {"reference": f"urn:uuid:{PATIENT}"},
        "encounter": {"reference": f"urn:uuid:{VISIT}"},
        "recordedDate": "2026-10-05",
        **more,
    }


def immunization(**more: Any) -> Json:
    return {
        "resourceType": "Immunization",
        "id": "aaaaaaaa-0000-4000-8000-000000000009",
        "status": "completed",
        "vaccineCode": {"text": "Vắc xin đang thử"},
        "patient": {"reference": f"urn:uuid:{PATIENT}"},
        "occurrenceDateTime": "2026-10-05",
        **more,
    }


def claim() -> Json:
    return {
        "resourceType": "Claim",
        "id": "aaaaaaaa-0000-4000-8000-00000000000a",
        "status": "active",
        "type": {"text": "institutional"},
        "use": "claim",
        "patient": {"reference": f"urn:uuid:{PATIENT}"},
        "created": "2026-10-05",
        "provider": {"display": "x"},
        "priority": {"text": "normal"},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "x"}}],
    }


def document(text: str = "Bệnh nhân đỡ.") -> Json:
    data = base64.b64encode(text.encode()).decode()
    return {
        "resourceType": "DocumentReference",
        "id": "aaaaaaaa-0000-4000-8000-00000000000b",
        "status": "current",
        "type": {"text": "Ghi chép"},
        "subject": {"reference": f"urn:uuid:{PATIENT}"},
        "date": "2026-10-05T01:10:00+07:00",
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": data}}],
        "context": {"encounter": [{"reference": f"urn:uuid:{VISIT}"}]},
    }


def prescription() -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": "aaaaaaaa-0000-4000-8000-00000000000c",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Amlodipin 5 mg"},
        "subject": {"reference": f"urn:uuid:{PATIENT}"},
        "encounter": {"reference": f"urn:uuid:{VISIT}"},
        "authoredOn": "2026-10-05",
        "dosageInstruction": [{"text": "Sáng 1 viên"}],
    }


def procedure() -> Json:
    return {
        "resourceType": "Procedure",
        "id": "aaaaaaaa-0000-4000-8000-00000000000d",
        "status": "completed",
        "code": {"text": "Điện tim"},
        "subject": {"reference": f"urn:uuid:{PATIENT}"},
        "encounter": {"reference": f"urn:uuid:{VISIT}"},
        "performedDateTime": "2026-10-05T01:20:00+07:00",
    }


def allergy() -> Json:
    return {
        "resourceType": "AllergyIntolerance",
        "id": "aaaaaaaa-0000-4000-8000-00000000000e",
        "code": {"text": "Penicillin"},
        "patient": {"reference": f"urn:uuid:{PATIENT}"},
        "criticality": "high",
        "reaction": [{"manifestation": [{"text": "Mề đay"}]}],
    }


def record() -> list[Json]:
    """One patient's resources."""
    return [
        patient(), encounter(), pressure(), condition(), immunization(), claim(), document(), prescription(),
        procedure(), allergy(),
    ]  # fmt: skip


def network() -> list[Json]:
    return [organization(), location(), practitioner(), role()]


def bundle(resources: list[Json], kind: str = "transaction", **more: Any) -> Json:
    entries = [
        {
            "fullUrl": f"urn:uuid:{resource['id']}",
            "resource": resource,
            "request": {"method": "POST", "url": resource["resourceType"]},
        }
        for resource in resources
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **more}


def write(path: Path, content: Any) -> Path:
    """A file: JSON for a dictionary, NDJSON for a list, bytes as they are; gzip when the name says so."""
    if isinstance(content, list):
        raw = "\n".join(json.dumps(each, ensure_ascii=False) for each in content).encode()
    else:
        raw = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(raw, mtime=0) if path.name.endswith(".gz") else raw)
    return path
