"""What a schedule refuses, as one Vietnamese sentence that says what to do."""

from __future__ import annotations


class ScheduleError(ValueError):
    """A schedule that cannot be read or does not fit together."""
