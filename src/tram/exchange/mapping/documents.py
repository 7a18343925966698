"""MedicationRequest → prescription, AllergyIntolerance → allergy, DocumentReference → document."""

from __future__ import annotations

import base64
import binascii
from decimal import Decimal
from typing import Any

from tram.exchange.faults import Unfit
from tram.exchange.mapping.clinical import NO_PERSON, WRONG
from tram.exchange.mapping.keys import key_of
from tram.exchange.mapping.shapes import Kept, Mapped
from tram.exchange.mapping.values import clip, codes_of, coding_of, day_of, first, text_of
from tram.kernel.text import nfc

LONGEST_TEXT = 400_000
MOST = 100_000_000
NO_ALLERGY = frozenset({  # codes that say there is none, or that nobody knows
    "no-allergy-info", "no-known-allergies", "no-known-medication-allergies", "no-known-food-allergies",
    "no-known-environmental-allergies", "716186003", "409137002", "429625007", "428607008", "1631000175102",
})  # fmt: skip


def medication_request(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """A prescription of one line; drafts, proposals and what was entered in error are kept unused."""
    if resource.get("status") in {"entered-in-error", "draft"} or resource.get("doNotPerform"):
        return WRONG
    if resource.get("intent") in {"proposal", "plan", "option"}:
        return Kept("Mới là đề nghị, chưa phải đơn thuốc")
    person = key_of(resource.get("subject"), base, "Patient")
    if person is None:
        return NO_PERSON
    concept, texts = resource.get("medicationCodeableConcept"), {}
    reference = resource.get("medicationReference") or {}
    medication = key_of(reference, base, "Medication")
    if concept is None:
        concept = _contained(resource, reference).get("code")
        if concept is None and medication and not reference.get("display"):
            texts = {"text": medication}
    system, code, _ = coding_of(concept)
    text = text_of(concept) or nfc(str(reference.get("display") or ""))
    if not (text or texts):
        return Kept("Không nói thuốc gì")
    visit = key_of(resource.get("encounter"), base, "Encounter")
    day, _ = day_of(resource.get("authoredOn"), "authoredOn")
    row = {
        "system": clip(system, 120),
        "code": clip(code, 60),
        "text": clip(text, 500),
        "dosage": clip(_dosage(resource.get("dosageInstruction") or []), 500),
        **_handed_out((resource.get("dispenseRequest") or {}).get("quantity") or {}),
    }
    return Mapped("prescription", [row], {"person": person} | ({"visit": visit} if visit else {}), day, texts)


def _handed_out(quantity: dict[str, Any]) -> dict[str, Any]:
    """How much is to be given, with its unit; nothing where no number that makes sense is told."""
    value = quantity.get("value")
    amount = Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if amount is None or not amount.is_finite() or not 0 < amount < MOST:
        return {}
    return {"quantity": round(amount, 3), "unit": clip(str(quantity.get("unit") or quantity.get("code") or ""), 50)}


def _contained(resource: dict[str, Any], reference: dict[str, Any]) -> dict[str, Any]:
    name = str(reference.get("reference") or "").removeprefix("#")
    return next((each for each in resource.get("contained") or [] if each.get("id") == name), {})


def _dosage(instructions: list[dict[str, Any]]) -> str:
    """What the source wrote, else its numbers: dose, times per period."""
    return "; ".join(filter(None, map(_instruction, instructions)))


def _instruction(each: dict[str, Any]) -> str:
    written = each.get("text") or each.get("patientInstruction")
    if written:
        return nfc(str(written))
    dose = next((one.get("doseQuantity") for one in each.get("doseAndRate") or [] if one.get("doseQuantity")), None)
    repeat = (each.get("timing") or {}).get("repeat") or {}
    parts = [f"{dose.get('value', 0):g} {dose.get('unit', '')}".strip()] if dose else []
    if repeat.get("frequency") and repeat.get("period"):
        parts.append(f"{repeat['frequency']} lần / {repeat['period']:g} {repeat.get('periodUnit', '')}".strip())
    if each.get("asNeededBoolean"):
        parts.append("khi cần")
    return ", ".join(parts)


def allergy(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """What the person must not be given. "No known allergy" is no allergy: kept unused, as are refuted ones."""
    if codes_of(resource.get("verificationStatus")) & {"refuted", "entered-in-error"}:
        return WRONG
    if codes_of(resource.get("clinicalStatus")) & {"inactive", "resolved"}:
        return Kept("Dị ứng đã hết theo nguồn")
    system, code, display = coding_of(resource.get("code"))
    if code in NO_ALLERGY or not display:
        return Kept("Nguồn ghi không có hoặc không rõ dị ứng")
    person = key_of(resource.get("patient"), base, "Patient")
    if person is None:
        return NO_PERSON
    recorded, _ = day_of(*first(resource, "recordedDate", "onsetDateTime"))
    row = {
        "system": clip(system, 120),
        "code": clip(code, 60),
        "display": clip(text_of(resource.get("code")) or display, 250),
        "criticality": resource.get("criticality", ""),
        "reaction": clip(_reactions(resource), 500),
        "recorded_on": recorded,
    }
    return Mapped("allergy", [row], {"person": person}, recorded)


def _reactions(resource: dict[str, Any]) -> str:
    signs = [text_of(sign) for each in resource.get("reaction") or [] for sign in each.get("manifestation") or []]
    return "; ".join(dict.fromkeys(sign for sign in signs if sign))


def document_reference(resource: dict[str, Any], base: str) -> Mapped | Kept:
    """A note in plain text; other media stay whole in what was received."""
    if resource.get("status") == "entered-in-error" or resource.get("docStatus") == "entered-in-error":
        return WRONG
    person = key_of(resource.get("subject"), base, "Patient")
    day, _ = day_of(*first(resource, "date"))
    text = "\n\n".join(filter(None, (_text(each.get("attachment") or {}) for each in resource.get("content") or [])))
    if person is None or not text:
        return NO_PERSON if person is None else Kept("Tài liệu không phải chữ thường (ảnh, PDF, liên kết…)")
    encounters = (resource.get("context") or {}).get("encounter") or []
    visit = next((key for key in (key_of(each, base, "Encounter") for each in encounters) if key), None)
    row = {
        "title": clip(text_of(resource.get("type")) or nfc(str(resource.get("description") or "")) or "Tài liệu", 250),
        "media_type": "text/plain",
        "text": clip(text, LONGEST_TEXT),
        "status": "superseded" if resource.get("status") == "superseded" else "current",
    }
    return Mapped("document", [row], {"person": person} | ({"visit": visit} if visit else {}), day)


def _text(attachment: dict[str, Any]) -> str:
    """The words of an attachment in plain text; '' for any other kind."""
    if not str(attachment.get("contentType") or "").startswith("text/plain") or not attachment.get("data"):
        return ""
    try:
        words = base64.b64decode(attachment["data"], validate=False).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise Unfit("content.attachment.data", "không phải chữ UTF-8 mã hoá base64") from None
    if "\x00" in words:
        raise Unfit("content.attachment.data", "có ký tự rỗng (NUL)")
    return words.strip()
