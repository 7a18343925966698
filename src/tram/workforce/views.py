"""What the workforce room answers with: frozen values; a secret is in none of them but the one shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class StaffView:
    """Somebody who works in the network, at a facility, for a period."""

    id: UUID
    commune: str
    facility: UUID | None
    full_name: str
    profession: str
    profession_name: str
    licence: str
    valid_from: date
    valid_to: date | None
    source_system: str = ""
    source_value: str = ""


@dataclass(frozen=True, slots=True)
class GrantView:
    """A role an account holds over a place. ``scope_name`` is the kind of place in Vietnamese."""

    id: UUID
    account: UUID
    role: str
    role_name: str
    scope: str
    scope_name: str
    scope_code: str
    commune: str
    facility: UUID | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class AccountView:
    """Who may sign in on this machine, with the roles held on the day asked about."""

    id: UUID
    username: str
    name: str
    commune: str
    staff: UUID | None
    active: bool
    must_change_password: bool
    last_seen: datetime | None
    grants: tuple[GrantView, ...] = ()


@dataclass(frozen=True, slots=True)
class OneTimeSecret:
    """A password made for somebody, shown once and kept nowhere."""

    account: UUID
    username: str
    secret: str

    def __repr__(self) -> str:
        """Without the secret, so that no log ever holds it."""
        return f"OneTimeSecret(username={self.username!r})"
