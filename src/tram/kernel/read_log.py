"""The log of reads: who looked at whose record, or at a list of how many people, when and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tram.kernel.actors import Actor
from tram.kernel.models import ReadEntry


def note(actor: Actor, at: datetime, why: str, person: UUID | None = None, people: int = 1) -> None:
    """Writes one entry. ``why`` names the page or list (``person.page``, ``register.A1 2026-10``), never a name."""
    ReadEntry.objects.create(at=at, actor=actor.id, person=person, why=why[:80], people=people)
