"""Time: Vietnam's calendar at the edge, UTC inside, and a hybrid logical clock that orders facts between machines."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VN_TZ = ZoneInfo("Asia/Ho_Chi_Minh")
COUNTER_BITS = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The wall clock, UTC. Only faces (pages, commands) call it; deeds and rules are given the time."""
    return datetime.now(UTC)


def today_vn(at: datetime) -> date:
    """The calendar day in Vietnam at an instant."""
    return at.astimezone(VN_TZ).date()


def millis(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC."""
    span = at - _EPOCH
    return (span.days * 86_400 + span.seconds) * 1000 + span.microseconds // 1000


def tick(last: int, at: datetime, jitter: int | None = None) -> int:
    """The next stamp of a hybrid logical clock: after ``last`` always, at the wall clock when that is ahead.

    A stamp is ``milliseconds << 16 | low bits`` and fits a signed 64-bit integer. The low bits are random (``jitter``,
    0 to 65,535), also where the clock stands still: a stamp names a version of a row, and two machines whose clocks are
    wrong in the same way must not give the same name to different versions.
    """
    low = secrets.randbelow(1 << COUNTER_BITS) if jitter is None else jitter
    wall = (millis(at) << COUNTER_BITS) + low
    return wall if wall > last else last + 1 + low


def stamp_time(stamp: int) -> datetime:
    """The instant a stamp was made at (UTC, milliseconds)."""
    return datetime.fromtimestamp((stamp >> COUNTER_BITS) / 1000, UTC)
