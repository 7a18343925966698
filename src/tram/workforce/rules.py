"""Pure rules of workforce: which role reaches how far, who may hand out what, how a user name is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tram.kernel.actors import Actor, Role

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper  # pragma: allowlist secret
GROUPS, GROUP = 4, 4

RANK: Mapping[Role, int] = {
    Role.VILLAGE_HEALTH_WORKER: 1,
    Role.NURSE: 2,
    Role.DOCTOR: 2,
    Role.STATION_HEAD: 3,
    Role.CENTRE: 4,
    Role.PROVINCE: 5,
    Role.ADMINISTRATOR: 6,
}
SCOPES: Mapping[Role, tuple[str, ...]] = {
    Role.VILLAGE_HEALTH_WORKER: ("village", "commune"),
    Role.NURSE: ("commune",),
    Role.DOCTOR: ("commune", "centre"),
    Role.STATION_HEAD: ("commune",),
    Role.CENTRE: ("centre",),
    Role.PROVINCE: ("province",),
    Role.ADMINISTRATOR: ("commune", "centre", "province", "nation"),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a role goes: the kind of place, its code, its communes (None: the nation)."""

    scope: str
    code: str
    commune: str
    communes: frozenset[str] | None
    facility: UUID | None = None


def rank(roles: Iterable[Role]) -> int:
    """The highest rank among roles; 0 for none."""
    return max((RANK[role] for role in roles), default=0)


def within(actor: Actor, communes: frozenset[str] | None) -> bool:
    """Whether an actor's scope holds all of these communes (None: the whole nation)."""
    if actor.villages is not None:
        return False
    return actor.communes is None or (communes is not None and communes <= actor.communes)


def mixes(held: Iterable[tuple[str, str, str]], role: str, scope: str, code: str) -> bool:
    """Whether a new (role, scope, code) would leak into the places of those held.

    An actor's roles hold in all of its places, so roles may differ only where the place is one and the same.
    """
    return any((scope, code) != (s, c) and (role, scope) != (r, s) for r, s, c in held)
