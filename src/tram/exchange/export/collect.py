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
from tram.people.api import whole_people
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
    records = whole_records(known, today_vn(at))
    words = _words(records.values(), refer)
    for person, whole in known.items():
        yield patient(whole)
        yield from _vaccinations(person, records[person], at, words)


def _vaccinations(person: UUID, record: WholeRecord, at: datetime, words: Words) -> Iterator[Resource]:
    doses = [(record.first[dose.id], dose) for dose in record.doses]
    for first, dose in doses:
        yield immunization(dose, first, person, words, record.reactions.get(first, ()))
    yield from (not_done(each, person, words) for each in record.deferrals)
    current = [(first, dose) for first, dose in doses if dose.status == "current"]
    for first, dose in current:
        yield from evaluations(dose, first, person, words, record.reasons)
    due = recommendation(record, current, person, at, words)
    if due is not None:
        yield due


def _words(records: Iterable[WholeRecord], refer: Mapping[str, str]) -> Words:
    doses = [dose for record in records for dose in record.doses]
    return Words(refer, _facilities(doses), _staff(doses))


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
