"""Who is on the list of a session: one row a person, however many machines added them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from tram.immunization.models import Attendance, Decision, RowStatus


def attendances(session: UUID) -> list[Attendance]:
    """The rows that count, one a person, in the order they were made."""
    rows = Attendance.objects.filter(session_id=session, status=RowStatus.CURRENT).order_by("id")
    found: dict[UUID, Attendance] = {}
    for row in rows:
        kept = found.get(row.person_id)
        found[row.person_id] = row if kept is None else _further(kept, row)
    return list(found.values())


def attendance_of(session: UUID, person: UUID) -> Attendance | None:
    """Somebody's row at a session; None when they are not on the list."""
    rows = Attendance.objects.filter(session_id=session, person_id=person, status=RowStatus.CURRENT).order_by("id")
    kept: Attendance | None = None
    for row in rows:
        kept = row if kept is None else _further(kept, row)
    return kept


def counts(sessions: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many people stand on the list of each session, and how many of them were vaccinated; in one query."""
    rows = Attendance.objects.filter(session_id__in=sessions, status=RowStatus.CURRENT)
    listed: dict[UUID, set[UUID]] = defaultdict(set)
    served: dict[UUID, set[UUID]] = defaultdict(set)
    for session, person, decision in rows.values_list("session_id", "person_id", "decision"):
        listed[session].add(person)
        if decision == Decision.VACCINATE:
            served[session].add(person)
    return {session: (len(people), len(served[session])) for session, people in listed.items()}


def _further(one: Attendance, other: Attendance) -> Attendance:
    """Of two rows about one person the one that has come further; the first when neither has."""
    return other if _steps(other) > _steps(one) else one


def _steps(row: Attendance) -> tuple[bool, bool, bool]:
    return row.decision == "vaccinate", bool(row.decision), row.screened_at is not None
