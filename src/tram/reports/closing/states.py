"""Until when a report is due and how it stands. Pure: it follows from what was closed, sent and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from tram.engines.deadlines import Calendar, Deadline, due_at
from tram.kernel.clock import VN_TZ, today_vn
from tram.kernel.periods import MONTHS_OF, Period, before, half, month, quarter, year

SOON = 2  # working days


class State(StrEnum):
    """How a report of one place and period stands."""

    RUNNING = "running"
    OPEN = "open"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    REOPENED = "reopened"
    TWO_CLOSINGS = "two_closings"
    CLOSED = "closed"
    SENT = "sent"


DONE = frozenset({State.CLOSED, State.SENT})


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a closing: ``kind`` sent or reopened; by whom, when, in their words."""

    kind: str
    name: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Closing:
    """One closing of a period, with what was done with it since."""

    id: UUID
    number: int
    digest: str
    name: str
    at: datetime
    reason: str
    supersedes: UUID | None
    steps: tuple[Step, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether its period was not opened again since."""
        return not any(step.kind == "reopened" for step in self.steps)

    @property
    def sent(self) -> Step | None:
        """When it was first sent; None when it was not."""
        return next((step for step in self.steps if step.kind == "sent"), None)


def due_day(period: Period, allowed: Deadline, days: Calendar) -> date:
    """The last day on which the report is in time. The count begins on the day after the period's last."""
    assert period.end is not None
    after = datetime.combine(period.end, time(), VN_TZ) + timedelta(days=1 if allowed.hours else 0)
    return today_vn(due_at(after, allowed, days) - timedelta(microseconds=1))


def standing(closings: Sequence[Closing]) -> tuple[Closing, ...]:
    """The closings that stand, one for each different content, always in the same order.

    Two machines may have closed a period without knowing of each other. When they closed the same numbers that is one
    closing; which of the two is shown must not hang on the order they came in, so the one that was sent, else that of
    the lower id.
    """
    kept: dict[str, Closing] = {}
    for one in sorted(closings, key=lambda one: (one.sent is None, one.id)):
        if one.stands:
            kept.setdefault(one.digest, one)
    return tuple(sorted(kept.values(), key=lambda one: (one.number, one.id)))


def state_of(period: Period, due: date, today: date, closings: Sequence[Closing], days: Calendar) -> State:
    """How the report stands on a day."""
    stand = standing(closings)
    if len(stand) > 1:
        return State.TWO_CLOSINGS
    if stand:
        return State.SENT if stand[0].sent else State.CLOSED
    if closings:
        return State.REOPENED
    return _clock(period, due, today, days)


def _clock(period: Period, due: date, today: date, days: Calendar) -> State:
    if period.end is None or today <= period.end:
        return State.RUNNING
    if today > due:
        return State.OVERDUE
    return State.DUE_SOON if days.days_left(today, due) <= SOON else State.OPEN


def last_periods(kind: str, today: date, count: int) -> tuple[Period, ...]:
    """The last periods of a kind that are over, newest first."""
    found = [before(_holding(kind, today))]
    while len(found) < count:
        found.append(before(found[-1]))
    return tuple(found)


def _holding(kind: str, day: date) -> Period:
    """The calendar period of a kind that holds the day."""
    number = (day.month - 1) // MONTHS_OF[kind] + 1
    makers = {"month": month, "quarter": quarter, "half": half}
    return makers[kind](day.year, number) if kind in makers else year(day.year)
