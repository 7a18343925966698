"""What is known of a person now: the last measurements, conditions, allergies, the last visit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from tram.encounters.access import Patient, patient_for
from tram.encounters.inputs import ICD10, LOINC
from tram.encounters.models import Allergy, Diagnosis, DiagnosisRole, Observation, RowStatus, Visit
from tram.encounters.reads.assemble import LIVE, fetch, visits_with_parts
from tram.encounters.views import AllergyView, ObservationView, VisitView
from tram.encounters.vitals import vitals
from tram.kernel.actors import Actor

LOOKED_BACK = 150
AT_ONCE = 500
CONDITIONS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Condition:
    """Something the person has or keeps coming with: ``days`` on which it was noted, first and last of them."""

    system: str
    code: str
    display: str
    since: date
    last: date
    days: int
    followed: bool


def last_vitals(actor: Actor, person: UUID) -> dict[str, ObservationView]:
    """The latest value of each vital sign by LOINC code. Refuses (404) whom the actor may not see."""
    patient_for(actor, "visit.read", person)
    return latest_values(person)


def latest_values(person: UUID) -> dict[str, ObservationView]:
    """``last_vitals`` for a caller that has asked permission."""
    rows = Observation.objects.filter(
        person_id=person, system=LOINC, code__in=list(vitals()), status=RowStatus.CURRENT, number__isnull=False
    )
    newest: dict[str, UUID] = {}
    for code, row in rows.order_by("-day", "-id").values_list("code", "id")[:LOOKED_BACK]:
        newest.setdefault(code, row)
    found = {each.code: each for each in fetch(ObservationView, Observation.objects.filter(pk__in=newest.values()))}
    return {code: found[code] for code in vitals() if code in found}


def codes_of(visits: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """ICD-10 codes noted at these visits, as they stand now; visits without any are left out.

    The caller has asked permission.
    """
    rows = Diagnosis.objects.filter(visit__in=list(visits), system=ICD10, status=RowStatus.CURRENT)
    found: dict[UUID, tuple[str, ...]] = {}
    for visit, code in rows.exclude(role=DiagnosisRole.PROBLEM).order_by("id").values_list("visit_id", "code"):
        if visit is not None:
            found[visit] = (*found.get(visit, ()), code)
    return found


def known_conditions(actor: Actor, person: UUID) -> tuple[Condition, ...]:
    """Problems that are followed, then diagnoses noted on two days or more, the latest first."""
    patient_for(actor, "visit.read", person)
    return conditions_of(person)


def conditions_of(person: UUID) -> tuple[Condition, ...]:
    """``known_conditions`` for a caller that has asked permission."""
    rows = (
        Diagnosis.objects.filter(person_id=person, status=RowStatus.CURRENT, abated_on__isnull=True)
        .values("system", "code")
        .annotate(
            name=Max("display"),
            since=Min("day"),
            last=Max("day"),
            days=Count("day", distinct=True),
            followed=Count("id", filter=Q(role=DiagnosisRole.PROBLEM)),
        )
        .filter(Q(followed__gt=0) | Q(days__gt=1))
        .order_by("-last", "code")[:CONDITIONS_SHOWN]
    )
    found = [
        Condition(row["system"], row["code"], row["name"], row["since"], row["last"], row["days"], row["followed"] > 0)
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: not each.followed))


def allergies(actor: Actor, person: UUID) -> tuple[AllergyView, ...]:
    """What the person must not be given."""
    patient_for(actor, "visit.read", person)
    return allergies_of(person)


def allergies_of(person: UUID) -> tuple[AllergyView, ...]:
    """``allergies`` for a caller that has asked permission."""
    return tuple(fetch(AllergyView, Allergy.objects.filter(person_id=person, status=RowStatus.CURRENT).order_by("id")))


def last_visit(actor: Actor, person: UUID) -> VisitView | None:
    """The latest visit that counts, with its parts; None when there was none."""
    patient_for(actor, "visit.read", person)
    return newest_visit(person)


def newest_visit(person: UUID) -> VisitView | None:
    """``last_visit`` for a caller that has asked permission."""
    latest = Visit.objects.filter(person_id=person, status__in=LIVE).order_by("-day", "-id")[:1]
    return next(iter(visits_with_parts(latest)), None)


def promised(person: UUID, day: date) -> date | None:
    """The day for which the latest visit before ``day`` told them to come back; None when it did not."""
    before = Visit.objects.filter(person_id=person, status__in=LIVE, day__lt=day).order_by("-day", "-id")
    return before.values_list("follow_up_on", flat=True).first()


def last_seen(persons: Collection[UUID]) -> dict[UUID, date]:
    """The day each of these people last came; those who never did are left out. The caller has asked permission."""
    found: dict[UUID, date] = {}
    asked = list(persons)
    for start in range(0, len(asked), AT_ONCE):
        rows = Visit.objects.filter(person__in=asked[start : start + AT_ONCE], status__in=LIVE)
        found.update(rows.values_list("person_id").annotate(last=Max("day")).order_by())
    return found


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What a page shows beside a person, asked for at once."""

    vitals: dict[str, ObservationView]
    conditions: tuple[Condition, ...]
    allergies: tuple[AllergyView, ...]
    last_visit: VisitView | None = None


def person_record(
    actor: Actor, person: UUID, *, with_last_visit: bool = False, known: Patient | None = None
) -> PersonRecord:
    """The latest measurements, known conditions and allergies (and the last visit). Refuses like each of them.

    ``known``: whom ``patient_for`` has let this actor see already, so that it is not asked twice for one page.
    """
    _ = known or patient_for(actor, "visit.read", person)
    return PersonRecord(
        vitals=latest_values(person),
        conditions=conditions_of(person),
        allergies=allergies_of(person),
        last_visit=newest_visit(person) if with_last_visit else None,
    )
