"""Visits that two machines amended apart: both new versions count until somebody cancels one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tram.encounters.models import Visit, VisitStatus
from tram.kernel.actors import Actor, may, may_see

CURRENT = (VisitStatus.FINISHED, VisitStatus.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Amended:
    """One of the versions that count: its id, and why it was written."""

    id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class AmendedApart:
    """A visit of somebody on a day, and the several versions of it that count."""

    person: UUID
    day: date
    commune: str
    versions: tuple[Amended, ...]


def amended_apart(actor: Actor, visits: Iterable[UUID]) -> list[AmendedApart]:
    """Those of the visits that several current versions supersede, where the actor may write visits; none else."""
    asked = list(visits)
    if not asked or not may(actor, "visit.write") or actor.villages is not None:
        return []
    found: dict[UUID, list[Visit]] = defaultdict(list)
    for row in Visit.objects.filter(supersedes__in=asked, status__in=CURRENT).order_by("supersedes", "id"):
        if row.supersedes_id is not None and may_see(actor, row.commune):
            found[row.supersedes_id].append(row)
    return [
        AmendedApart(
            rows[0].person_id, rows[0].day, rows[0].commune, tuple(Amended(row.id, row.change_reason) for row in rows)
        )
        for rows in found.values()
        if len(rows) > 1
    ]
