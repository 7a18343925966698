"""Whose record a machine begins with: those who live in its places, and those something inside speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from tram.kernel.facts.columns import table_of
from tram.sync.snapshot.plan import Plan, ids_of
from tram.sync.snapshot.within import Within

PERSON = "people_person"
PAGE = 2000


class Merged:
    """Records that were merged into others, all of them: they are few."""

    def __init__(self) -> None:
        rows = _people().filter(merged_into__isnull=False).values_list("pk", "merged_into")
        self._into = {row.bytes: into.bytes for row, into in rows}
        self._groups: dict[bytes, list[bytes]] = defaultdict(list)
        for row in self._into:
            self._groups[self.into(row)].append(row)

    def into(self, person: bytes) -> bytes:
        """The record that stands for this one in the end: itself when it was not merged."""
        seen = {person}
        while person in self._into and self._into[person] not in seen:
            person = self._into[person]
            seen.add(person)
        return person

    def group(self, root: bytes) -> list[bytes]:
        """A record and all that went into it."""
        return [root, *self._groups.get(root, ())]


def living(within: Within) -> Iterator[bytes]:
    """Those who live inside, by id; not those merged into others, whose home is that of the others."""
    people = _people().filter(merged_into=None)
    if within.codes is not None:
        people = people.filter(commune__in=within.codes)
    for person in people.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=PAGE):
        yield person.bytes


def guests(within: Within, about: Sequence[Plan]) -> set[bytes]:
    """Those who may live elsewhere though some row with a place inside is about them."""
    if within.codes is None:
        return set()
    found: set[bytes] = set()
    for plan in about:
        if plan.place is None:
            continue
        where, params = within.rows(plan)
        inside, homes = within.homes()
        away = f"p.id IS NULL OR p.merged_into_id IS NOT NULL OR NOT (p.{inside})"
        sql = (
            f'SELECT DISTINCT t."{plan.person}" FROM "{plan.table}" t '  # noqa: S608 - names come from models
            f'LEFT JOIN "{PERSON}" p ON p.id = t."{plan.person}" '
            f'WHERE t."{plan.person}" IS NOT NULL AND (t.{where}) AND ({away})'
        )
        found.update(ids_of(sql, [*params, *homes]))
    return found


def _people() -> models.QuerySet[Any]:
    return models.QuerySet(table_of(PERSON).model)
