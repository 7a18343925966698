"""Doses that were put off: who waits until a later day, and when somebody last went without."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable

from tram.immunization.lists.views import PutOff
from tram.immunization.models import Deferral, RowStatus

EVERY_GROUP = ""
TOLD_FOR = timedelta(days=365)


def not_waiting(day: date) -> Combinable:
    """A filter on forecasts: those whose person was not put off, for their group or for all, to a day after ``day``."""
    put_off = Deferral.objects.filter(
        Q(group=EVERY_GROUP) | Q(group=OuterRef("group")),
        person=OuterRef("person"),
        status=RowStatus.CURRENT,
        until__gt=day,
    )
    return ~Exists(put_off)


def last_put_off(people: Iterable[UUID], today: date) -> dict[UUID, PutOff]:
    """The last time in the past year that each person went without, in one query; who never did is left out."""
    rows = Deferral.objects.filter(status=RowStatus.CURRENT, person__in=list(people), day__gte=today - TOLD_FOR)
    columns = ("person_id", "day", "kind", "reason", "until")
    return {person: PutOff(*told) for person, *told in rows.order_by("day", "id").values_list(*columns)}
