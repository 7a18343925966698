"""How large a batch is, how long to wait, when to run next. Pure: time and chance come from outside."""

from __future__ import annotations

from datetime import datetime, timedelta

SMALLEST, START, LARGEST = 4 * 1024, 16 * 1024, 1024 * 1024
AIM = 4.0  # seconds a batch: long enough to use the line, short enough to lose little when it is cut
STEP = 4.0
POOR = 64 * 1024  # bytes: batches are so small where the line carries less than 16 kB a second
EVERY, LONGEST = 300.0, 1800.0
FIRST_WAIT = 15.0
JITTER = 0.2
AT_ONCE, FEWEST, MOST_AT_ONCE = 200, 50, 2000  # facts written in one transaction
SHORT_WAIT, LONG_WAIT = 0.1, 0.25  # seconds somebody at the desk may wait for one
QUICK = 0.5  # seconds to an answer: on a line that quick a local write is sent on at once


def next_size(size: int, seconds: float) -> int:
    """The bytes of the next batch after one of ``size`` took ``seconds``: towards ``AIM``, in steps of four at most."""
    factor = min(max(AIM / max(seconds, 0.001), 1 / STEP), STEP)
    return min(max(int(size * factor), SMALLEST), LARGEST)


def fitting(size: int, latency: float) -> int:
    """The bytes of a batch, not small where the other answers quickly: then it is a machine that is slow, not the line,
    and small batches squeezed hard would make it slower still."""
    return max(size, 2 * POOR) if latency <= QUICK else size


def size_after_cut(size: int) -> int:
    """The bytes of a batch after the line was cut in one."""
    return max(size // 4, SMALLEST)


def level(size: int) -> int:
    """How hard (zstd's level) to squeeze a batch of so many bytes: small ones go over poor lines, where bytes are dear.

    Level 19 takes 0.5 ms a visit and saves 6 % of what level 9 leaves in 12 µs: worth it below some 16 kB a second.
    """
    return 19 if size <= POOR else 9


def backoff(failures: int, chance: float) -> timedelta:
    """How long to wait after ``failures`` tries in a row that failed (none: the ordinary pause).

    Doubles from 15 seconds to half an hour. ``chance`` (0 to 1) spreads the tries by a fifth either way, so that a
    hundred stations do not come back at once.
    """
    seconds = EVERY if not failures else min(FIRST_WAIT * 2.0 ** min(failures - 1, 20), LONGEST)
    return timedelta(seconds=seconds * (1 - JITTER + 2 * JITTER * chance))


def is_due(next_try: datetime | None, at: datetime, *, wrote: bool, failures: int, latency: float | None) -> bool:
    """Whether to exchange now: when the time has come, or at once after a local write while the line is good.

    A next try that lies further off than any wait can be was set by a clock that was wrong, and counts as come.
    """
    if next_try is None or next_try <= at or next_try - at > timedelta(seconds=LONGEST * (1 + JITTER)):
        return True
    return wrote and not failures and latency is not None and latency <= QUICK


def next_slice(size: int, seconds: float) -> int:
    """How many facts to write in the next transaction, when ``size`` took ``seconds``.

    A nurse who saves meanwhile waits for one of them: half as many after more than a quarter of a second, twice as many
    after less than a tenth.
    """
    if seconds > LONG_WAIT:
        return max(size // 2, FEWEST)
    return min(size * 2, MOST_AT_ONCE) if seconds < SHORT_WAIT else size
