"""Which function maps which resource type: the one table. A type that is not here is kept whole, unused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tram.exchange.mapping import clinical, documents, network, people, vaccinations, visits
from tram.exchange.mapping.shapes import Kept, Mapped

Mapping = Callable[[dict[str, Any], str], Mapped | Kept]

MAPPINGS: dict[str, Mapping] = {
    "Organization": network.organization,
    "Location": network.location,
    "Practitioner": network.practitioner,
    "PractitionerRole": network.practitioner_role,
    "Patient": people.patient,
    "Encounter": visits.encounter,
    "Condition": clinical.condition,
    "Observation": clinical.observation,
    "Procedure": clinical.procedure,
    "MedicationRequest": documents.medication_request,
    "AllergyIntolerance": documents.allergy,
    "Immunization": vaccinations.immunization,
    "ImmunizationEvaluation": vaccinations.opinion,
    "ImmunizationRecommendation": vaccinations.opinion,
    "DocumentReference": documents.document_reference,
}
NOT_YET = Kept("")


def mapped(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """What a valid resource becomes. ``base`` is its server. Refuses (``Unfit``) what no schema sees: 30 February."""
    mapping = MAPPINGS.get(resource["resourceType"])
    return mapping(resource, base) if mapping else NOT_YET
