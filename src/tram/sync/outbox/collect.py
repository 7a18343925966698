"""From the log to messages: each route reads the log from where it stopped; nothing is hooked into deeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from tram.kernel.clock import today_vn
from tram.kernel.models import Fact, Held, Node
from tram.sync.models import Message, Route
from tram.sync.outbox.bodies import WRITERS, visits_of, worth_reading
from tram.sync.outbox.deeds import note_messages
from tram.sync.outbox.destinations import destination_on, every_destination, lines

CHUNK = 500


def collect(route: str, at: datetime) -> int:
    """Makes the messages that facts since the last time ask for; returns how many were written or changed.

    Facts that came from elsewhere count like those made here, each once; a fact that waits counts when it is applied.
    """
    written, more = 0, True
    while more:
        with transaction.atomic():
            row = _locked(route)
            facts, reached = _facts(row)
            written += _note(row, facts, at)
            more = reached > row.arrival and len(facts) == CHUNK
            Route.objects.filter(pk=route).update(arrival=reached)
    return written


def log_end() -> int:
    """How far this machine's log has come."""
    return Node.objects.filter(here=True).values_list("arrivals", flat=True).first() or 0


def is_responsible(row: Route, place: str) -> bool:
    """Whether this machine tells the destination about a place."""
    return not row.places or place in row.places.split()


def _locked(route: str) -> Route:
    rows = Route.objects.filter(pk=route)
    return (rows.select_for_update() if connection.features.has_select_for_update else rows).get()


def _facts(row: Route) -> tuple[list[Fact], int]:
    """The next facts that may be a reason, and how far the log was read with them."""
    names = {name for one in every_destination() if one.id == row.destination for name in one.facts}
    end = log_end()
    found = Fact.objects.filter(arrival__gt=row.arrival, arrival__lte=end, name__in=names)
    facts = list(found.exclude(pk__in=Held.objects.values("pk")).order_by("arrival")[:CHUNK])
    return facts, facts[-1].arrival if len(facts) == CHUNK else end


def _note(row: Route, facts: Sequence[Fact], at: datetime) -> int:
    here = [fact for fact in facts if is_responsible(row, fact.place)]
    codes, known = worth_reading(here), _people_told_of(here)
    written = 0
    for fact in here:
        visits = visits_of(fact)
        if not visits or fact.person in known or any(visit in codes for visit in visits):
            written += _note_one(row.destination, fact, at)
    return written


def _people_told_of(facts: Sequence[Fact]) -> set[UUID | None]:
    """Those with earlier messages: an amendment that takes the disease away must be looked at too."""
    people = {fact.person for fact in facts if fact.person and fact.name != "visit.recorded"}
    return set(Message.objects.filter(person__in=people).values_list("person", flat=True)) if people else set()


def _note_one(destination: str, fact: Fact, at: datetime) -> int:
    day = today_vn(min(fact.at, at))
    found = destination_on(destination, day)
    by_body = defaultdict(list)
    for rule in found.rules if found else ():
        if fact.name in rule.facts:
            by_body[rule.body, rule.list_name].append(rule)
    written = 0
    for (body, list_name), rules in by_body.items():
        subject = WRITERS[body](fact, rules, lines(list_name, day))
        if subject is not None:
            written += note_messages(destination=destination, fact=fact, subject=subject, at=at)
    return written
