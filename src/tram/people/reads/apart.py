"""People recorded at two addresses at once, because two machines moved them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from tram.kernel.actors import Actor, may, may_see, require
from tram.people.models import Person, Residence, ResidenceOverlap
from tram.people.reads.card import READ, residence_view
from tram.people.reads.scope import visible
from tram.people.reads.views import Hit, ResidenceView, hit_of

MOST = 1000


@dataclass(frozen=True, slots=True)
class DoubleAddress:
    """Somebody and the addresses that are in use at once, the latest begun first."""

    person: Hit
    addresses: tuple[ResidenceView, ...]


def double_addresses(actor: Actor, day: date, *, person: UUID | None = None, limit: int = 100) -> list[DoubleAddress]:
    """The people the actor may see who are recorded at several addresses at once; of one ``person``, or of all."""
    require(actor, READ)
    rows = _open(actor) if person is None else ResidenceOverlap.objects.filter(open=True, person=person)
    ids = list(dict.fromkeys(rows.order_by("person").values_list("person", flat=True)[:MOST]))
    people = Person.objects.select_related("village").filter(pk__in=ids, merged_into=None)
    seen = [row for row in people.order_by("sort_key", "id") if may_see(actor, row.commune, row.village_id)][:limit]
    lived: dict[UUID, list[Residence]] = defaultdict(list)
    apart = ResidenceOverlap.objects.filter(open=True, person__in=[row.id for row in seen]).values("residence")
    for residence in Residence.objects.filter(pk__in=apart).select_related("village"):
        lived[residence.person_id].append(residence)
    return [DoubleAddress(hit_of(row), _views(lived[row.id], day)) for row in seen if lived[row.id]]


def count_double_addresses(actor: Actor) -> int:
    """How many people the actor may see are recorded at several addresses at once."""
    ids = list(_open(actor).values_list("person", flat=True)[:MOST]) if may(actor, READ) else []
    return Person.objects.filter(visible(actor), pk__in=set(ids), merged_into=None).count() if ids else 0


def apart_among(people: Iterable[UUID]) -> set[UUID]:
    """Those of the people who are recorded at several addresses at once."""
    return set(ResidenceOverlap.objects.filter(open=True, person__in=list(people)).values_list("person", flat=True))


def _open(actor: Actor) -> QuerySet[ResidenceOverlap]:
    rows = ResidenceOverlap.objects.filter(open=True)
    return rows if actor.communes is None else rows.filter(commune__in=["", *sorted(actor.communes)])


def _views(rows: list[Residence], day: date) -> tuple[ResidenceView, ...]:
    ordered = sorted(rows, key=lambda row: (row.valid_from or date.min, row.id), reverse=True)
    return tuple(residence_view(row, day) for row in ordered)
