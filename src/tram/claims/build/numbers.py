"""The numbers a claim bears: made from the visit, the same however often it is corrected."""

from __future__ import annotations

from uuid import UUID

SIGNS = 32
SHORT = 12


def number_of(facility_code: str, visit: UUID) -> str:
    """MA_LK of a visit: the facility's code and the id of the visit's first version."""
    return f"{facility_code}.{visit.hex}"


def visit_of_number(number: str) -> UUID | None:
    """The visit a number of ours was made from; None for a number of another system."""
    _code, dot, signs = number.partition(".")
    if not dot or len(signs) != SIGNS:
        return None
    try:
        return UUID(hex=signs)
    except ValueError:
        return None


def patient_of(person: UUID) -> str:
    """MA_BN of somebody another system has not numbered for this facility."""
    return person.hex


def person_of(text: str) -> UUID | None:
    """The person a MA_BN of ours was made from; None for one of another system."""
    try:
        return UUID(hex=text) if len(text) == SIGNS else None
    except ValueError:
        return None


def patient_system(facility_code: str) -> str:
    """The system of the identifier under which a person keeps the MA_BN another system gave them at a facility."""
    return f"urn:vn:bhyt:{facility_code}:ma_bn"


def paper_number(number: str) -> str:
    """The number of the papers of a claim (MA_HSBA, referral, recheck letter): the end of MA_LK."""
    return number[-SHORT:].upper()


def bare_address(text: str, commune: str, province: str) -> str:
    """An address as a claim writes it without the names of commune and province at its end: house and village."""
    end = ", ".join(part for part in (commune, province) if part)
    return text.removesuffix(end).rstrip(", ") if end and text.endswith(end) else text
