"""Who may see whose record: people who live in the actor's scope, and people who were seen there before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.encounters.models import Visit
from tram.kernel.actors import Actor, may_see, not_found, require
from tram.people.api import Hit, hits


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
    """The person (the record they were merged into, if they were), when the actor may do the deed and may see them.

    Otherwise refuses as if nobody were there.
    """
    require(actor, deed)
    found = next(iter(hits([person])), None)
    if found is None or not (may_see(actor, found.commune, found.village) or _seen_in_scope(actor, person)):
        raise not_found()
    return _patient(found)


def _seen_in_scope(actor: Actor, person: UUID) -> bool:
    """Whether one of the actor's stations has seen the person; village workers go by residence alone."""
    if actor.villages is not None or not actor.communes:
        return False
    return Visit.objects.filter(person_id=person, commune__in=actor.communes).exists()


def _patient(found: Hit) -> Patient:
    return Patient(
        id=found.id,
        commune=found.commune,
        village=found.village,
        birth_date=found.born,
        born_exactly=found.birth_precision == "day",
        sex=found.sex,
        died_on=found.died_on,
    )
