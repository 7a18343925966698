"""Everything that goes out about some people: their resources in an order in which each follows what it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from tram.exchange.export.doses import Words, evaluations, immunization, not_done
from tram.exchange.export.patients import Resource, patient
from tram.exchange.export.recommendations import recommendation
from tram.immunization.api import DoseView, WholeRecord, whole_records
from tram.kernel.clock import today_vn
from tram.people.api import all_records_of, whole_people
from tram.places.api import facility_names, last_known_facility
from tram.workforce.api import staff_by_id

URN = "urn:uuid:"
INSIDE_A_BUNDLE = dict.fromkeys(("Patient", "Immunization"), URN)
TYPES = ("Patient", "Immunization", "ImmunizationEvaluation", "ImmunizationRecommendation")


def resources(people: Iterable[UUID], at: datetime, refer: Mapping[str, str]) -> Iterator[Resource]:
    """The resources of these people (some hundreds at a time), one person after another. Asks nobody's permission.

    ``refer`` is how references to each type begin, ``urn:uuid:`` inside a bundle; ``Type/`` where it says nothing.
    Records that were merged are told under the person they went into.
    """
    known = whole_people(people)
    records = all_records_of(known)
    found = whole_records(records, today_vn(at))
    words = _words(found.values(), refer)
    for person, whole in known.items():
        mine = [found[person], *(found[one] for one, into in records.items() if into == person != one)]
        yield patient(whole)
        yield from _vaccinations(person, mine, at, words)


def _vaccinations(person: UUID, records: list[WholeRecord], at: datetime, words: Words) -> Iterator[Resource]:
    doses = [(record.first.get(dose.id, dose.id), dose) for record in records for dose in record.doses]
    for first, dose in doses:
        yield immunization(dose, first, person, words)
    for record in records:
        yield from (not_done(each, person, words) for each in record.deferrals)
    current = [(first, dose) for first, dose in doses if dose.status == "current"]
    for first, dose in current:
        yield from evaluations(dose, first, person, words)
    due = recommendation((each for record in records[:1] for each in record.forecasts), current, person, at, words)
    if due is not None:
        yield due


def _words(records: Iterable[WholeRecord], refer: Mapping[str, str]) -> Words:
    doses = [dose for record in records for dose in record.doses]
    return Words(refer, _facilities(doses), _staff(doses), {})


def _facilities(doses: list[DoseView]) -> dict[UUID, str]:
    """The names of the facilities, of those that have ended their last."""
    asked = {dose.facility for dose in doses if dose.facility}
    names = facility_names(asked)
    ended = {one: last_known_facility(one) for one in asked - names.keys()}
    return names | {one: view.name for one, view in ended.items() if view}


def _staff(doses: list[DoseView]) -> dict[UUID, str]:
    return {
        one: view.full_name for one, view in staff_by_id({dose.given_by for dose in doses if dose.given_by}).items()
    }
