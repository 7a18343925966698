"""From the log to messages: each route reads the log from where it stopped; nothing is hooked into deeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from tram.claims import api as claims
from tram.kernel.clock import today_vn
from tram.kernel.models import Fact, Held, Node
from tram.sync.models import Message, Route
from tram.sync.outbox.bodies import WRITERS, visits_of, worth_reading
from tram.sync.outbox.deeds import note_messages
from tram.sync.outbox.destinations import destination_on, every_destination, lines
from tram.sync.rules.destinations import Lines, named

CHUNK, CLAIMS = 100, 25  # a nurse who saves waits for no more than this: most visits tell nothing, each claim does


def collect(route: str, at: datetime) -> int:
    """Makes the messages that facts since the last time ask for; returns how many were written or changed.

    Facts that came from elsewhere count like those made here, each once; a fact that waits counts when it is applied.
    """
    _prepare(route, at)
    written, more = 0, True
    while more:
        with transaction.atomic():
            row = _locked(route)
            size = CLAIMS if _sends_claims(row) else CHUNK
            facts, reached = _facts(row, size)
            written += _note(row, facts, at)
            more = reached > row.arrival and len(facts) == size
            Route.objects.filter(pk=route).update(arrival=reached)
    return written


def _prepare(route: str, at: datetime) -> None:
    """What must be in the record before the log is read: claims follow visits, and are reckoned outside any lock."""
    row = Route.objects.get(pk=route)
    if _sends_claims(row):
        claims.settle_claims(at, row.places.split(), since=row.arrival)


def _sends_claims(row: Route) -> bool:
    return any(rule.body == "claim" for one in every_destination() if one.id == row.destination for rule in one.rules)


def log_end() -> int:
    """How far this machine's log has come."""
    return Node.objects.filter(here=True).values_list("arrivals", flat=True).first() or 0


def is_responsible(row: Route, place: str) -> bool:
    """Whether this machine tells the destination about a place."""
    return not row.places or place in row.places.split()


def _locked(route: str) -> Route:
    rows = Route.objects.filter(pk=route)
    return (rows.select_for_update() if connection.features.has_select_for_update else rows).get()


def _facts(row: Route, size: int) -> tuple[list[Fact], int]:
    """The next facts that may be a reason, and how far the log was read with them."""
    names = {name for one in every_destination() if one.id == row.destination for name in one.facts}
    end = log_end()
    found = Fact.objects.filter(arrival__gt=row.arrival, arrival__lte=end, name__in=names)
    facts = list(found.exclude(pk__in=Held.objects.values("pk")).order_by("arrival")[:size])
    return facts, facts[-1].arrival if len(facts) == size else end


def _note(row: Route, facts: Sequence[Fact], at: datetime) -> int:
    here = [fact for fact in facts if is_responsible(row, fact.place)]
    round_ = _Round(row.destination, at, worth_reading(here), _people_told_of(here))
    return sum(round_.note(fact) for fact in here)


def _people_told_of(facts: Sequence[Fact]) -> set[UUID | None]:
    """Those with earlier messages: an amendment that takes the disease away must be looked at too."""
    people = {fact.person for fact in facts if fact.person and fact.name != "visit.recorded"}
    return set(Message.objects.filter(person__in=people).values_list("person", flat=True)) if people else set()


@dataclass(slots=True)
class _Round:
    """Some facts looked at together. ``codes`` of the visits they wrote, ``known`` people with earlier messages."""

    destination: str
    at: datetime
    codes: Mapping[UUID, tuple[str, ...]]
    known: set[UUID | None]
    listed: dict[tuple[int, str], bool] = field(default_factory=dict)

    def note(self, fact: Fact) -> int:
        """Brings the messages up to one fact; how many rows that wrote."""
        day = today_vn(min(fact.at, self.at))
        found = destination_on(self.destination, day)
        by_body = defaultdict(list)
        for rule in found.rules if found else ():
            if fact.name in rule.facts:
                by_body[rule.body, rule.list_name].append(rule)
        written = 0
        for (body, list_name), rules in by_body.items():
            known = lines(list_name, day)
            subject = WRITERS[body](fact, rules, known) if self._worth(fact, known) else None
            if subject is not None:
                written += note_messages(destination=self.destination, fact=fact, subject=subject, at=self.at)
        return written

    def _worth(self, fact: Fact, known: Lines) -> bool:
        """Whether to read the record at all: most visits name nothing of the list."""
        visits = visits_of(fact)
        if not visits or fact.person in self.known:
            return True
        return any(self._is_listed(known, code) for visit in visits for code in self.codes.get(visit, ()))

    def _is_listed(self, known: Lines, code: str) -> bool:
        key = (id(known), code)
        if key not in self.listed:
            self.listed[key] = named(known, code) is not None
        return self.listed[key]
