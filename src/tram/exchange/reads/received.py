"""What was received about a person, and one resource whole."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import zstandard
from django.db.models import Case, Count, F, QuerySet, Value, When

from tram.encounters.api import Patient, patient_for
from tram.exchange.limits import LARGEST_FILE
from tram.exchange.models import Received, ReceivedState
from tram.exchange.views import ReceivedBody, ReceivedList, ReceivedView, TypeCount
from tram.exchange.words import received_state, type_name
from tram.kernel.actors import Actor, may_see, not_found, require
from tram.kernel.definitions import load_csv, remembered
from tram.kernel.read_log import note
from tram.kernel.said import in_words

KEPT = ReceivedState.KEPT


def received_for(
    actor: Actor,
    person: UUID,
    limit: int = 30,
    *,
    resource_type: str = "",
    everything: bool = False,
    known: Patient | None = None,
) -> ReceivedList:
    """What came from elsewhere about a person and is not used yet: vaccinations first, then care, newest first.

    Papers of the office (claims, provenance) are left out unless ``everything`` or their type is asked for; with
    ``everything`` also what is used already. Refuses who may not see the person. The read is logged by the page.
    """
    whose = (known or patient_for(actor, "visit.read", person)).id
    rows = Received.objects.filter(person__in={person, whose})
    if not everything:
        rows = rows.filter(state=KEPT)
    if resource_type:
        rows = rows.filter(resource_type=resource_type)
    elif not everything:
        rows = rows.exclude(resource_type__in=_shelf("office"))
    counted = rows.values_list("resource_type").annotate(count=Count("id")).order_by("-count", "resource_type")
    types = tuple(TypeCount(name, type_name(name), count) for name, count in counted)
    return ReceivedList(_in_order(rows, limit), sum(each.count for each in types), types)


def received_body(actor: Actor, received: UUID, at: datetime) -> ReceivedBody:
    """One resource whole, as it came. Refuses (404) what is out of the actor's sight. The read is logged."""
    require(actor, "visit.read")
    row = Received.objects.filter(pk=received).first()
    if row is None or not may_see(actor, row.commune):
        raise not_found()
    if row.person_id:
        patient_for(actor, "visit.read", row.person_id)
    note(actor, at, f"received.body {row.resource_type}", person=row.person_id)
    text = zstandard.ZstdDecompressor().decompress(bytes(row.body), max_output_size=LARGEST_FILE).decode("utf-8")
    return ReceivedBody(_view(row), row.person_id, text)


def _in_order(rows: QuerySet[Received], limit: int) -> tuple[ReceivedView, ...]:
    first = Case(When(resource_type__in=_shelf("vaccine"), then=Value(0)), default=Value(1))
    ordered = rows.defer("body", "pending").order_by(first, F("day").desc(nulls_last=True), "resource_type", "id")
    return tuple(_view(row) for row in ordered[:limit])


@remembered
def _shelf(name: str) -> frozenset[str]:
    return frozenset(row["type"] for row in load_csv("exchange", "resource_types") if row["shelf"] == name)


def _view(row: Received) -> ReceivedView:
    return ReceivedView(
        id=row.pk,
        type=row.resource_type,
        type_name=type_name(row.resource_type),
        title=row.title,
        day=row.day,
        state=row.state,
        state_name=received_state(row.state),
        why=in_words(row.why),
        source=row.source,
    )
