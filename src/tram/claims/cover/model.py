"""The insurance of a visit: its cards, how the patient came, and whether the insurer has confirmed it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from tram.claims.money import Why

CONFIRMED, WAITING, WRONG, NONE = "confirmed", "waiting", "wrong", "none"
FULL = 15


@dataclass(frozen=True, slots=True)
class Card:
    """An insurance card as a claim writes it.

    ``number``: fifteen signs, or ten where nobody knows the rest; ``digit``: the benefit digit in force on the day
    (which the number may still print otherwise), "" unknown; ``registered_at``: MA_DKBD; ``exempt_from``: since when no
    co-payment is asked, None where that does not count on the day; ``temporary``: a child's.
    """

    number: str
    digit: str
    registered_at: str
    valid_from: date | None
    valid_to: date | None
    area: str = ""
    five_years_on: date | None = None
    exempt_from: date | None = None
    temporary: bool = False

    @property
    def whole(self) -> bool:
        """Whether all fifteen signs are known, as a claim wants them."""
        return len(self.number) == FULL


@dataclass(frozen=True, slots=True)
class VisitCover:
    """The cards of a visit in the order they hold, MA_DOITUONG_KCB ("" = not known), and what is known of the cards.

    ``state``: ``confirmed`` (the insurer or its website said so), ``waiting`` (nobody asked yet, or it was silent),
    ``wrong`` (it said no), ``none`` (no card). Nothing of it stops care. ``because``: the reason of the state,
    ``entitled`` of the class of entitlement, ``whys`` every reason, those two among them.
    """

    cards: tuple[Card, ...]
    entitlement: str
    state: str
    because: Why
    entitled: Why
    whys: tuple[Why, ...] = ()

    @property
    def digit(self) -> str:
        """The benefit digit the visit counts with: of the first card; "" when there is none."""
        return self.cards[0].digit if self.cards else ""

    @property
    def five_years_on(self) -> date | None:
        """The latest day any of the cards gives for five full years; None when none does."""
        return max((card.five_years_on for card in self.cards if card.five_years_on), default=None)

    @property
    def exempt_from(self) -> date | None:
        """The first day from which a card frees from co-payment; None when none does."""
        return min((card.exempt_from for card in self.cards if card.exempt_from), default=None)


@dataclass(frozen=True, slots=True)
class VisitAsked:
    """A visit whose insurance is asked for. ``until``: the day it ended (None = the same day).

    ``facility`` None: the station of ``commune`` (visits need not name it). ``insured``: whether the insurance pays
    at all; ``drugs_only``: drugs by an appointment letter, no examination; ``referred``: came with a referral letter;
    ``appointment``: with a letter to come again.
    """

    person: UUID
    day: date
    facility: UUID | None
    until: date | None = None
    insured: bool = True
    emergency: bool = False
    drugs_only: bool = False
    referred: bool = False
    appointment: bool = False
    commune: str = ""

    @property
    def last(self) -> date:
        """The day the visit ended."""
        return self.until or self.day


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record about somebody that decides the cards of a visit.

    ``covers``: periods of insurance, any order; ``checks``: what was heard of them; ``province``: of the facility.
    """

    person: UUID
    born: date | None
    province: str
    facility_code: str
    facility_kind: str
    covers: tuple[Period, ...] = ()
    checks: tuple[Heard, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A period of insurance as recorded."""

    number: str
    benefit: str
    facility_code: str
    valid_from: date | None
    valid_to: date | None
    area: str = ""
    five_years_on: date | None = None
    exempt_from: date | None = None
    id: UUID | None = field(default=None, compare=False)

    def holds(self, start: date, end: date) -> bool:
        """Whether it holds on any day between two."""
        return (self.valid_from or date.min) <= end and (self.valid_to or date.max) >= start


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a card: the day of care it was asked for, and the outcome (waiting, right or wrong)."""

    social: str
    day: date
    state: str
    code: str = ""
