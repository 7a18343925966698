"""A person as a FHIR Patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tram.exchange.mapping.people import VN_ADDRESS, system_uri
from tram.people.api import WholePerson, born_text

Resource = dict[str, Any]


def patient(whole: WholePerson) -> Resource:
    """The Patient: names, sex, birth as far as it is known, identifiers under their national systems, home, death."""
    person = whole.person
    answer: Resource = {"resourceType": "Patient", "id": str(person.id)}
    identifiers = [{"system": system_uri(system), "value": value} for system, value in whole.identifiers]
    if identifiers:
        answer["identifier"] = identifiers
    answer["name"] = [_name(person.name), *({"text": name} for name in whole.other_names)]
    if person.phone:
        answer["telecom"] = [{"system": "phone", "value": person.phone}]
    answer["gender"] = person.sex
    if person.born:
        answer["birthDate"] = born_text(person.born, person.birth_precision)
    if person.died_on:
        answer["deceasedDateTime"] = born_text(person.died_on, whole.died_precision)
    address = _address(whole)
    return answer | ({"address": [address]} if address else {})


def reference(person: UUID, refer: str) -> dict[str, str]:
    """A reference to a person, as ``refer`` writes them (``Patient/`` or ``urn:uuid:``)."""
    return {"reference": f"{refer}{person}"}


def _name(full: str) -> dict[str, Any]:
    """A Vietnamese name: the family name is its first word."""
    family, *given = full.split()
    return {"use": "official", "text": full, "family": family} | ({"given": given} if given else {})


def _address(whole: WholePerson) -> dict[str, Any]:
    line = ", ".join(part for part in (whole.house, whole.person.village_name) if part)
    answer: dict[str, Any] = {"line": [line]} if line else {}
    if whole.commune:
        ward = {"url": "ward", "valueCodeableConcept": {"coding": [{"code": whole.commune}]}}
        answer |= {"extension": [{"url": VN_ADDRESS, "extension": [ward]}]}
    return answer | ({"use": "home"} if answer else {})
