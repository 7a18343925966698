"""What adverse events answer with: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tram.immunization.events.rules import Clock


@dataclass(frozen=True, slots=True)
class DoseChoice:
    """A dose an event may come from. ``lot_number`` is the lot's, or what a card says; "" when nobody knows."""

    id: UUID
    day: date
    given_at: datetime | None
    vaccine: str
    lot: UUID | None
    lot_number: str
    expires_on: date | None
    session: UUID | None
    place_name: str


@dataclass(frozen=True, slots=True)
class EventView:
    """An adverse event. ``notice`` and ``council`` run for a serious one only. ``answers`` and ``investigation`` are
    what was said on the forms, as JSON holds it."""

    id: UUID
    stamp: int
    person: UUID
    person_name: str
    birth: str
    commune: str
    dose: UUID | None
    vaccine: str
    session: UUID | None
    lots: tuple[UUID, ...]
    onset_at: datetime
    known_at: datetime
    serious: bool
    symptoms: tuple[str, ...]
    answers: Mapping[str, Any]
    form: str
    form_version: int | None
    outcome: str
    cause: str
    notified_at: datetime | None
    notified_to: str
    notice_number: str
    investigation: Mapping[str, Any]
    investigated_on: date | None
    council_on: date | None
    council_number: str
    closed_on: date | None
    note: str
    notice: Clock | None
    council: Clock | None

    @property
    def open(self) -> bool:
        """Whether it is still being followed."""
        return self.closed_on is None

    @property
    def overdue(self) -> bool:
        """Whether the notice is late and not given."""
        return self.notice is not None and self.notice.overdue
