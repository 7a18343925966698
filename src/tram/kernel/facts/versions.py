"""Versions of rows that were changed, and rows that several machines changed at once (forks)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.db import models

from tram.kernel.facts.columns import Table, change
from tram.kernel.facts.insert import insert
from tram.kernel.facts.merge import Resolved, Step, resolve
from tram.kernel.models import Fork, Version
from tram.kernel.records import Record


def version_of(
    table: str, row: UUID, *, stamp: int, based_on: Sequence[int], values: Mapping[str, Any], node: UUID, seq: int
) -> Version:
    """The entry of one change."""
    return Version(
        table=table,
        row=row,
        stamp=stamp,
        based_on=" ".join(map(str, based_on)),
        values=msgspec.json.encode(values).decode(),
        node=node,
        seq=seq,
    )


def keep(versions: list[Version]) -> None:
    """Stores entries."""
    if versions:
        insert(Version, versions)


def step_of(version: Version) -> Step:
    """An entry as the merging rule takes it."""
    return Step(
        stamp=version.stamp,
        based_on=tuple(map(int, version.based_on.split())),
        values=msgspec.json.decode(version.values),
        author=version.node.bytes + version.seq.to_bytes(8),
    )


def steps_of(rows: Iterable[UUID]) -> dict[UUID, list[Step]]:
    """The versions of these rows."""
    found: dict[UUID, list[Step]] = {row: [] for row in rows}
    for version in Version.objects.filter(row__in=list(found)).order_by("id"):
        found[version.row].append(step_of(version))
    return found


def forks_of(rows: Iterable[UUID]) -> dict[UUID, list[int]]:
    """Those of the rows that are forked, with the stamps of their newest versions."""
    found = Fork.objects.filter(row__in=list(rows)).values_list("row", "heads")
    return {row: list(map(int, heads.split())) for row, heads in found}


def settle(rows: Mapping[UUID, Table]) -> dict[UUID, Resolved]:
    """Writes these rows as all their versions make them, and notes or ends their forks. Inside an open window.

    Returns what each row was made into.
    """
    found = {}
    for row, steps in steps_of(rows).items():
        if steps:
            found[row] = resolve(steps, rows[row].model.MERGED_TOGETHER)
            change(rows[row], row, found[row].values, found[row].stamp)
            note(rows[row], row, found[row])
    return found


def note(kind: Table, row: UUID, made: Resolved) -> None:
    """Keeps the row's fork as it is now; none when all versions went together and one is newest."""
    if len(made.heads) <= 1 and not made.conflicts:
        Fork.objects.filter(row=row).delete()
        return
    person, place = kind.model.PERSON_COLUMN, kind.model.PLACE_COLUMN
    held: Record = models.QuerySet(kind.model).get(pk=row)
    Fork.objects.update_or_create(
        row=row,
        defaults={
            "table": kind.name,
            "heads": " ".join(map(str, made.heads)),
            "columns": " ".join(column for group in made.conflicts for column in group),
            "person": getattr(held, person) if person else None,
            "commune": getattr(held, place) if place else "",
        },
    )
