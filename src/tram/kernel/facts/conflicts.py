"""Open conflicts: rows whose columns several machines gave different values, until a person decides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tram.kernel.clock import stamp_time
from tram.kernel.facts.columns import table_of
from tram.kernel.facts.merge import Step, resolve
from tram.kernel.facts.versions import steps_of
from tram.kernel.models import Fact, Fork

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Side:
    """One version of the columns in conflict (values as JSON has them), who wrote it, when by their clock, where.

    Where the fact itself is not here (the version came with the snapshot this machine began with), ``actor`` is
    ``NOBODY``, ``place`` '' and ``at`` what the version's stamp says.
    """

    values: dict[str, Any]
    actor: UUID
    at: datetime
    node: UUID
    place: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row with a column, or columns that belong together, that several machines gave different values."""

    table: str
    row: UUID
    stamp: int
    person: UUID | None
    commune: str
    columns: tuple[str, ...]
    sides: tuple[Side, ...]


def open_conflicts(
    *, communes: Collection[str] | None = None, row: UUID | None = None, person: UUID | None = None, limit: int = 200
) -> list[Conflict]:
    """The open conflicts in these communes (None: everywhere), of a row, or about a person; at most ``limit`` rows."""
    forks = Fork.objects.exclude(columns="")
    if communes is not None:
        forks = forks.filter(Q(commune__in=communes) | Q(commune=""))
    if row is not None:
        forks = forks.filter(row=row)
    if person is not None:
        forks = forks.filter(person=person)
    found = list(forks.order_by("commune", "row")[:limit])
    steps = steps_of(fork.row for fork in found)
    return [conflict for fork in found for conflict in _conflicts(fork, steps[fork.row])]


def _conflicts(fork: Fork, steps: list[Step]) -> list[Conflict]:
    made = resolve(steps, table_of(fork.table).model.MERGED_TOGETHER)
    return [
        Conflict(
            table=fork.table,
            row=fork.row,
            stamp=made.stamp,
            person=fork.person,
            commune=fork.commune,
            columns=group,
            sides=tuple(_side(step, group, shown=number == 0) for number, step in enumerate(standing)),
        )
        for group, standing in made.conflicts.items()
    ]


def _side(step: Step, group: tuple[str, ...], *, shown: bool) -> Side:
    node, seq = UUID(bytes=step.author[:16]), int.from_bytes(step.author[16:])
    known = Fact.objects.values_list("actor", "at", "place").filter(node=node, seq=seq).first()
    actor, at, place = known or (NOBODY, stamp_time(step.stamp), "")
    return Side({name: step.values.get(name) for name in group}, actor, at, node, place, shown)
