"""A pregnancy that visits have noted but the vaccination record has not: tetanus is reckoned only from the latter."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tram.encounters.api import person_record
from tram.engines.expression.calendar import years_between
from tram.immunization.record import VaccinationRecord
from tram.kernel.actors import Actor, may
from tram.people.api import Hit

PREGNANT = "pregnant"
YOUNGEST, OLDEST = 12, 50
LASTS = timedelta(days=294)
# ICD-10: pregnant state, supervision of pregnancy, and chapter XV between abortion (O00-O08) and delivery (O60)
_CODES = re.compile(r"Z3[345]|O(?:1[0-69]|2[0-9]|3[0-6]|4[0-8])")


def noted_pregnancy(actor: Actor, person: Hit, record: VaccinationRecord, today: date) -> tuple[str, date] | None:
    """The diagnosis by which visits say that somebody is pregnant now, and the day it was first made.

    None when they do not, when the vaccination record knows of a pregnancy, or when the actor may not read visits.
    """
    if not _may_be(person, today) or not may(actor, "visit.read"):
        return None
    if any(one.code == PREGNANT and (one.end is None or one.end >= today - LASTS) for one in record.circumstances):
        return None
    known = person_record(actor, person.id).conditions
    found = next((one for one in known if _CODES.match(one.code) and one.last >= today - LASTS), None)
    return (found.code, max(found.since, today - LASTS)) if found else None


def _may_be(person: Hit, today: date) -> bool:
    return (
        person.sex == "female"
        and person.born is not None
        and person.died_on is None
        and YOUNGEST <= years_between(person.born, today) <= OLDEST
    )
