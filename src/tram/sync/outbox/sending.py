"""Sending what is due: called after each exchange, and by ``tram outbox send``. No transaction waits for a network."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tram.kernel.refusals import Refusal
from tram.sync.models import Message, MessageState, Route, Trying
from tram.sync.outbox.adapters import ADAPTERS, Adapter, Outgoing, Reply
from tram.sync.outbox.collect import collect
from tram.sync.outbox.deeds import answer_message, public_id
from tram.sync.outbox.destinations import latest
from tram.sync.rules.pace import JITTER, LONGEST, backoff

LIMIT = 50
PATIENCE = 60.0  # seconds a round: a slow destination must not keep the machines from exchanging
ASK_AGAIN = timedelta(minutes=15)
FURTHEST = timedelta(seconds=LONGEST * (1 + JITTER))
OPEN = (MessageState.PENDING, MessageState.SENT)


@dataclass(slots=True)
class Sent:
    """What one round did: messages made, accepted, refused, taken but not decided, and those to be tried again."""

    made: int = 0
    accepted: int = 0
    refused: int = 0
    sent: int = 0
    later: int = 0


def send_due(at: datetime, limit: int = LIMIT, adapters: Mapping[str, Adapter] = ADAPTERS) -> Sent:
    """Makes the messages the log asks for and sends at most ``limit`` of those whose turn it is to each destination.

    The most urgent go first. Only destinations this machine is set to send to; safe to call at any time, by any number
    of processes, and to break off anywhere.
    """
    done = Sent()
    for route in Route.objects.filter(on=True).order_by("pk"):
        done.made += collect(route.pk, at)
        rests = route.next_at is not None and at < route.next_at <= at + FURTHEST
        if route.address and not rests:
            _send_route(route, at, limit, adapters[latest(route.destination).adapter], done)
    return done


def due_now(route: Route, at: datetime, limit: int) -> list[Message]:
    """The messages of a route whose turn it is, the most urgent first."""
    # What waits for longer than anything may was put there by a clock that ran ahead: it does not wait.
    waiting = Trying.objects.filter(next_at__gt=at, next_at__lte=at + FURTHEST).values("pk")
    rows = Message.objects.filter(destination=route.destination, state__in=OPEN).exclude(pk__in=waiting)
    if route.places:
        rows = rows.filter(commune__in=route.places.split())
    return list(rows.order_by("due_at", "pk")[:limit])


def _send_route(route: Route, at: datetime, limit: int, adapter: Adapter, done: Sent) -> None:
    until = time.monotonic() + PATIENCE
    for message in due_now(route, at, limit):
        if time.monotonic() > until:
            return
        reply = adapter.send(route.address, outgoing(message, at))
        _take(message, reply, at, done)
        if reply.unreachable:
            _rest(route, reply.reason, at)
            return
    if route.failures:
        Route.objects.filter(pk=route.pk).update(failures=0, next_at=None, reason="")


def outgoing(message: Message, at: datetime) -> Outgoing:
    """A message as adapters take it."""
    known_by = public_id(message)
    return Outgoing(
        id=known_by,
        key=f"{known_by}.{message.digest[:16]}",
        destination=message.destination,
        rule=message.rule,
        kind=message.kind,
        due_at=message.due_at,
        content=message.body,
        at=at,
    )


def _take(message: Message, reply: Reply, at: datetime, done: Sent) -> None:
    """Keeps what was heard. Failures are this machine's own business: a fact is written when the state changes."""
    tries = (Trying.objects.filter(pk=message.pk).values_list("tries", flat=True).first() or 0) + 1
    if reply.state is not None and reply.state != message.state:
        try:
            answer_message(
                message=message, at=at, state=reply.state, tries=tries, reference=reply.reference, reason=reply.reason
            )
        except Refusal as refusal:
            if refusal.code != "row.stale":
                raise
            return  # somebody marked it meanwhile: what a person said stands
    if reply.state in (MessageState.ACCEPTED, MessageState.REFUSED):
        Trying.objects.filter(pk=message.pk).delete()
    else:
        next_at = at + (ASK_AGAIN if reply.state else backoff(tries, _chance(f"{message.pk}/{tries}")))
        told = {"tries": tries, "last_at": at, "next_at": next_at, "reason": reply.reason[:250]}
        Trying.objects.update_or_create(pk=message.pk, defaults=told)
    name = reply.state or "later"
    setattr(done, name, getattr(done, name) + 1)


def _chance(words: str) -> float:
    """A number from 0 to 1 that spreads tries in time."""
    return hashlib.sha256(words.encode()).digest()[0] / 255


def _rest(route: Route, reason: str, at: datetime) -> None:
    failures = route.failures + 1
    next_at = at + backoff(failures, _chance(f"{route.pk}/{at}"))
    Route.objects.filter(pk=route.pk).update(failures=failures, next_at=next_at, reason=reason[:250])
