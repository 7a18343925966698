"""The code on somebody's personal record: made from their doses, and read back by any station that scans it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.immunization.lists.rules.passport import PERSON, CarriedDose, Passport, read, written
from tram.immunization.papers import person_of, qr_text
from tram.immunization.schedule.lists import vaccine_of_cvx, vaccines
from tram.people.api import Hit
from tram.places.api import commune as commune_on


@dataclass(frozen=True, slots=True)
class PaperDose:
    """A dose on a paper. ``vaccine`` "" where we know none by that international code."""

    day: date
    vaccine: str
    number: int | None


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper's code says. ``place`` is the name of the commune that printed it, "" when it is not known."""

    person: UUID
    birth: date
    sex: str
    place: str
    doses: tuple[PaperDose, ...]


def record_code(person: Hit, commune: str, doses: Iterable[PaperDose]) -> str:
    """The digits of somebody's record. Without a birth date only the person's number: doses count from birth."""
    number = qr_text(person.id)
    if person.born is None:
        return number
    carried = tuple(CarriedDose(dose.day, _cvx(dose.vaccine), dose.number or 0) for dose in doses)
    return written(Passport(number, person.born, person.sex, commune or "00000", carried))


def person_on_paper(text: str) -> UUID | None:
    """Whom a slip or a personal record names; None when the line is no code of ours or was misread."""
    digits = text.strip()
    if len(digits) == PERSON:
        return person_of(digits)
    found = read(digits)
    return person_of(found.person) if found else None


def paper(text: str) -> Paper | None:
    """The doses on a scanned personal record; None when the line is none, or names nobody."""
    found = read(text)
    person = person_of(found.person) if found else None
    if found is None or person is None:
        return None
    place = commune_on(found.commune, found.birth) or commune_on(found.commune, date.max)
    doses = (PaperDose(dose.day, vaccine_with(dose.cvx), dose.number or None) for dose in found.doses)
    return Paper(person, found.birth, found.sex, place.full_name if place else "", tuple(doses))


def vaccine_with(cvx: int) -> str:
    """The vaccine an international code means here; "" for none we know."""
    return _by_number().get(cvx, "")


def _by_number() -> Mapping[int, str]:
    return {int(cvx): code for cvx, code in vaccine_of_cvx().items() if cvx.isdigit()}


def _cvx(vaccine: str) -> int:
    known = vaccines().get(vaccine)
    return int(known.cvx) if known and known.cvx.isdigit() else 0
