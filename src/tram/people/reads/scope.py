"""Which rows an actor may see, as a filter."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tram.kernel.actors import Actor


def visible(actor: Actor) -> Q:
    """Rows with ``commune`` and ``village`` inside the actor's places; the nation's rows ('') are for all."""
    found = Q()
    if actor.communes is not None:
        found &= Q(commune__in=["", *sorted(actor.communes)])
    if actor.villages is not None:
        found &= Q(village__isnull=True) | Q(village__in=sorted(actor.villages))
    return found


def valid_on(day: date) -> Q:
    """Dated rows that hold on a day; a missing start is before every day."""
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
