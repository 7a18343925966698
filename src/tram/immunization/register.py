"""Vaccinations of many people as a register tells them: doses with what they count as, and why others are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tram.immunization.models import (
    Circumstance,
    Deferral,
    DeferralKind,
    Dose,
    DoseStanding,
    Evaluation,
    EvaluationStatus,
    RowStatus,
)
from tram.immunization.schedule import deferral_reasons, groups, vaccines

PREGNANT = "pregnant"
LASTING = (DeferralKind.REFUSED, DeferralKind.CONTRAINDICATED)


@dataclass(frozen=True, slots=True)
class RegisterDose:
    """One dose: its vaccine as a nurse writes it, its day, and the number it counts as for each antigen."""

    vaccine: str
    day: date
    counts_as: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class RegisterCard:
    """Somebody's doses by day, refusals and contraindications in words, and the pregnancies (start, end, due)."""

    doses: tuple[RegisterDose, ...] = ()
    refusals: tuple[str, ...] = ()
    pregnancies: tuple[tuple[date, date | None, date | None], ...] = ()


def register_cards(people: Collection[UUID]) -> dict[UUID, RegisterCard]:
    """The card of each of these people, in four queries however many there are; the caller has asked permission."""
    doses, refused, pregnant = _doses(people), _refusals(people), _pregnancies(people)
    return {one: RegisterCard(tuple(doses[one]), tuple(refused[one]), tuple(pregnant[one])) for one in people}


def _doses(people: Collection[UUID]) -> dict[UUID, list[RegisterDose]]:
    owner = dict(DoseStanding.objects.filter(person__in=people).values_list("dose", "person"))
    numbers: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    counted = Evaluation.objects.filter(person__in=people, status=EvaluationStatus.VALID, number__isnull=False)
    for dose, antigen, number in counted.order_by("antigen").values_list("dose", "antigen", "number"):
        numbers[dose].append((antigen, number or 0))
    found: dict[UUID, list[RegisterDose]] = defaultdict(list)
    rows = Dose.objects.filter(pk__in=owner, status=RowStatus.CURRENT).order_by("day", "id")
    for key, vaccine, day in rows.values_list("id", "vaccine", "day"):
        known = vaccines().get(vaccine)
        found[owner[key]].append(RegisterDose(known.short_vi if known else vaccine, day, tuple(numbers[key])))
    return found


def _refusals(people: Collection[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Deferral.objects.filter(person_id__in=people, status=RowStatus.CURRENT, kind__in=LASTING).order_by(
        "day", "id"
    )
    for row in rows:
        reason = deferral_reasons().get(row.reason)
        parts: Iterable[str] = (
            _group_name(row.group),
            f"{DeferralKind(row.kind).label} {row.day:%d/%m/%Y}",
            reason.name_vi if reason else "",
        )
        found[row.person_id].append(": ".join(part for part in parts if part))
    return found


def _group_name(code: str) -> str:
    known = groups().get(code)
    return known.short_vi if known else code or _("Mọi vắc xin")


def _pregnancies(people: Collection[UUID]) -> dict[UUID, list[tuple[date, date | None, date | None]]]:
    found: dict[UUID, list[tuple[date, date | None, date | None]]] = defaultdict(list)
    rows = Circumstance.objects.filter(person_id__in=people, status=RowStatus.CURRENT, code=PREGNANT)
    for person, start, end, due_on in rows.order_by("start", "id").values_list("person_id", "start", "end", "due_on"):
        found[person].append((start, end, due_on))
    return found
