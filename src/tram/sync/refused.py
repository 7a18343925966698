"""Counting what was refused, so that an attack or a machine gone wrong is seen and does not fill the disk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from tram.sync.models import Refused

LINES = 500
STRANGER = UUID(int=0)


def note_refused(node: UUID | None, reason: str, at: datetime) -> None:
    """Counts one refusal (``node`` None: nobody knows who). Once there are too many lines, strangers share one."""
    code, who = reason[:60], node or STRANGER
    if _count(who, code, at):
        return
    if Refused.objects.count() >= LINES:
        who = STRANGER
        if _count(who, code, at):
            return
    Refused.objects.create(node=who, reason=code, first_at=at, last_at=at)


def _count(node: UUID, code: str, at: datetime) -> bool:
    known = Refused.objects.filter(reason=code, node=node)
    return bool(known.update(count=F("count") + 1, last_at=at))
