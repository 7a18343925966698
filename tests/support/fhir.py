"""What a story asks of the FHIR that goes out: that it is valid and whole, and which doses it tells of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from tram.exchange.api import person_bundle
from tram.exchange.schema import faults
from tram.kernel.actors import Actor

Json = dict[str, Any]


def checked_bundle(actor: Actor, person: UUID, at: datetime) -> Json:
    """The person's bundle as it would be carried away: valid R4, every reference leading to one of its entries."""
    bundle: Json = json.loads(json.dumps(person_bundle(actor, person, at)))
    assert_fhir(bundle)
    return bundle


def assert_fhir(bundle: Json) -> None:
    """Fails when an entry is no valid R4 resource, when an id comes twice, or a reference leads nowhere."""
    for resource in (bundle, *resources(bundle)):
        assert not faults(resource), [f"{each.field}: {each.reason}" for each in faults(resource)]
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(addresses) == len(set(addresses))
    assert set(references(bundle)) <= set(addresses)


def resources(bundle: Json, resource_type: str = "") -> list[Json]:
    """The resources of a bundle, of one type when one is named."""
    found = [entry["resource"] for entry in bundle["entry"]]
    return [each for each in found if resource_type in {"", each["resourceType"]}]


def doses(bundle: Json) -> list[tuple[str, str, str]]:
    """(our vaccine code, day, lot number) of every dose that counts, in order."""
    given = (each for each in resources(bundle, "Immunization") if each["status"] == "completed")
    return sorted((_vaccine(each), each["occurrenceDateTime"][:10], each.get("lotNumber", "")) for each in given)


def not_done(bundle: Json) -> list[str]:
    """The kind of every deferral: deferred, refused, contraindicated, absent."""
    told = (each for each in resources(bundle, "Immunization") if each["status"] == "not-done")
    return sorted(_own(each["statusReason"], "urn:tram:kind") for each in told)


def references(value: Any) -> Iterator[str]:
    """Every literal reference in a value; those into the same resource are left out."""
    if isinstance(value, dict) and not str(value.get("reference", "#")).startswith("#"):
        yield str(value["reference"])
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from references(each)


def _vaccine(immunization: Json) -> str:
    return _own(immunization["vaccineCode"], "urn:tram:vaccine")


def _own(concept: Json, system: str) -> str:
    return next(str(each["code"]) for each in concept["coding"] if each["system"] == system)
