"""Rows of closings as values, and what is known of a period's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from tram.kernel.periods import Period
from tram.reports.closing.states import Closing, Step
from tram.reports.models import Snapshot, SnapshotStep

Key = tuple[str, str, date, date]
"""Place, report, first and last day."""


def closings_of(place: str, report: str, period: Period) -> tuple[Closing, ...]:
    """The closings of one period, oldest number first."""
    assert period.end is not None
    return closings([place], since=period.end, until=period.end).get((place, report, period.start, period.end), ())


def closings(places: Sequence[str], *, since: date, until: date) -> dict[Key, tuple[Closing, ...]]:
    """Closings of these places for periods that end between two days; their content is not read."""
    rows = Snapshot.objects.filter(commune__in=places, last_day__gte=since, last_day__lte=until)
    snapshots = list(rows.defer("content", "definitions").order_by("number", "id"))
    steps = _steps(row.id for row in snapshots)
    found: dict[Key, tuple[Closing, ...]] = {}
    for row in snapshots:
        key = (row.commune, row.report, row.first_day, row.last_day)
        found[key] = (*found.get(key, ()), closing(row, steps))
    return found


def closing(row: Snapshot, steps: Mapping[UUID, tuple[Step, ...]]) -> Closing:
    """One row with what was done since."""
    return Closing(
        id=row.id,
        number=row.number,
        digest=row.digest,
        name=row.closed_name,
        at=row.closed_at,
        reason=row.reason,
        supersedes=row.supersedes_id,
        steps=steps.get(row.id, ()),
    )


def _steps(snapshots: Iterable[UUID]) -> dict[UUID, tuple[Step, ...]]:
    found: dict[UUID, tuple[Step, ...]] = {}
    for row in SnapshotStep.objects.filter(snapshot__in=list(snapshots)).order_by("done_at", "id"):
        step = Step(row.kind, row.done_name, row.done_at, row.note)
        found[row.snapshot_id] = (*found.get(row.snapshot_id, ()), step)
    return found
