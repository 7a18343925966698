"""Whole vaccination records of many people, for what goes out to other systems: a handful of queries for them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from tram.immunization.events.definitions import event_form, labels
from tram.immunization.lists.chart.read import chart
from tram.immunization.lists.chart.views import Chart
from tram.immunization.models import AdverseEvent, Circumstance, Deferral, Dose, Evaluation, Forecast, RowStatus
from tram.immunization.record.following import ensure_forecasts
from tram.immunization.record.views import (
    CircumstanceView,
    DeferralView,
    DoseView,
    EvaluationView,
    ForecastView,
    VaccinationRecord,
)
from tram.immunization.schedule import antigens, groups
from tram.kernel.clock import today_vn
from tram.people.api import Hit, all_records_of, hits

T = TypeVar("T")
DUE = "recommended"


@dataclass(frozen=True, slots=True)
class Reaction:
    """What befell somebody after a dose: when, whether it was serious, its signs in words."""

    at: datetime
    serious: bool
    words: str


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """All that stands in somebody's record: doses and deferrals that count or were cancelled, what follows from them.

    ``first`` leads from a dose to the first version of it: the id under which others know it. ``reasons`` say why a
    dose counts or not, by dose and antigen; ``dates`` why a group is due on its day, by group; ``reactions`` what
    befell somebody, by first version.
    """

    doses: tuple[DoseView, ...]
    deferrals: tuple[DeferralView, ...]
    forecasts: tuple[ForecastView, ...]
    first: Mapping[UUID, UUID]
    reasons: Mapping[tuple[UUID, str], str]
    dates: Mapping[str, str]
    reactions: Mapping[UUID, list[Reaction]]


def whole_records(people: Iterable[UUID], today: date) -> dict[UUID, WholeRecord]:
    """The records of these people (some hundreds at a time), by person; empty ones too. Asks nobody's permission.

    What a dose counts as and what is due follow from the schedule in force on ``today``. Rows of records that were
    merged into somebody's are among theirs.
    """
    ensure_forecasts(today)
    known = {hit.id: hit for hit in hits(list(dict.fromkeys(people)))}
    rows = _Rows(all_records_of(known))
    return {person: _whole(hit, rows, today) for person, hit in known.items()}


class _Rows:
    """Every row of some people's records, by person."""

    def __init__(self, records: Mapping[UUID, UUID]) -> None:
        ids = list(records)
        doses = list(Dose.objects.filter(person__in=ids).order_by("day", "id"))
        shown = [row for row in doses if row.status != RowStatus.SUPERSEDED]
        judged = _judged(ids)
        before = {row.pk: row.supersedes_id for row in doses if row.supersedes_id}
        self.first = _first_versions(before, shown)
        self.doses = _by((records[row.person_id], DoseView.of(row, tuple(judged[row.pk]))) for row in shown)
        put_off = Deferral.objects.filter(person__in=ids).exclude(status=RowStatus.SUPERSEDED).order_by("day", "id")
        self.deferrals = _by((records[row.person_id], DeferralView.of(row)) for row in put_off)
        noted = Circumstance.objects.filter(person__in=ids, status=RowStatus.CURRENT).order_by("start", "id")
        self.noted = _by((records[row.person_id], CircumstanceView.of(row)) for row in noted)
        told = AdverseEvent.objects.filter(person__in=ids, status=RowStatus.CURRENT, dose__isnull=False)
        self.reactions = _by((_first(row.dose_id, before), _reaction(row)) for row in told.order_by("onset_at", "id"))
        order = {code: place for place, code in enumerate(groups())}
        due = sorted(Forecast.objects.filter(person__in=ids), key=lambda row: order.get(row.group, len(order)))
        self.forecasts = _by((row.person, ForecastView.of(row)) for row in due)


def _whole(hit: Hit, rows: _Rows, today: date) -> WholeRecord:
    doses, deferrals = tuple(rows.doses[hit.id]), tuple(rows.deferrals[hit.id])
    forecasts = tuple(rows.forecasts[hit.id])
    record = VaccinationRecord(
        person=hit.id,
        doses=tuple(each for each in doses if each.status == RowStatus.CURRENT),
        forecasts=forecasts,
        circumstances=tuple(rows.noted[hit.id]),
        deferrals=tuple(each for each in deferrals if each.status == RowStatus.CURRENT),
    )
    drawn = chart(hit, record, today)
    return WholeRecord(doses, deferrals, forecasts, rows.first, _reasons(drawn), _dates(drawn), rows.reactions)


def _reaction(row: AdverseEvent) -> Reaction:
    names = labels(event_form(today_vn(row.onset_at)), "symptoms")
    signs = [names.get(code, code) for code in row.symptoms.split()]
    return Reaction(row.onset_at, row.serious, ", ".join(signs))


def _reasons(drawn: Chart) -> dict[tuple[UUID, str], str]:
    return {
        (one.dose.id, antigen): verdict.why.sentence
        for one in drawn.doses
        for verdict in one.verdicts
        for antigen in verdict.antigens
    }


def _dates(drawn: Chart) -> dict[str, str]:
    found = ((group.group, each) for group in drawn.groups for each in group.dates if each.name == DUE)
    return {group: each.why.sentence for group, each in found if each.why}


def _judged(people: list[UUID]) -> dict[UUID, list[EvaluationView]]:
    order = {code: place for place, code in enumerate(antigens())}
    rows = sorted(Evaluation.objects.filter(person__in=people), key=lambda row: order.get(row.antigen, len(order)))
    return _by((row.dose, EvaluationView.of(row)) for row in rows)


def _first_versions(before: Mapping[UUID, UUID], shown: Iterable[Dose]) -> dict[UUID, UUID]:
    """The first version of each; two machines may both have amended one: then the second is known by its own id."""
    first, taken = dict[UUID, UUID](), set[UUID]()
    for row in shown:
        found = _first(row.pk, before)
        first[row.pk] = row.pk if found in taken else found
        taken.add(found)
    return first


def _first(dose: UUID, before: Mapping[UUID, UUID]) -> UUID:
    seen = {dose}
    while dose in before and before[dose] not in seen:
        dose = before[dose]
        seen.add(dose)
    return dose


def _by(pairs: Iterable[tuple[UUID, T]]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = defaultdict(list)
    for person, value in pairs:
        found[person].append(value)
    return found


def followed_people(commune: str, after: UUID | None, limit: int) -> list[UUID]:
    """People of a commune whom the schedule follows, by id, those after one of them; at most ``limit``."""
    later = Q(person__gt=after) if after else Q()
    rows = Forecast.objects.filter(later, commune=commune).order_by("person").values_list("person", flat=True)
    return list(rows.distinct()[:limit])
