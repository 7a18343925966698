"""What may be logged: where the program was, never what it held.

An exception's message may quote a name, an address holds an id: a record is written as its logger, the kind of
exception and the frames it passed.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime


class FramesOnly(logging.Formatter):
    """Writes time, level, logger and, for an exception, its type and frames; the message only of our own loggers."""

    def format(self, record: logging.LogRecord) -> str:
        """One log entry as text."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        words = (
            record.getMessage() if record.name.startswith("tram.") else f"status {getattr(record, 'status_code', '?')}"
        )
        lines = [f"{at} {record.levelname} {record.name} {words}"]
        if record.exc_info and record.exc_info[0] is not None:
            kind = record.exc_info[0]
            lines.append(f"{kind.__module__}.{kind.__qualname__}")
            lines += traceback.format_tb(record.exc_info[2])
        return "\n".join(lines).rstrip()
