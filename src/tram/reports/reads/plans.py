"""Which target holds for a place in a year: its own, else that of the nearest place above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tram.kernel.actors import Actor
from tram.places import api as places
from tram.reports.models import PlannedTarget, TargetKind
from tram.reports.reads.areas import place_communes
from tram.reports.views import PlanTarget

NATION = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The targets of one place and year by indicator: the year's own, and the end of the plan's."""

    interim: dict[str, PlanTarget] = field(default_factory=dict)
    final: dict[str, PlanTarget] = field(default_factory=dict)


def targets(actor: Actor, place: str, year: int) -> tuple[PlanTarget, ...]:
    """Every target that holds for a place (commune, province, "" the nation) in a year, by indicator.

    ``place`` of each says whose plan it is: the place's own, or the nearest above that has one. A final target is the
    first that ends in that year or later. Refuses a place that is unknown or (404) out of the actor's scope.
    """
    place_communes(actor, place, date(year, 12, 31))
    found = plan_of(place, year)
    both = (*found.interim.values(), *found.final.values())
    return tuple(sorted(both, key=lambda one: (one.indicator, one.year, one.kind)))


def plan_of(place: str, year: int) -> Plan:
    """The same by kind and indicator, asked in one query; for readings that have checked the place."""
    above = chain(place)
    rows = PlannedTarget.objects.filter(commune__in=above, year__gte=year).order_by("stamp")
    latest = {(row.commune, row.indicator, row.year, row.kind): row for row in rows}
    standing = [row for row in latest.values() if row.value is not None]
    nearest = sorted(standing, key=lambda row: (above.index(row.commune), row.year))
    interim = [row for row in nearest if row.kind == TargetKind.INTERIM and row.year == year]
    return Plan(_first(interim), _first(row for row in nearest if row.kind == TargetKind.FINAL))


def chain(place: str) -> tuple[str, ...]:
    """The place and those above it, nearest first: commune, province, nation."""
    province = places.province_of(place) if len(place) == len("00000") else ""
    return tuple(dict.fromkeys((place, *((province,) if province else ()), NATION)))


def place_over(communes: Sequence[str] | None) -> str:
    """The smallest place whose plan speaks for several communes: the one, their province, or the nation."""
    if not communes:
        return NATION
    if len(communes) == 1:
        return communes[0]
    provinces = {places.province_of(code) for code in communes}
    return provinces.pop() if len(provinces) == 1 else NATION


def _first(rows: Iterable[PlannedTarget]) -> dict[str, PlanTarget]:
    found: dict[str, PlanTarget] = {}
    for row in rows:
        if row.value is not None:
            found.setdefault(row.indicator, view(row))
    return found


def view(row: PlannedTarget) -> PlanTarget:
    """The row as others see it; ``value`` None when it was withdrawn."""
    return PlanTarget(row.indicator, row.commune, row.year, row.kind, row.value, row.source)
