"""Whole vaccination records of many people, for what goes out to other systems: a handful of queries for them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from tram.immunization.models import Deferral, Dose, Evaluation, Forecast, RowStatus
from tram.immunization.record.following import ensure_forecasts
from tram.immunization.record.views import DeferralView, DoseView, EvaluationView, ForecastView
from tram.immunization.schedule import antigens, groups

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """All that stands in somebody's record: doses and deferrals that count or were cancelled, what follows from them.

    ``first`` leads from a dose to the first version of it: the id under which others know it.
    """

    doses: tuple[DoseView, ...]
    deferrals: tuple[DeferralView, ...]
    forecasts: tuple[ForecastView, ...]
    first: Mapping[UUID, UUID]


def whole_records(people: Iterable[UUID], today: date) -> dict[UUID, WholeRecord]:
    """The records of these people (some hundreds at a time), by person; empty ones too. Asks nobody's permission.

    What a dose counts as and what is due follow from the schedule in force on ``today``; merged records have neither.
    """
    ensure_forecasts(today)
    asked = list(dict.fromkeys(people))
    judged = _judged(asked)
    doses, first = _doses(asked, judged)
    told = Deferral.objects.filter(person__in=asked).exclude(status=RowStatus.SUPERSEDED).order_by("day", "id")
    deferrals = _by_person((row.person_id, DeferralView.of(row)) for row in told)
    order = {code: place for place, code in enumerate(groups())}
    due = sorted(Forecast.objects.filter(person__in=asked), key=lambda row: order.get(row.group, len(order)))
    forecasts = _by_person((row.person, ForecastView.of(row)) for row in due)
    return {
        person: WholeRecord(tuple(doses[person]), tuple(deferrals[person]), tuple(forecasts[person]), first)
        for person in asked
    }


def _judged(people: list[UUID]) -> dict[UUID, list[EvaluationView]]:
    order = {code: place for place, code in enumerate(antigens())}
    rows = sorted(Evaluation.objects.filter(person__in=people), key=lambda row: order.get(row.antigen, len(order)))
    return _by_person((row.dose, EvaluationView.of(row)) for row in rows)


def _doses(
    people: list[UUID], judged: Mapping[UUID, list[EvaluationView]]
) -> tuple[dict[UUID, list[DoseView]], dict[UUID, UUID]]:
    rows = list(Dose.objects.filter(person__in=people).order_by("day", "id"))
    before = {row.pk: row.supersedes_id for row in rows if row.supersedes_id}
    shown = [row for row in rows if row.status != RowStatus.SUPERSEDED]
    first, taken = dict[UUID, UUID](), set[UUID]()
    for row in shown:  # two machines may both have amended one dose: then the second is known by its own id
        found = _first(row.pk, before)
        first[row.pk] = row.pk if found in taken else found
        taken.add(found)
    return _by_person((row.person_id, DoseView.of(row, tuple(judged.get(row.pk, ())))) for row in shown), first


def _first(dose: UUID, before: Mapping[UUID, UUID]) -> UUID:
    seen = {dose}
    while dose in before and before[dose] not in seen:
        dose = before[dose]
        seen.add(dose)
    return dose


def _by_person(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for person, value in pairs:
        found[person].append(value)
    return found


def followed_people(commune: str, after: UUID | None, limit: int) -> list[UUID]:
    """People of a commune who have doses, deferrals or forecasts, by id, those after one of them; at most ``limit``."""
    later = Q(person__gt=after) if after else Q()
    rows = Forecast.objects.filter(later, commune=commune).order_by("person").values_list("person", flat=True)
    return list(rows.distinct()[:limit])
