"""How far roles reach and where accounts belong, for machines that must know whether another may say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from tram.places.api import communes_of_centre
from tram.places.api import village as village_on
from tram.workforce.models import AccountChange, AccountEvent, ScopeKind

NOWHERE = frozenset({"?"})


def places_of_grant(scope: str, code: str, commune: str, day: date) -> frozenset[str]:
    """The places a role grant reaches: commune codes, a province code, or '' for the nation; ``{"?"}`` when unclear."""
    if scope == ScopeKind.NATION:
        return frozenset({""})
    if scope == ScopeKind.PROVINCE:
        return frozenset({code}) if code else NOWHERE
    if scope == ScopeKind.COMMUNE:
        return frozenset({code, commune} - {""}) or NOWHERE
    row = _uuid(code)
    if scope == ScopeKind.CENTRE and row is not None:
        return communes_of_centre(row, day) | ({commune} - {""}) or NOWHERE
    found = village_on(row, day) if scope == ScopeKind.VILLAGE and row is not None else None
    return frozenset({found.commune, commune}) - {""} if found else NOWHERE


def opened_in(accounts: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The communes in which each account was opened ('' the nation). Accounts nobody opened are left out."""
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = AccountEvent.objects.filter(account__in=list(accounts), change=AccountChange.OPENED)
    for account, commune in rows.values_list("account", "commune"):
        found[account].add(commune)
    return {account: frozenset(communes) for account, communes in found.items()}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
