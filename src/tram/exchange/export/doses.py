"""Doses and deferrals as FHIR Immunization, and what a dose counts for as ImmunizationEvaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from tram.exchange.export.patients import Resource
from tram.exchange.vaccination_codes import (
    CARD,
    SCHEDULE,
    concept,
    disease_concept,
    group_concept,
    own,
    vaccine_concept,
)
from tram.immunization.api import (
    DeferralView,
    DoseView,
    EvaluationView,
    Reaction,
    antigens,
    deferral_reasons,
    routes,
    sites,
)
from tram.kernel.clock import VN_TZ

STATUS = {"current": "completed", "cancelled": "entered-in-error"}
_VALID = "http://terminology.hl7.org/CodeSystem/immunization-evaluation-dose-status"
_FUNCTION = {"system": "http://terminology.hl7.org/CodeSystem/v2-0443", "code": "AP"}
_ORIGIN = {"system": "http://terminology.hl7.org/CodeSystem/immunization-origin", "code": "record"}
_UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Words:
    """What resources refer to: how a reference begins, the names of facilities and staff."""

    refer: Mapping[str, str]
    facilities: Mapping[UUID, str]
    staff: Mapping[UUID, str]

    def to(self, resource_type: str, row: UUID) -> dict[str, str]:
        """A reference to a resource of this export."""
        return {"reference": f"{self.refer.get(resource_type, resource_type + '/')}{row}"}


def immunization(
    dose: DoseView, first: UUID, person: UUID, words: Words, reactions: Sequence[Reaction] = ()
) -> Resource:
    """The dose under the id of its first version; a cancelled one is called entered in error."""
    return {
        "resourceType": "Immunization",
        "id": str(first),
        "meta": {"lastUpdated": stamped(dose.stamp)},
        "status": STATUS[dose.status],
        "vaccineCode": vaccine_concept(dose.vaccine),
        "patient": words.to("Patient", person),
        "occurrenceDateTime": instant(dose.given_at) if dose.given_at else dose.day.isoformat(),
        "primarySource": dose.source != "elsewhere",
        **_origin(dose),
        **_place(dose, words),
        **_how(dose),
        **_reacted(reactions, words.to("Patient", person)),
        **_judged(dose),
    }


def not_done(deferral: DeferralView, person: UUID, words: Words) -> Resource:
    """A deferral as an Immunization that was not done, with its reason; R4 has no place for the day to come back."""
    answer: Resource = {
        "resourceType": "Immunization",
        "id": str(deferral.id),
        "meta": {"lastUpdated": stamped(deferral.stamp)},
        "status": "not-done" if deferral.status == "current" else "entered-in-error",
        "statusReason": _reason(deferral),
        "vaccineCode": group_concept(deferral.group),
        "patient": words.to("Patient", person),
        "occurrenceDateTime": deferral.day.isoformat(),
    }
    if deferral.until:
        answer["extension"] = [{"url": own("deferred-until"), "valueDate": deferral.until.isoformat()}]
    return answer | ({"note": [{"text": deferral.note}]} if deferral.note else {})


def evaluations(
    dose: DoseView, first: UUID, person: UUID, words: Words, reasons: Mapping[tuple[UUID, str], str]
) -> Iterator[Resource]:
    """One ImmunizationEvaluation for each antigen of a dose: what it is worth, and why in a sentence."""
    for each in dose.evaluations:
        if each.antigen in antigens():
            yield _evaluation(each, first, person, words) | _why(each, reasons.get((dose.id, each.antigen), ""))


def _evaluation(each: EvaluationView, first: UUID, person: UUID, words: Words) -> Resource:
    verdict = {"system": _VALID, "code": "valid" if each.status == "valid" else "notvalid"}
    answer: Resource = {
        "resourceType": "ImmunizationEvaluation",
        "id": str(uuid5(first, each.antigen)),
        "status": "completed",
        "patient": words.to("Patient", person),
        "targetDisease": disease_concept(each.antigen),
        "immunizationEvent": words.to("Immunization", first),
        "doseStatus": {"coding": [verdict, {"system": own("dose-status"), "code": each.status}]},
        "series": SCHEDULE,
    }
    return answer | ({"doseNumberPositiveInt": each.number} if each.number else {})


def _why(each: EvaluationView, sentence: str) -> Resource:
    if each.status == "valid" and not each.reason:
        return {}
    coding = {"coding": [{"system": own("dose-reason"), "code": each.reason}]} if each.reason else {}
    return {"doseStatusReason": [coding | ({"text": sentence} if sentence else {})]} if coding or sentence else {}


def stamped(stamp: int) -> str:
    """A stamp of the fact log as an instant."""
    return datetime.fromtimestamp((stamp >> 16) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(at: datetime) -> str:
    """An instant in Vietnam's time."""
    return at.astimezone(VN_TZ).isoformat(timespec="milliseconds" if at.microsecond else "seconds")


def _origin(dose: DoseView) -> dict[str, Any]:
    if dose.source == "campaign":
        return {"reasonCode": [concept("source", "campaign", "Tiêm chiến dịch")]}
    return {"reportOrigin": {"coding": [_ORIGIN]}} if dose.source == "elsewhere" else {}


def _place(dose: DoseView, words: Words) -> dict[str, Any]:
    """Where and by whom, by our own ids: whoever does not know them reads the name."""
    answer: dict[str, Any] = {}
    if dose.facility and dose.facility in words.facilities:
        answer["location"] = _named("Location", "facility", dose.facility, words.facilities[dose.facility])
    elif dose.place_name:
        answer["location"] = {"display": dose.place_name}
    if dose.given_by and dose.given_by in words.staff:
        actor = _named("Practitioner", "staff", dose.given_by, words.staff[dose.given_by])
        answer["performer"] = [{"function": {"coding": [_FUNCTION]}, "actor": actor}]
    return answer


def _named(resource_type: str, system: str, row: UUID, name: str) -> dict[str, Any]:
    return {"type": resource_type, "identifier": {"system": own(system), "value": str(row)}, "display": name}


def _how(dose: DoseView) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if dose.lot_number:
        answer["lotNumber"] = dose.lot_number
    if dose.expires_on:
        answer["expirationDate"] = dose.expires_on.isoformat()
    if dose.site in sites():
        answer["site"] = concept("site", dose.site, sites()[dose.site].name_vi)
    if dose.route in routes():
        answer["route"] = concept("route", dose.route, routes()[dose.route].name_vi)
    if dose.quantity is not None:
        answer["doseQuantity"] = {"value": float(dose.quantity), "unit": "ml", "system": _UCUM, "code": "mL"}
    return answer | ({"note": [{"text": dose.note}]} if dose.note else {})


def _reacted(reactions: Sequence[Reaction], person: Resource) -> dict[str, Any]:
    """What followed the dose: signs in words, in an Observation of its own inside."""
    signs = [
        {
            "resourceType": "Observation",
            "id": f"reaction-{number}",
            "status": "final",
            "code": {"text": "Phản ứng nặng sau tiêm" if each.serious else "Phản ứng sau tiêm"},
            "subject": person,
            **({"valueString": each.words} if each.words else {}),
        }
        for number, each in enumerate(reactions, start=1)
    ]
    told = [
        {"date": instant(each.at), "detail": {"reference": f"#{sign['id']}"}, "reported": False}
        for each, sign in zip(reactions, signs, strict=True)
    ]
    return {"contained": signs, "reaction": told} if told else {}


def _judged(dose: DoseView) -> dict[str, Any]:
    """What our schedule counts it as, antigens of one number together; and apart from that what a card says."""
    numbers: dict[int, list[Resource]] = {}
    for each in dose.evaluations:
        if each.status == "valid" and each.number and each.antigen in antigens():
            numbers.setdefault(each.number, []).append(disease_concept(each.antigen))
    protocols: list[dict[str, Any]] = [
        {"series": SCHEDULE, "targetDisease": diseases, "doseNumberPositiveInt": number}
        for number, diseases in sorted(numbers.items(), key=lambda pair: pair[0])
    ]
    if dose.said_number:
        protocols.append({"series": CARD, "doseNumberPositiveInt": dose.said_number})
    weak = any(each.status == "substandard" for each in dose.evaluations)
    return ({"isSubpotent": True} if weak else {}) | ({"protocolApplied": protocols} if protocols else {})


def _reason(deferral: DeferralView) -> Resource:
    answer = concept("kind", deferral.kind)
    if deferral.reason in deferral_reasons():
        words = deferral_reasons()[deferral.reason].name_vi
        answer["coding"].append({"system": own("reason"), "code": deferral.reason, "display": words})
        answer["text"] = words
    return answer
