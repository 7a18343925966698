"""Which of a person's residences counts on a day, when two machines recorded different ones for the same days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

EVER = date(1900, 1, 1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A residence's days, both included; a missing end is open, a missing start is before every day."""

    id: UUID
    start: date | None
    end: date | None

    @property
    def first(self) -> date:
        """The first day, comparable."""
        return self.start or EVER

    @property
    def last(self) -> date:
        """The last day, comparable."""
        return self.end or date.max


def counted(spans: Iterable[Span]) -> dict[UUID, date | None]:
    """The spans that count, each with its last day (None: open): together the same days, and each day only once.

    The later beginning ends the earlier; a span that lies within one begun before it does not count, nor one withdrawn
    (its end before its start). Of two begun on one day the longer counts, then the greater id: alike on each machine.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.first, one.last, one.id)):
        if span.last < span.first:
            continue
        while kept and kept[-1].first == span.first:
            kept.pop()
        if not kept or span.end is None or span.last > max(one.last for one in kept):
            kept.append(span)
    found: dict[UUID, date | None] = {}
    for span, after in zip(kept, [*kept[1:], None], strict=False):
        cut = after is not None and span.last >= after.first
        found[span.id] = after.first - DAY if after is not None and cut else span.end
    return found


def withdrawn(start: date | None, end: date | None) -> bool:
    """Whether a residence was recorded by mistake: it ended before it began, so it holds on no day."""
    return end is not None and end < (start or EVER)


def last_day_of_other(start: date | None, kept_start: date | None, *, wrong: bool) -> date:
    """The last day of the address that was not kept: until the kept one began, or none at all when it was wrong."""
    if wrong or (kept_start or EVER) <= (start or EVER):
        return (start or EVER) - DAY
    return (kept_start or EVER) - DAY


def share_days(spans: Iterable[Span]) -> bool:
    """Whether some day belongs to two of the spans."""
    ordered = sorted((one for one in spans if one.first <= one.last), key=lambda one: (one.first, one.last, one.id))
    return any(later.first <= earlier.last for earlier, later in pairwise(ordered))
