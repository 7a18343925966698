"""Whose vaccinations an actor may see: people of their places, and people who were seen or vaccinated there."""

from __future__ import annotations

from uuid import UUID

from tram.encounters.api import Patient, patient_for
from tram.immunization.models import Dose
from tram.kernel.actors import Actor, may_see, require
from tram.people.api import Hit, hits


def vaccinee_for(actor: Actor, deed: str, person: UUID) -> Patient:
    """The person (the record they were merged into, if they were), when the actor may do the deed and may see them.

    Otherwise refuses as if nobody were there.
    """
    require(actor, deed)
    found = next(iter(hits([person])), None)
    if found is None or may_see(actor, found.commune, found.village) or not _vaccinated_in_scope(actor, found.id):
        return patient_for(actor, deed, person)
    return _patient(found)


def _vaccinated_in_scope(actor: Actor, person: UUID) -> bool:
    """Whether one of the actor's stations has vaccinated them; village workers go by residence alone."""
    if actor.villages is not None or not actor.communes:
        return False
    return Dose.objects.filter(person_id=person, commune__in=actor.communes).exists()


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
