"""Who may see whose record: people who live in the actor's scope, and people who were seen there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tram.encounters.models import Visit
from tram.kernel.actors import Actor, may_see, not_found, require


@dataclass(frozen=True, slots=True)
class Patient:
    """What a visit must know of a person. ``birth_date`` is the earliest it can be; None when unknown."""

    id: UUID
    commune: str
    village: UUID | None
    birth_date: date | None
    born_exactly: bool
    sex: str
    died_on: date | None


def patient_for(actor: Actor, deed: str, person: UUID) -> Patient:
    """The person, when the actor may do the deed and may see them; otherwise refuses as if nobody were there."""
    require(actor, deed)
    found = _patient(person)
    if found is None or not (_lives_in_scope(actor, found) or _seen_in_scope(actor, person)):
        raise not_found()
    return found


def _lives_in_scope(actor: Actor, patient: Patient) -> bool:
    """A person without a commune is known to whole-nation actors only: a blank place is not everybody's."""
    return may_see(actor, patient.commune, patient.village) if patient.commune else actor.communes is None


def _seen_in_scope(actor: Actor, person: UUID) -> bool:
    """Whether one of the actor's stations has seen the person; village workers go by residence alone."""
    if actor.villages is not None or not actor.communes:
        return False
    return Visit.objects.filter(person_id=person, commune__in=actor.communes).exists()


def _patient(person: UUID) -> Patient | None:
    people: Any = Visit._meta.get_field("person").related_model
    columns = ("commune", "village_id", "birth_date", "birth_precision", "sex", "died_on")
    row = people.objects.filter(pk=person).values_list(*columns).first()
    if row is None:
        return None
    commune, village, birth_date, precision, sex, died_on = row
    return Patient(person, commune, village, birth_date, precision == "day", sex, died_on)
