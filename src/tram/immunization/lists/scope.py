"""Which forecasts an actor may ask about, as filters on an index; what each kind of list means in SQL."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from tram.immunization.lists.put_off import not_waiting
from tram.immunization.lists.rules.kinds import MISSED_BACK, Kind
from tram.immunization.models import Forecast, ForecastStatus
from tram.kernel.actors import Actor, may_see, not_found
from tram.places.api import codes_of_province

PROVINCE_DIGITS = 2


def communes_of(actor: Actor, place: str | None) -> tuple[str, ...] | None:
    """The communes asked about: one, those of a province, or all of the actor's (None: the whole nation).

    Refuses (404) a place outside the actor's communes.
    """
    if not place:
        return None if actor.communes is None else tuple(sorted(actor.communes))
    if len(place) > PROVINCE_DIGITS:
        if not may_see(actor, place):
            raise not_found()
        return (place,)
    found = tuple(code for code in sorted(codes_of_province(place)) if may_see(actor, code))
    if not found:
        raise not_found()
    return found


def open_in(actor: Actor, communes: Collection[str] | None) -> Q:
    """Forecasts with a dose still to give, in these communes; of a village worker only those of the own villages."""
    found = Q(status=ForecastStatus.DUE)
    if communes is not None:
        found &= Q(commune__in=list(communes))
    if actor.villages is not None:
        found &= Q(village__in=sorted(actor.villages))
    return found


def forecasts(
    actor: Actor, communes: Collection[str] | None, kind: Kind, today: date, until: date
) -> QuerySet[Forecast]:
    """The forecasts in an actor's scope that stand on a kind of list.

    Whoever was put off to a later day is not among the due (by ``until``) and the late (today).
    """
    rows = Forecast.objects.filter(open_in(actor, communes), of_kind(kind, today, until))
    if kind == Kind.MISSED:
        return rows
    return rows.filter(not_waiting(until if kind == Kind.DUE else today))


def of_kind(kind: Kind, today: date, until: date) -> Q:
    """The rows of one kind of list: the same as ``kinds.kind_on``, in SQL."""
    if kind == Kind.MISSED:
        return Q(latest__lt=today, latest__gte=today - MISSED_BACK)
    may_be_given = Q(latest__isnull=True) | Q(latest__gte=today)
    if kind == Kind.OVERDUE:
        return Q(overdue__lt=today) & may_be_given
    in_time = Q(overdue__isnull=True) | Q(overdue__gte=today)
    starts = Q(recommended__lte=until) | Q(recommended__isnull=True, earliest__lte=until)
    return starts & in_time & may_be_given
