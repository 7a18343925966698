"""Keeps the few residences that share days with another in step with the records, inside the transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from uuid import UUID

from django.db import transaction

from tram.kernel.facts import projects
from tram.kernel.records import Record
from tram.people.models import Residence, ResidenceKind, ResidenceOverlap
from tram.people.rules.residences import Span, counted, share_days

CHUNK = 500
COUNTING = (ResidenceKind.PERMANENT, ResidenceKind.TEMPORARY)


@projects(Residence)
def follow_residences(rows: Sequence[Record]) -> None:
    """Writes anew what these people's residences share."""
    _write({row.person_id for row in rows if isinstance(row, Residence)})


def rebuild_overlaps() -> int:
    """Empties the table and fills it from the residences, in one transaction; returns the number of rows."""
    with transaction.atomic():
        ResidenceOverlap.objects.all().delete()
        people = Residence.objects.order_by("person_id").values_list("person_id", flat=True).distinct()
        each = people.iterator(chunk_size=5000)
        while chunk := list(islice(each, CHUNK)):
            _write(chunk)
        return ResidenceOverlap.objects.count()


def _write(people: Iterable[UUID]) -> None:
    ids = sorted(people)
    for start in range(0, len(ids), CHUNK):
        _write_chunk(ids[start : start + CHUNK])


def _write_chunk(people: list[UUID]) -> None:
    known = set(ResidenceOverlap.objects.filter(person__in=people).values_list("residence", flat=True))
    found = [overlap for lived in _several(people) for overlap in _overlaps(lived)]
    if known:
        ResidenceOverlap.objects.filter(residence__in=known).delete()
    ResidenceOverlap.objects.bulk_create(found)


def _several(people: list[UUID]) -> list[list[Residence]]:
    """The counting residences of those who have more than one."""
    by_person: dict[UUID, list[Residence]] = defaultdict(list)
    rows = Residence.objects.filter(person__in=people, kind__in=COUNTING)
    for row in rows.only("id", "person_id", "commune", "valid_from", "valid_to"):
        by_person[row.person_id].append(row)
    return [lived for lived in by_person.values() if len(lived) > 1]


def _overlaps(lived: list[Residence]) -> list[ResidenceOverlap]:
    spans = [Span(row.id, row.valid_from, row.valid_to) for row in lived]
    if not share_days(spans):
        return []
    counting = counted(spans)
    several_open = sum(row.valid_to is None for row in lived) > 1
    rows = [
        ResidenceOverlap(
            residence=row.id, person=row.person_id, commune=row.commune, open=several_open and row.valid_to is None,
            counts=row.id in counting, until=counting.get(row.id),
        )
        for row in lived
    ]  # fmt: skip
    pairs = zip(rows, lived, strict=True)
    return [one for one, row in pairs if one.open or not one.counts or one.until != row.valid_to]
