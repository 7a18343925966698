"""What was received from other systems, place by place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tram.exchange.models import ReceivedValue
from tram.kernel.actors import Actor, require
from tram.kernel.periods import Period

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class ValueView:
    """A received number: of which element and group, for which place and period, from where."""

    place: str
    period: Period
    element: str
    part: str
    keys: dict[str, str]
    value: str
    source: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ValueList:
    """One page of received numbers."""

    total: int
    page: int
    rows: tuple[ValueView, ...]


def received_values(
    actor: Actor, *, place: str = "", source: str = "", period: Period | None = None, page: int = 1
) -> ValueList:
    """The numbers received for places of the actor's scope that still stand, the latest periods first.

    Refuses who may not read reports (403). A place out of scope simply has none.
    """
    require(actor, "report.read")
    rows = ReceivedValue.objects.filter(_in_scope(actor)).exclude(value="")
    if place:
        rows = rows.filter(commune=place)
    if source:
        rows = rows.filter(source=source)
    if period is not None:
        rows = rows.filter(first_day=period.start, last_day=period.end or period.start)
    start = (max(page, 1) - 1) * PAGE_SIZE
    ordered = rows.order_by("-first_day", "commune", "element", "part", "keys", "id")
    return ValueList(rows.count(), max(page, 1), tuple(map(_view, ordered[start : start + PAGE_SIZE])))


def _in_scope(actor: Actor) -> Q:
    return Q() if actor.communes is None else Q(commune__in=sorted(actor.communes))


def _view(row: ReceivedValue) -> ValueView:
    return ValueView(
        place=row.commune,
        period=Period(row.first_day, row.last_day),
        element=row.element,
        part=row.part,
        keys=json.loads(row.keys),
        value=row.value,
        source=row.source,
        received_at=row.received_at,
    )
