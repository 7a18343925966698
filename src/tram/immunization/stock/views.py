"""What the vaccine store answers with: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tram.immunization.stock.rules import Figures

SOON = 30  # days before its end in which a lot is called near expiry


@dataclass(frozen=True, slots=True)
class LotView:
    """A lot as a commune holds it. ``ids`` are all its rows: two machines may have written the same lot.

    ``open_until`` is when the open vial must be thrown away, None when none is open. ``held_on`` is None unless it is
    on hold now. ``differs``: its rows name different expiry dates; the earliest counts.
    """

    id: UUID
    ids: tuple[UUID, ...]
    commune: str
    vaccine: str
    number: str
    presentation: int
    expires_on: date
    manufacturer: str
    registration: str
    diluent_lot: str
    figures: Figures
    open_until: datetime | None
    held_on: date | None
    held_reason: str
    held_event: UUID | None
    differs: bool

    @property
    def doses(self) -> int:
        """Doses by the books; below zero where more went out than came in."""
        return self.figures.balance

    @property
    def vials(self) -> int:
        """Whole vials by the books, the open one left out."""
        return self.figures.vials

    @property
    def open_doses(self) -> int:
        """Doses left in the open vial."""
        return self.figures.open_doses

    @property
    def negative(self) -> bool:
        """Whether more went out than came in: a receipt or a count is missing."""
        return self.doses < 0

    def expired(self, day: date) -> bool:
        """Whether it may no longer be used on a day. The day of expiry itself may."""
        return self.expires_on < day

    def ends_soon(self, day: date) -> bool:
        """Whether it expires within a month."""
        return not self.expired(day) and (self.expires_on - day).days <= SOON

    def usable(self, day: date) -> bool:
        """Whether a dose of it may be given on a day."""
        return self.doses > 0 and self.held_on is None and not self.expired(day)

    def ready(self, at: datetime) -> int:
        """Doses that may be given at an instant: an open vial past its hours no longer counts."""
        stale = self.open_until is not None and self.open_until < at
        return self.doses - (self.open_doses if stale else 0)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a session took of a lot, and the fewest vials that hold it."""

    lot: UUID
    number: str
    vaccine: str
    presentation: int
    given: int
    thrown: int
    least: int


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of a lot's ledger: what happened on a day and the balance after it, in doses.

    ``children`` is how many people got doses of it there; ``movement`` is the row that may be cancelled, None for what
    follows from other records.
    """

    day: date
    kind: str
    words: str
    vials: int
    doses: int
    balance: int
    document: str = ""
    partner: str = ""
    reason: str = ""
    note: str = ""
    session: UUID | None = None
    children: int = 0
    movement: UUID | None = None
    by_two: bool = False


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who got a dose of a lot, with whom to call."""

    person: UUID
    name: str
    birth: str
    village: str
    phone: str
    caregiver: str
    day: date
    dose: UUID
    session: UUID | None
    commune: str


@dataclass(frozen=True, slots=True)
class FridgeView:
    """A fridge of a commune."""

    id: UUID
    commune: str
    name: str
    model: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One reading; ``alarm`` is ``cold``, ``warm`` or ""."""

    id: UUID
    fridge: UUID
    day: date
    half: str
    at: datetime
    celsius: Decimal
    low: Decimal | None
    high: Decimal | None
    alarm: str
    action: str
    by_name: str


@dataclass(frozen=True, slots=True)
class HalfView:
    """A half of a day that should have a reading: what was read (several when two machines wrote), or nothing."""

    day: date
    half: str
    readings: tuple[ReadingView, ...]
    missed: bool


@dataclass(frozen=True, slots=True)
class FridgeNow:
    """A fridge on the page of readings: this half's reading or None, the latest, and which are missing."""

    fridge: FridgeView
    now: ReadingView | None
    latest: ReadingView | None
    missed: tuple[tuple[date, str], ...]
