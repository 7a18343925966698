"""What is asked of the insurer about a card and what it answers; whoever talks to the portal keeps to it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class PortalSilent(Exception):  # noqa: N818 - a state of the portal, not a fault
    """The portal did not answer, or could not: ``str()`` is a Vietnamese sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class CardAsked:
    """A card to look up: number (10 or 15 signs), holder's name, birth as the portal takes it (dd/MM/yyyy or yyyy)."""

    number: str
    name: str
    birth: str
    sex: str = ""


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What the portal says of a card. ``code``: three digits of ``definitions/claims/card_results``.

    ``new_…``: the card that replaced this one. Texts are "" and days None where it says nothing.
    """

    code: str
    note: str = ""
    number: str = ""
    facility: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    area: str = ""
    five_years_on: date | None = None
    exempt_from: date | None = None
    new_number: str = ""
    new_facility: str = ""
    new_from: date | None = None
    new_to: date | None = None


class CardDesk(Protocol):
    """Somebody who can ask the insurer."""

    def look_up(self, asked: CardAsked) -> CardAnswer:
        """The answer about a card. Raises ``PortalSilent`` when there is none."""
        ...
