"""What a claim tells, as the content of a visit: the same words the visit form would have said."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from tram.claims.reading.goods import Goods
from tram.claims.reading.model import Note, Told
from tram.claims.reading.parts import Done, line_of
from tram.claims.reading.places import Station
from tram.claims.reading.signs import read_signs
from tram.encounters.api import (
    ICD10,
    DiagnosisInput,
    DocumentInput,
    VisitContent,
    icd_code,
)

SOURCE = "claims"  # Visit.source of what came from a file
WEIGHT = "29463-7"
KINDS = {"03": "IMP", "04": "IMP", "09": "IMP", "11": "FLD", "12": "HH", "14": "VR"}
EMERGENCY, STAY, DRUGS_ONLY, CHRONIC = "2", "06", "07", ("05", "08")
RESULTS = {"1": "khỏi", "2": "đỡ", "3": "không thay đổi", "4": "nặng hơn", "6": "tiên lượng nặng xin về"}
MOST = 1000
Staff = Callable[[str], UUID | None]


def content_of(told: Told, station: Station, goods: Goods, staff: Staff) -> VisitContent:
    """The visit a claim tells of: drugs and services bound to the catalogue, diagnoses named in the claim's words."""
    examiner = None if told.visit_type == DRUGS_ONLY else staff(told.doctor)
    done = Done(told, goods, staff, examined=examiner is not None)
    symptoms, vitals, notes = _course(told)
    day = told.started_at.date()
    content: VisitContent = {
        "facility": station.id,
        "commune": station.commune,
        "examiner": examiner,
        "started_at": told.started_at,
        "ended_at": told.ended_at,
        "kind": _kind(told),
        "payer": "bhyt" if told.patient.cards else "self",
        "cover_number": told.patient.cards[-1].number if told.patient.cards else "",
        "reason": told.reason,
        "symptoms": symptoms[:MOST],
        "treatment": told.treatment,
        "advice": told.advice,
        "note": _note(told),
        "follow_up_on": told.follow_up_on,
        "outcome": told.outcome,
        "traditional": True if told.traditional else None,
        "referred_from": told.referred_from,
        "referral_number": told.referral_number,
        "referred_to": told.referred_to,
        "referral_reason": told.referral_reason,
        "stay_from": told.stay_from,
        "source": SOURCE,
        "vitals": vitals | ({WEIGHT: told.weight} if told.weight else {}),
        "observations": done.results(),
        "diagnoses": diagnoses_of(told),
        "procedures": done.procedures(),
        "prescription": [line_of(one, goods, staff, day) for one in told.drugs],
        "supplies": done.supplies(),
        "documents": _documents(notes, told.long),
    }
    if told.visit_type in CHRONIC:
        content["purpose"] = "followup"
    return content


def _kind(told: Told) -> str:
    """Where and how: an emergency, a stay without the time it began, else by the type of the claim."""
    if told.entitlement == EMERGENCY:
        return "EMER"
    if told.visit_type == STAY and told.stay_from is None:
        return "IMP"
    return KINDS.get(told.visit_type, "AMB")


def _course(told: Told) -> tuple[str, dict[str, Decimal], list[Note]]:
    """(what ailed the patient, vital signs, the later notes) from the first note of the course of the illness."""
    words, vitals = read_signs(told.notes[0].text) if told.notes else (told.symptoms, {})
    return ("" if words == told.reason else words or told.symptoms), vitals, list(told.notes[1:])


def diagnoses_of(told: Told) -> list[DiagnosisInput]:
    """Main and accompanying diseases; named by the claim's words where it has as many names as codes."""
    listed = told.diseases
    said = [part.strip() for part in told.diagnosis.split("; ")]
    names = said if len(said) == len(listed) and all(said) else [""] * len(listed)
    return [
        DiagnosisInput(
            code=code,
            role="main" if place == 0 else "accompanying",
            display=(name or _listed_name(system, code))[:400],
            system=system,
            certainty="confirmed",
        )
        for place, ((system, code), name) in enumerate(zip(listed, names, strict=True))
    ]


def _listed_name(system: str, code: str) -> str:
    named = icd_code(code) if system == ICD10 else None
    return named.name_vi if named else code


def _note(told: Told) -> str:
    """What no column of a visit holds: a diagnosis in words that names no single code, how the patient left."""
    words = [told.diagnosis] if told.diagnosis and not _split(told) else []
    if told.arrival and told.arrival not in told.diagnosis:
        words.append(_("Chẩn đoán khi vào: %(words)s.") % {"words": told.arrival.rstrip(".")})
    result = RESULTS.get(told.result, "")
    words += [_("Kết quả điều trị: %(result)s.") % {"result": result}] if result else []
    return " ".join(words)[:500]


def _split(told: Told) -> bool:
    """Whether the words of the diagnosis became the names of its codes."""
    return len(told.diagnosis.split("; ")) == len(told.diseases)


def _documents(notes: list[Note], long: tuple[str, ...]) -> list[DocumentInput]:
    """The later course of the illness, and words that found no place elsewhere, as notes of the visit."""
    lines = [f"{one.at:%d/%m/%Y %H:%M} {one.text}" if one.at else one.text for one in notes]
    parts = ((_("Diễn biến lâm sàng"), lines), (_("Nguyên văn của hồ sơ"), list(long)))
    return [DocumentInput(title=title, text="\n".join(words)) for title, words in parts if words]
