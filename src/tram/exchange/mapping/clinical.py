"""Condition → diagnosis, Observation → observations, Procedure → procedure."""

from __future__ import annotations

from typing import Any

from tram.exchange.mapping.keys import key_of
from tram.exchange.mapping.shapes import Kept, Mapped
from tram.exchange.mapping.values import (
    clip,
    codes_of,
    coding_of,
    day_of,
    first,
    instant_of,
    number_of,
    text_of,
)
from tram.kernel.clock import today_vn
from tram.kernel.text import nfc

ICD10 = ("http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-vn")
LOINC = "http://loinc.org"
NO_PERSON = Kept("Không nói của ai")
NO_DAY = Kept("Không có ngày")
WRONG = Kept("Nguồn đánh dấu là ghi nhầm hoặc đã bác bỏ")


def condition(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """A diagnosis of its visit, or a followed problem when it has none or is on the problem list."""
    if codes_of(resource.get("verificationStatus")) & {"refuted", "entered-in-error"}:
        return WRONG
    person = key_of(resource.get("subject"), base, "Patient")
    system, code, display = coding_of(resource.get("code"), *ICD10)
    if person is None or not (code or display):
        return NO_PERSON if person is None else Kept("Không nói bệnh gì")
    visit = key_of(resource.get("encounter"), base, "Encounter")
    onset, _ = day_of(*first(resource, "onsetDateTime", "onsetPeriod.start"))
    abated, _ = day_of(*first(resource, "abatementDateTime", "abatementPeriod.end"))
    recorded, _ = day_of(resource.get("recordedDate"), "recordedDate")
    problem = visit is None or "problem-list-item" in codes_of(resource.get("category"))
    row = {
        "system": clip(system, 120),
        "code": clip(code, 60),
        "display": clip(display, 400),
        "role": "problem" if problem else "accompanying",
        "certainty": "confirmed" if "confirmed" in codes_of(resource.get("verificationStatus")) else "provisional",
        "onset_on": onset,
        "abated_on": abated,
    }
    links = {"person": person} | ({"visit": visit} if visit else {})
    return Mapped("diagnosis", [row], links, recorded or onset)


def observation(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """One row for its own value and one for each component's, bound into a panel when there are several."""
    if resource.get("status") in {"entered-in-error", "cancelled", "registered"}:
        return WRONG if resource["status"] != "registered" else Kept("Chưa có kết quả")
    person = key_of(resource.get("subject"), base, "Patient")
    at = instant_of(*first(resource, "effectiveDateTime", "effectiveInstant", "effectivePeriod.start", "issued"))
    if person is None or at is None:
        return NO_PERSON if person is None else NO_DAY
    measured = [resource, *(resource.get("component") or [])]
    rows = [_observed(part) | {"at": at} for part in measured if _has_value(part)]
    if not rows:
        return Kept("Không có giá trị")
    visit = key_of(resource.get("encounter"), base, "Encounter")
    return Mapped("observation", rows, {"person": person} | ({"visit": visit} if visit else {}), today_vn(at))


def _has_value(part: dict[str, Any]) -> bool:
    return any(name.startswith("value") for name in part)


def _observed(part: dict[str, Any]) -> dict[str, Any]:
    system, code, display = coding_of(part.get("code"), LOINC)
    name, value = next((name, value) for name, value in part.items() if name.startswith("value"))
    row = {
        "system": clip(system, 120),
        "code": clip(code, 60),
        "display": clip(text_of(part.get("code")) or display, 250),
    }
    return row | _value(name, value)


def _value(name: str, value: Any) -> dict[str, Any]:
    """The value columns: a number with its unit, a code with its words, else words."""
    if name == "valueQuantity":
        number = None if value.get("comparator") else number_of(value.get("value"))
        unit = clip(str(value.get("unit") or value.get("code") or ""), 40)
        return {"number": number, "unit": unit} if number is not None else {"text": clip(_quantity(value), 1000)}
    if name == "valueInteger" and (number := number_of(value)) is not None:
        return {"number": number}
    if name == "valueCodeableConcept":
        system, code, _ = coding_of(value)
        return {"value_system": clip(system, 120), "value_code": clip(code, 60), "text": clip(text_of(value), 1000)}
    return {"text": clip(_words(value), 1000)}


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    if not isinstance(value, dict):
        return nfc(str(value))
    if "numerator" in value or "denominator" in value:
        return f"{_quantity(value.get('numerator') or {})} / {_quantity(value.get('denominator') or {})}"
    ends = [value.get(end) for end in ("low", "high", "start", "end") if value.get(end)]
    if ends:
        return " – ".join(_quantity(end) if isinstance(end, dict) else str(end) for end in ends)
    return nfc(str(value.get("data") or ""))


def _quantity(value: dict[str, Any]) -> str:
    parts = (value.get("comparator"), value.get("value"), value.get("unit") or value.get("code"))
    return " ".join(str(part) for part in parts if part is not None)


def procedure(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """Something done; what was not done or entered in error is kept unused."""
    if resource.get("status") in {"entered-in-error", "not-done", "preparation"}:
        return WRONG if resource["status"] == "entered-in-error" else Kept("Nguồn ghi là không làm hoặc chưa làm")
    person = key_of(resource.get("subject"), base, "Patient")
    system, code, display = coding_of(resource.get("code"))
    if person is None or not (code or display):
        return NO_PERSON if person is None else Kept("Không nói thủ thuật gì")
    at = instant_of(*first(resource, "performedDateTime", "performedPeriod.start"))
    visit = key_of(resource.get("encounter"), base, "Encounter")
    row = {"system": clip(system, 120), "code": clip(code, 60), "display": clip(display, 400), "at": at}
    links = {"person": person} | ({"visit": visit} if visit else {})
    return Mapped("procedure", [row], links, today_vn(at) if at else None)
