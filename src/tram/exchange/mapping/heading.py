"""How a received resource is listed: a title, a day, and whom it may be about."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from tram.exchange.faults import Unfit
from tram.exchange.mapping.keys import Key, key_of
from tram.exchange.mapping.people import name_of
from tram.exchange.mapping.values import clip, day_of, first, text_of
from tram.kernel.definitions import load_csv, remembered
from tram.kernel.text import nfc

TITLE_SIZE = 300
_DAYS = (
    "occurrenceDateTime", "occurrencePeriod.start", "occurrenceString", "effectiveDateTime", "effectivePeriod.start",
    "effectiveInstant", "performedDateTime", "performedPeriod.start", "onsetDateTime", "period.start",
    "billablePeriod.start", "servicedDate", "authoredOn", "recordedDate", "started", "startDate", "date", "created",
    "issued", "recorded", "whenHandedOver", "statusDate", "dateAsserted", "birthDate",
)  # fmt: skip
_TITLES = (
    "vaccineCode", "code", "medicationCodeableConcept", "title", "type", "category", "deviceName", "name",
    "description", "serviceType", "class", "kind", "item",
)  # fmt: skip
_OF_THE_NETWORK = frozenset({"Organization", "Location", "Practitioner", "HealthcareService"})
_NAMED = ("name", "type")
_PEOPLE = ("subject", "patient", "beneficiary", "for", "individual", "policyHolder")


class Heading(msgspec.Struct):
    """Title and day for a list; ``people`` are the references that may be the person, most likely first."""

    title: str
    day: date | None
    people: list[Key]


def heading(resource: dict[str, Any], base: str) -> Heading:
    """The heading of any resource. A day that no calendar has is left out here: it decides nothing."""
    return Heading(clip(_title(resource), TITLE_SIZE), _day(resource), _people(resource, base))


@remembered
def type_title(resource_type: str) -> str:
    """The Vietnamese name of a resource type (definitions/exchange/resource_types.csv); its own name when unlisted."""
    names = {row["type"]: row["title_vi"] for row in load_csv("exchange", "resource_types")}
    return names.get(resource_type, resource_type)


def _title(resource: dict[str, Any]) -> str:
    for name in _NAMED if resource["resourceType"] in _OF_THE_NETWORK else _TITLES:
        words = _words(resource.get(name))
        if words:
            return words
    return type_title(resource["resourceType"])


def _words(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, dict):
        if "family" in value or "given" in value:
            return name_of(value)
        return text_of(value) or nfc(str(value.get("display") or value.get("name") or ""))
    return ""


def _day(resource: dict[str, Any]) -> date | None:
    value, field = first(resource, *_DAYS)
    try:
        return day_of(value, field)[0]
    except Unfit:
        return None


def _people(resource: dict[str, Any], base: str) -> list[Key]:
    found = [key_of(resource.get(name), base, "Patient") for name in _PEOPLE]
    targets = resource.get("target")
    if isinstance(targets, list):
        found += [key_of(each, base) for each in targets]
    return [key for key in found if key is not None]
