"""How many people of each place are due, late, or have missed a dose: numbers without names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from tram.immunization.lists.rules.kinds import Kind
from tram.immunization.lists.scope import communes_of, forecasts
from tram.immunization.lists.views import DueCount
from tram.immunization.models import Forecast
from tram.immunization.record import ensure_forecasts
from tram.kernel.actors import Actor, require
from tram.kernel.text import sort_key
from tram.places.api import commune as commune_on
from tram.places.api import villages_by_id

COUNTED = (Kind.DUE, Kind.OVERDUE, Kind.MISSED)
Place = tuple[str, UUID | None]


def due_counts(
    actor: Actor,
    place: str | None,
    today: date,
    *,
    until: date | None = None,
    group: str = "",
    by_village: bool = False,
) -> tuple[DueCount, ...]:
    """People due by ``until`` (today when not given), late, and past the last day, by commune of ``place``.

    ``place``: a commune, a province's two digits, or None for all of the actor's. ``by_village`` parts communes into
    villages. Places by alphabet, those without a name last. Refuses (404) a place out of scope.
    """
    require(actor, "indicator.read")
    ensure_forecasts(today)
    communes, keys = communes_of(actor, place), ("commune", "village") if by_village else ("commune",)
    found: dict[Place, dict[Kind, int]] = defaultdict(dict)
    for kind in COUNTED:
        rows = forecasts(actor, communes, kind, today, until or today)
        for where, people in _people(rows.filter(group=group) if group else rows, keys):
            found[where][kind] = people
    names = _names(found, today, by_village=by_village)
    counted = [_count(where, names.get(where, ""), each) for where, each in found.items()]
    return tuple(sorted(counted, key=lambda one: (not one.name, sort_key(one.name), one.commune)))


def _people(rows: QuerySet[Forecast], keys: tuple[str, ...]) -> list[tuple[Place, int]]:
    counted = rows.order_by().values_list(*keys).annotate(people=Count("person", distinct=True))
    return [((commune, rest[0] if rest else None), people) for commune, *rest, people in counted]


def _names(places: Collection[Place], day: date, *, by_village: bool) -> dict[Place, str]:
    if by_village:
        known = villages_by_id({village for _commune, village in places if village}, day)
        return {place: known[place[1]].full_name for place in places if place[1] in known}
    found = ((place, commune_on(place[0], day)) for place in places)
    return {place: known.full_name for place, known in found if known}


def _count(where: Place, name: str, people: dict[Kind, int]) -> DueCount:
    commune, village = where
    return DueCount(commune, village, name, *(people.get(kind, 0) for kind in COUNTED))
