"""What goes out when somebody asks: may they see it, what it is, and a line in the log of reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tram.exchange.export.bundles import collection, searchset
from tram.exchange.export.collect import INSIDE_A_BUNDLE, TYPES, resources
from tram.exchange.export.patients import Resource
from tram.immunization.api import vaccination_owners, vaccinee_for
from tram.kernel.actors import Actor, not_found
from tram.kernel.ids import as_uuid
from tram.kernel.read_log import note
from tram.kernel.refusals import Refusal

DEED = "vaccination.read"
_RELATIVE: Mapping[str, str] = {}


def person_bundle(actor: Actor, person: UUID, at: datetime) -> Resource:
    """Somebody's vaccinations as one FHIR R4 collection, as they stand on the day of ``at``: Patient, Immunization,
    ImmunizationEvaluation, ImmunizationRecommendation. Refuses who may not see the person; logs the read."""
    whose = vaccinee_for(actor, DEED, person).id
    note(actor, at, "fhir.immunizations", person=whose)
    return collection(resources([whose], at, INSIDE_A_BUNDLE), at)


def fhir_search(actor: Actor, resource_type: str, asked: Mapping[str, str], at: datetime, server: str) -> Resource:
    """The answer to ``<type>?patient=<id>`` as a searchset. ``server`` is the address of ``/api/fhir/``.

    Refuses a search without a patient, by anything else, and who may not see the patient; logs the read.
    """
    other = next((name for name in asked if name not in {"patient", "_format"}), "")
    if other:
        sentence = f"Chỉ tìm được theo patient, ví dụ {resource_type}?patient=<mã người>."
        raise Refusal("fhir.search_unknown", sentence, {"parameter": other[:60]}, status=400)
    person = as_uuid(asked.get("patient", "").rpartition("/")[2])
    if person is None:
        sentence = f"Hãy cho biết người nào: {resource_type}?patient=<mã người>."
        raise Refusal("fhir.patient_missing", sentence, {"parameter": "patient"}, status=400)
    found = _of(actor, resource_type, person, at)
    return searchset(found, server, f"{server}{resource_type}?patient={person}")


def fhir_read(actor: Actor, resource_type: str, resource_id: str, at: datetime) -> Resource:
    """One resource by its id. Refuses (404) what does not exist or lies outside the actor's places; logs the read."""
    row = as_uuid(resource_id)
    if resource_type not in {"Patient", "Immunization"} or row is None:
        raise not_found()
    person = row if resource_type == "Patient" else vaccination_owners([row]).get(row)
    if person is None:
        raise not_found()
    found = _of(actor, resource_type, person, at)
    chosen = found if resource_type == "Patient" else [one for one in found if one["id"] == str(row)]
    if not chosen:
        raise not_found()
    return chosen[0]


def _of(actor: Actor, resource_type: str, person: UUID, at: datetime) -> list[Resource]:
    """The resources of one type about a person, once the actor may see them."""
    if resource_type not in TYPES:
        raise not_found()
    whose = vaccinee_for(actor, DEED, person).id
    note(actor, at, f"fhir.{resource_type}", person=whose)
    return [one for one in resources([whose], at, _RELATIVE) if one["resourceType"] == resource_type]
