"""Questions about accounts: who acts with which reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from time import monotonic
from uuid import UUID

from tram.kernel.actors import NOBODY, Actor, Role
from tram.kernel.clock import today_vn
from tram.kernel.ids import as_uuid
from tram.places.api import communes_of_centre, communes_of_province
from tram.workforce.models import Account, RoleGrant, ScopeKind

KEPT_SECONDS, LARGEST = 5.0, 10_000
_KEPT: dict[UUID, tuple[date, float, Actor]] = {}


def actor_for(account: UUID, at: datetime) -> Actor:
    """The actor behind an account with the roles it holds today; NOBODY when it is closed or holds none.

    Remembered for five seconds, as every request asks. The deeds of this process forget at once; in another process a
    role that ended may last those seconds, a closed account never (its session is refused before this is asked).
    """
    day = today_vn(at)
    kept = _KEPT.get(account)
    if kept is not None and kept[0] == day and monotonic() < kept[1]:
        return kept[2]
    found = Account.objects.filter(pk=account, is_active=True).first()
    if found is None:
        return NOBODY
    actor = _with_grants(Actor(id=found.id, name=found.display_name, roles=frozenset()), day)
    if len(_KEPT) >= LARGEST:
        _KEPT.clear()
    _KEPT[account] = (day, monotonic() + KEPT_SECONDS, actor)
    return actor


def forget(account: UUID) -> None:
    """Lets the next question about this account be asked anew."""
    _KEPT.pop(account, None)


def _with_grants(actor: Actor, day: date) -> Actor:
    grants = RoleGrant.objects.filter(account=actor.id, valid_from__lte=day).exclude(valid_to__lt=day)
    communes: set[str] | None = set()
    villages: set[UUID] = set()
    everywhere = False
    for grant in grants:
        actor = replace(
            actor,
            roles=actor.roles | {Role(grant.role)},
            facility=actor.facility or grant.facility_id,
            commune=actor.commune or grant.commune,
        )
        if grant.scope == ScopeKind.NATION:
            communes = None
        elif communes is not None:
            communes |= _communes(grant, day)
        village = as_uuid(grant.scope_code) if grant.scope == ScopeKind.VILLAGE else None
        everywhere = everywhere or village is None
        villages |= {village} if village else set()
    return replace(
        actor,
        communes=None if communes is None else frozenset(communes),
        villages=None if everywhere else frozenset(villages),
    )


def _communes(grant: RoleGrant, day: date) -> frozenset[str]:
    if grant.scope == ScopeKind.PROVINCE:
        return communes_of_province(grant.scope_code, day)
    if grant.scope == ScopeKind.CENTRE and grant.facility_id:
        return communes_of_centre(grant.facility_id, day)
    return frozenset({grant.commune})
