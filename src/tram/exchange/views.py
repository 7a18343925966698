"""What questions about received resources and imports answer: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tram.exchange.report import Report


@dataclass(frozen=True, slots=True)
class ReceivedView:
    """One received resource as a list shows it. ``day`` None when it names none; ``why`` says why it is not used."""

    id: UUID
    type: str
    type_name: str
    title: str
    day: date | None
    state: str
    state_name: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class TypeCount:
    """How many resources of a type."""

    type: str
    type_name: str
    count: int


@dataclass(frozen=True, slots=True)
class ReceivedList:
    """Some rows, newest first, vaccinations before everything; ``total`` of all that fit the question."""

    rows: tuple[ReceivedView, ...]
    total: int
    types: tuple[TypeCount, ...]


@dataclass(frozen=True, slots=True)
class ReceivedBody:
    """One resource whole: the heading and the very text that came in."""

    view: ReceivedView
    person: UUID | None
    text: str


@dataclass(frozen=True, slots=True)
class RunView:
    """An import as its page shows it. ``report`` None until it ended; ``percent`` None until files were surveyed."""

    id: UUID
    commune: str
    state: str
    state_name: str
    files: int
    total: int
    done: int
    percent: int | None
    created_at: datetime
    report: Report | None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "stopped", "broken"}
