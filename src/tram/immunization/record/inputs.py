"""What a caller says of a dose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseInput:
    """One dose as it was given. ``said_number`` is what a card says, ``quantity`` millilitres.

    ``lot`` is a lot of the commune's store; a dose given elsewhere has ``lot_number`` and ``expires_on`` as the card
    says them. ``token`` names the dose beforehand, so that a form sent twice is one dose.
    """

    vaccine: str
    day: date
    given_at: datetime | None = None
    lot: UUID | None = None
    lot_number: str = ""
    expires_on: date | None = None
    site: str = ""
    route: str = ""
    quantity: Decimal | None = None
    said_number: int | None = None
    facility: UUID | None = None
    place_name: str = ""
    given_by: UUID | None = None
    session: UUID | None = None
    source: str = "here"
    note: str = ""
    token: UUID | None = None


class DoseDetails(TypedDict, total=False):
    """What may be said of a dose beside its vaccine and day: the other fields of ``DoseInput`` but its token."""

    given_at: datetime | None
    lot: UUID | None
    lot_number: str
    expires_on: date | None
    site: str
    route: str
    quantity: Decimal | None
    said_number: int | None
    facility: UUID | None
    place_name: str
    given_by: UUID | None
    session: UUID | None
    source: str
    note: str


class DoseChanges(DoseDetails, total=False):
    """What an amendment may say anew of a dose."""

    vaccine: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CircumstanceInput:
    """Something about a person that changes what is due, from ``start`` on; ``due_on`` of a pregnancy."""

    code: str
    start: date
    end: date | None = None
    due_on: date | None = None
    text: str = ""
    token: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralInput:
    """A dose put off, refused, forbidden or missed; ``group`` "" is every vaccine, ``until`` the day to come back."""

    kind: str
    day: date
    reason: str = ""
    group: str = ""
    until: date | None = None
    note: str = ""
    session: UUID | None = None
    token: UUID | None = None
