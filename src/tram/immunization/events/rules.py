"""What an adverse event asks for and by when. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from tram.engines.deadlines import Calendar, Deadline, due_at
from tram.kernel.clock import VN_TZ

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])\s*[:hgHG.]\s*([0-5][0-9])?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time that runs: until when, when it was met (None while it runs), and how it stands at an instant.

    ``state``: ``met``, ``late`` (met after its end), ``running``, ``overdue``.
    """

    due_at: datetime
    met_at: datetime | None
    state: str
    minutes: int

    @property
    def overdue(self) -> bool:
        """Whether the time is up and nothing was done."""
        return self.state == "overdue"


def clock(since: datetime, allowed: Deadline, days: Calendar, met_at: datetime | None, at: datetime) -> Clock:
    """How a deadline stands. ``minutes`` are left while it runs, and over since its end when overdue or late."""
    end = due_at(since, allowed, days)
    if met_at is not None:
        over = int((met_at - end).total_seconds() // 60)
        return Clock(end, met_at, "late" if met_at > end else "met", max(0, over))
    left = int((end - at).total_seconds() // 60)
    return Clock(end, None, "overdue" if at > end else "running", abs(left))


def time_of_day(typed: str) -> time | None:
    """A time as people write it: ``9:30``, ``9h30``, ``9h``. None when it is none."""
    found = _CLOCK.fullmatch(typed.strip())
    return time(int(found[1]), int(found[2] or 0)) if found else None


def onset(day: date, typed: str) -> datetime | None:
    """The instant of onset: noon when nobody knows the hour. None when the hour cannot be read."""
    hour = time_of_day(typed) if typed.strip() else time(12)
    return datetime.combine(day, hour, VN_TZ) if hour else None
