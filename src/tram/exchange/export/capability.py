"""What this server can do, as FHIR's CapabilityStatement."""

from __future__ import annotations

from datetime import datetime

from tram.exchange.export.collect import TYPES
from tram.exchange.export.doses import instant
from tram.exchange.export.patients import Resource

READABLE = ("Patient", "Immunization")


def capability(server: str, at: datetime) -> Resource:
    """Read Patient and Immunization by id, search what is about a patient, and the whole by ``$immunizations``."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": instant(at.replace(microsecond=0)),
        "kind": "instance",
        "implementation": {"description": "Trạm", "url": server},
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "resource": [_resource(name) for name in TYPES]}],
    }


def _resource(name: str) -> Resource:
    codes = ["read", "search-type"] if name in READABLE else ["search-type"]
    codes = [code for code in codes if name != "Patient" or code == "read"]
    answer: Resource = {"type": name, "interaction": [{"code": code} for code in codes]}
    if name != "Patient":
        answer["searchParam"] = [{"name": "patient", "type": "reference"}]
    return answer
