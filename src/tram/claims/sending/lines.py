"""Which line to the portal a facility has on this machine."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from tram.claims.cover.asking import CardDesk
from tram.claims.sending.accounts import Account, account, accounts
from tram.claims.sending.portal import PortalClient
from tram.places.api import CodeSystem, last_known_facility


def insurance_code(facility: UUID) -> str:
    """The code the insurer knows a facility by (MACSKCB); "" when it has none."""
    found = last_known_facility(facility)
    return found.codes.get(CodeSystem.BHXH, "") if found else ""


def card_desk(facility: UUID) -> CardDesk | None:
    """Whom to ask about cards for a facility; None when this machine has no account of the portal for it."""
    held = accounts().get(insurance_code(facility))
    return _client(held, "") if held else None


def portal_of(code: str, address: str = "") -> PortalClient:
    """The line of a facility (its insurance code) to the portal, with its token. Refuses ``claims.no_account``."""
    return _client(account(code), address)


@lru_cache(maxsize=64)
def _client(held: Account, address: str) -> PortalClient:
    return PortalClient(held, address=address)
