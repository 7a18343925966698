"""What a visit was for, when nobody says so: as far as its kind, its main diagnosis and an appointment tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tram.encounters.inputs import ICD10, DiagnosisInput, VisitContent
from tram.encounters.models import Purpose, VisitKind, VisitStatus

CATEGORY = 3
# Chapter XXI of ICD-10, "Factors influencing health status": first and last category, what people come for with them.
REASONS = (
    ("Z00", "Z04", Purpose.CHECKUP),  # examination and observation
    ("Z08", "Z09", Purpose.FOLLOW_UP),  # follow-up after treatment
    ("Z10", "Z13", Purpose.CHECKUP),  # routine checks and screening
    ("Z20", "Z29", Purpose.PREVENTION),  # contact with disease, immunisation
    ("Z30", "Z39", Purpose.PREVENTION),  # contraception, pregnancy, after birth, care of the newborn
    ("Z40", "Z54", Purpose.FOLLOW_UP),  # aftercare and convalescence
    ("Z55", "Z76", Purpose.COUNSELLING),  # hardships of life, counselling
    ("Z80", "Z99", Purpose.FOLLOW_UP),  # conditions in somebody's history
)
EARLY, LATE = timedelta(days=7), timedelta(days=30)


def purpose_of(content: VisitContent, *, appointed: bool = False) -> str:
    """The purpose of a visit that is told without one; "" while it is in progress and more may come.

    ``appointed``: the person came because an earlier visit told them to.
    """
    if content.get("kind") == VisitKind.EMERGENCY:
        return Purpose.EMERGENCY
    if content.get("status", VisitStatus.FINISHED) == VisitStatus.IN_PROGRESS:
        return ""
    told = _told(content.get("diagnoses", ()))
    return told or (Purpose.FOLLOW_UP if appointed else Purpose.ILLNESS)


def keeps_appointment(promised: date | None, day: date) -> bool:
    """Whether a visit on ``day`` is the one an earlier visit asked for: up to a week early or a month late."""
    return promised is not None and promised - EARLY <= day <= promised + LATE


def _told(diagnoses: Sequence[DiagnosisInput]) -> str:
    """By the main diagnosis; by the first of the others when there is none (many reasons may not be main)."""
    noted = [each for each in diagnoses if each.role != "problem" and each.system == ICD10]
    code = next((each.code[:CATEGORY] for each in sorted(noted, key=lambda each: each.role != "main")), "")
    return next((purpose for first, last, purpose in REASONS if first <= code <= last), "")
