"""Keeps the day and the hours of adverse events, as published readings tell them, in step with the record."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tram.immunization.models import AdverseEvent, EventStanding
from tram.kernel.clock import today_vn
from tram.kernel.facts import forgets, projects
from tram.kernel.facts.insert import insert
from tram.kernel.records import Record

CHUNK = 500
HOUR = timedelta(hours=1)


@projects(AdverseEvent)
def follow_events(rows: Sequence[Record]) -> None:
    """Makes anew what follows from these events."""
    _write([row.id for row in rows])


@forgets
@contextmanager
def forget_events(people: Collection[UUID]) -> Iterator[None]:
    """Around a lawful removal: what followed from events that went goes too."""
    events = list(AdverseEvent.objects.filter(person_id__in=people).values_list("pk", flat=True))
    yield
    _write(events)


def rebuild_events() -> None:
    """Empties what follows from events and makes it from the records, in one transaction."""
    with transaction.atomic():
        EventStanding.objects.all().delete()
        _write(list(AdverseEvent.objects.values_list("pk", flat=True)))


def _write(events: Sequence[UUID]) -> None:
    for start in range(0, len(events), CHUNK):
        some = events[start : start + CHUNK]
        EventStanding.objects.filter(event__in=some).delete()
        columns = ("pk", "onset_at", "known_at", "notified_at")
        told = AdverseEvent.objects.filter(pk__in=some).values_list(*columns)
        insert(EventStanding, [_standing(*one) for one in told])


def _standing(event: UUID, onset: datetime, known: datetime, notified: datetime | None) -> EventStanding:
    hours = -((known - notified) // HOUR) if notified else None
    return EventStanding(event=event, day=today_vn(onset), notified_hours=hours)
