"""Whether households are poor or nearly so on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.people.models import HouseholdStatus, Poverty
from tram.people.reads.scope import valid_on


@dataclass(frozen=True, slots=True)
class PovertyView:
    """A time in which a household counted as poor or nearly so; ``name`` says which."""

    kind: str
    name: str
    valid_from: date
    valid_to: date | None


def household_status(household: UUID | None, day: date) -> PovertyView | None:
    """What a household counts as on a day; None when it is neither poor nor nearly so, or there is no household."""
    if household is None:
        return None
    rows = HouseholdStatus.objects.filter(valid_on(day), household=household)
    return max(map(_view, rows), key=lambda found: found.kind == Poverty.POOR, default=None)


def household_statuses(household: UUID) -> tuple[PovertyView, ...]:
    """Every time written down for a household, the latest first, but withdrawn ones. No permission is asked."""
    rows = HouseholdStatus.objects.filter(household=household).order_by("-valid_from", "-id")
    return tuple(_view(row) for row in rows if row.valid_to is None or row.valid_to >= row.valid_from)


def poverty_of(commune: str, day: date) -> dict[UUID, str]:
    """The kind of each poor or nearly poor household of a commune on a day, by household."""
    return _kinds(HouseholdStatus.objects.filter(valid_on(day), commune=commune))


def _kinds(rows: Iterable[HouseholdStatus]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    for row in rows:
        if found.get(row.household_id) != Poverty.POOR:
            found[row.household_id] = row.kind
    return found


def _view(row: HouseholdStatus) -> PovertyView:
    return PovertyView(row.kind, str(Poverty(row.kind).label), row.valid_from, row.valid_to)
