"""Questions about one person's vaccinations, and what a dose just written counts as."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from uuid import UUID

from tram.immunization.models import Circumstance, Deferral, Dose, Evaluation, Forecast, RowStatus
from tram.immunization.record.access import vaccinee_for
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
from tram.kernel.actors import Actor
from tram.people.api import records_of


def vaccination_record(actor: Actor, person: UUID, today: date) -> VaccinationRecord:
    """All that is known of somebody's vaccinations, what each dose counts as and what is due when.

    Rows of records merged into the person's are among them. Refuses (404) whom the actor may not see. The caller notes
    the reading.
    """
    patient = vaccinee_for(actor, "vaccination.read", person)
    ensure_forecasts(today)
    ids = records_of(patient.id)
    rows = list(Dose.objects.filter(person_id__in=ids).order_by("day", "id"))
    current = {"person_id__in": ids, "status": RowStatus.CURRENT}
    noted = Circumstance.objects.filter(**current).order_by("start", "id")
    put_off = Deferral.objects.filter(**current).order_by("day", "id")
    return VaccinationRecord(
        person=patient.id,
        doses=dose_views([row for row in rows if row.status == RowStatus.CURRENT]),
        forecasts=forecasts_of(patient.id),
        circumstances=tuple(map(CircumstanceView.of, noted)),
        deferrals=tuple(map(DeferralView.of, put_off)),
        cancelled=tuple(DoseView.of(row) for row in rows if row.status == RowStatus.CANCELLED),
    )


def dose_views(rows: Sequence[Dose]) -> tuple[DoseView, ...]:
    """These doses with what each counts as, in the order given. The caller has asked permission."""
    told = _evaluations({row.id for row in rows})
    replaced = Counter(row.supersedes_id for row in rows if row.supersedes_id and row.status == RowStatus.CURRENT)
    return tuple(DoseView.of(row, told.get(row.id, ()), apart=replaced[row.supersedes_id] > 1) for row in rows)


def dose_history(actor: Actor, dose: UUID) -> tuple[DoseView, ...]:
    """A dose and the versions it replaced, the newest first. Empty when there is none the actor may see."""
    found: list[Dose] = []
    row = Dose.objects.filter(pk=dose).first()
    if row is not None:
        vaccinee_for(actor, "vaccination.read", row.person_id)
    while row is not None and row not in found:
        found.append(row)
        row = Dose.objects.filter(pk=row.supersedes_id).first() if row.supersedes_id else None
    return dose_views(found)


def forecasts_of(person: UUID) -> tuple[ForecastView, ...]:
    """How the person stands with each group the schedule has for them, in order. The caller has asked permission."""
    order = {code: place for place, code in enumerate(groups())}
    rows = sorted(Forecast.objects.filter(person=person), key=lambda row: (order.get(row.group, len(order)), row.group))
    return tuple(map(ForecastView.of, rows))


def _evaluations(doses: Collection[UUID]) -> dict[UUID, tuple[EvaluationView, ...]]:
    order = {code: place for place, code in enumerate(antigens())}
    found: dict[UUID, list[Evaluation]] = defaultdict(list)
    for row in Evaluation.objects.filter(dose__in=doses):
        found[row.dose].append(row)
    return {dose: _in_order(rows, order) for dose, rows in found.items()}


def _in_order(rows: Iterable[Evaluation], order: dict[str, int]) -> tuple[EvaluationView, ...]:
    return tuple(map(EvaluationView.of, sorted(rows, key=lambda row: order.get(row.antigen, len(order)))))
