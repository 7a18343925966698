"""What registers ask of many people at once: their visits in a period, and since when a disease is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models.functions import Substr

from tram.encounters.inputs import ICD10
from tram.encounters.models import Diagnosis, Outcome, RowStatus, Visit
from tram.encounters.reads.assemble import LIVE, visits_with_parts
from tram.encounters.views import VisitView

AT_ONCE = 500
OUTCOME_NAMES = {outcome.value: str(outcome.label) for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """A diagnosis of somebody. ``since`` is the day the illness began where it is known, else the day it was noted."""

    id: UUID
    person: UUID
    visit: UUID | None
    day: date
    since: date
    code: str
    display: str
    commune: str


def visits_of(people: Collection[UUID], start: date, end: date) -> list[VisitView]:
    """The visits of people in a period, in order of time, wherever they were; the caller has asked permission."""
    found = []
    for some in _portions(people):
        rows = Visit.objects.filter(person__in=some, day__gte=start, day__lte=end, status__in=LIVE)
        found += visits_with_parts(rows.order_by("day", "started_at", "id"))
    return sorted(found, key=lambda one: (one.day, one.started_at, one.id))


def diagnosed(people: Collection[UUID], categories: Collection[str], until: date) -> list[Diagnosed]:
    """People's diagnoses in ICD-10 categories (three characters) up to a day, the earliest first; the caller has asked
    permission."""
    columns = ("id", "person_id", "visit_id", "day", "onset_on", "code", "display", "commune")
    found = []
    for some in _portions(people):
        rows = Diagnosis.objects.filter(person__in=some, day__lte=until, status=RowStatus.CURRENT, system=ICD10)
        rows = rows.annotate(category=Substr("code", 1, 3)).filter(category__in=categories)
        for key, person, visit, day, onset, code, display, commune in rows.values_list(*columns):
            found.append(Diagnosed(key, person, visit, day, onset or day, code, display, commune))
    return sorted(found, key=lambda one: (one.since, one.day, one.id))


def _portions(people: Collection[UUID]) -> Iterator[Sequence[UUID]]:
    """A few hundred at a time: a database takes only so many values in one question."""
    listed = list(people)
    return (listed[first : first + AT_ONCE] for first in range(0, len(listed), AT_ONCE))
