"""What a claim asks of many visits at once: the insured ones of a month, their versions, their weights. Few queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tram.encounters.models import Observation, Payer, RowStatus, Visit
from tram.encounters.reads.assemble import ASKED_AT_ONCE, LIVE, visits_with_parts
from tram.encounters.views import VisitView

WEIGHT = "29463-7"
LONGEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class SameDay:
    """A visit that counts, as far as another of the same day needs it."""

    id: UUID
    person: UUID
    facility: UUID | None
    day: date
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """From when to when a visit lay in a bed; ``ended_at`` None while it does."""

    id: UUID
    stay_from: datetime
    ended_at: datetime | None


def visits_by_id(ids: Iterable[UUID]) -> list[VisitView]:
    """The visits whatever their status, in the order asked; unknown ids are left out. Asks nobody's permission."""
    asked = list(dict.fromkeys(ids))
    found: dict[UUID, VisitView] = {}
    for some in _portions(asked):
        found |= {one.id: one for one in visits_with_parts(Visit.objects.filter(pk__in=some))}
    return [found[one] for one in asked if one in found]


def insured_ids(commune: str, start: date, end: date) -> list[UUID]:
    """The visits of a commune in a period that insurance is to pay and that count, in order of time."""
    rows = Visit.objects.filter(commune=commune, day__gte=start, day__lte=end, payer=Payer.BHYT, status__in=LIVE)
    return list(rows.order_by("started_at", "id").values_list("id", flat=True))


def first_versions(visits: Collection[UUID]) -> dict[UUID, UUID]:
    """The id of the first version of each visit, by the id asked for."""
    return _ends(visits, "id", "supersedes_id")


def last_versions(visits: Collection[UUID]) -> dict[UUID, UUID]:
    """The id of the newest version of each visit, by the id asked for."""
    return _ends(visits, "supersedes_id", "id")


def insured_same_day(people: Collection[UUID], days: Collection[date]) -> list[SameDay]:
    """The insured visits of people on some days, in order of time."""
    found: list[SameDay] = []
    for some in _portions(list(people)):
        rows = Visit.objects.filter(person__in=some, day__in=list(days), payer=Payer.BHYT, status__in=LIVE)
        found += [SameDay(*row) for row in rows.values_list("id", "person_id", "facility_id", "day", "started_at")]
    return sorted(found, key=lambda one: (one.started_at, one.id))


def stays(commune: str, start: date, end: date) -> list[Stay]:
    """The visits of a commune that began in a period and stayed, in order of time."""
    rows = Visit.objects.filter(commune=commune, day__gte=start, day__lte=end, stay_from__isnull=False, status__in=LIVE)
    found = rows.order_by("stay_from", "id").values_list("id", "stay_from", "ended_at")
    return [Stay(key, begun, ended) for key, begun, ended in found if begun is not None]


def weights_until(people: Collection[UUID], start: date, end: date) -> dict[UUID, list[tuple[datetime, Decimal]]]:
    """The weights (kg) measured of people in a period, the earliest first."""
    found: dict[UUID, list[tuple[datetime, Decimal]]] = {}
    for some in _portions(list(people)):
        rows = Observation.objects.filter(
            person__in=some, code=WEIGHT, day__gte=start, day__lte=end, status=RowStatus.CURRENT, number__isnull=False
        )
        for person, at, number in rows.order_by("at", "id").values_list("person_id", "at", "number"):
            found.setdefault(person, []).append((at, Decimal(number or 0)))
    return found


def _ends(visits: Collection[UUID], here: str, there: str) -> dict[UUID, UUID]:
    """Where the chain of versions ends, going from column ``here`` to column ``there``."""
    found = {one: one for one in visits}
    left = set(visits)
    for _step in range(LONGEST_CHAIN):
        ahead: dict[UUID, UUID] = {}
        for some in _portions(sorted(left)):
            rows = Visit.objects.filter(**{f"{here}__in": some}, supersedes__isnull=False)
            ahead |= dict(rows.values_list(here, there))
        if not ahead:
            break
        found = {one: ahead.get(end, end) for one, end in found.items()}
        left = set(ahead.values())
    return found


def _portions(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[first : first + ASKED_AT_ONCE] for first in range(0, len(ids), ASKED_AT_ONCE))
