"""Roles: granted over a place from a day on, ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from tram.kernel.actors import ROLE_NAMES, Actor, Role, not_found, require
from tram.kernel.facts import deed
from tram.places.api import FacilityKind, communes_of_centre, communes_of_province
from tram.places.api import facility as facility_on
from tram.places.api import village as village_on
from tram.workforce import refusals
from tram.workforce.actions.authority import check_rank, managed
from tram.workforce.actions.staff import check_place
from tram.workforce.models import RoleGrant, ScopeKind
from tram.workforce.reads.accounts import grant_view
from tram.workforce.reads.acting import forget
from tram.workforce.rules import SCOPES, Reach, mixes, within
from tram.workforce.views import GrantView

LEADING = frozenset({FacilityKind.REGIONAL_CENTRE, FacilityKind.HOSPITAL})


def grant_role(
    *,
    by: Actor,
    at: datetime,
    account: UUID,
    role: str,
    day: date,
    commune: str = "",
    village: UUID | None = None,
    centre: UUID | None = None,
    province: str = "",
    facility: UUID | None = None,
) -> GrantView:
    """Gives an account a role from ``day`` on, over one place.

    The place is a commune, a village of it, the communes a regional ``centre`` leads, a province, or (none named) the
    nation. ``facility`` is where the holder works. Refuses a role above the actor's, a place beyond the actor's scope
    (404), a place that does not fit the role, and different roles over different places.
    """
    row = managed(by, account, day)
    if role not in SCOPES:
        raise refusals.role_unknown(ROLE_NAMES.values())
    check_rank(by, Role(role))
    reach = _reach(day, commune=commune, village=village, centre=centre, province=province, facility=facility)
    if not within(by, reach.communes):
        raise not_found()
    if reach.scope not in SCOPES[Role(role)]:
        raise refusals.scope_unfit(str(ScopeKind(scope).label) for scope in SCOPES[Role(role)])
    held = RoleGrant.objects.filter(account=row.pk).exclude(valid_to__lt=day)
    if mixes(held.values_list("role", "scope", "scope_code"), role, reach.scope, reach.code):
        raise refusals.mixed()
    grant = RoleGrant(
        commune=reach.commune,
        account=row.pk,
        role=role,
        scope=reach.scope,
        scope_code=reach.code,
        facility_id=reach.facility,
        valid_from=day,
    )
    with deed("role.granted", by=by, at=at, place=reach.commune) as fact:
        fact.add(grant)
    forget(row.pk)
    return grant_view(grant)


def end_role(*, by: Actor, at: datetime, grant: UUID, day: date) -> GrantView:
    """Takes a role back: ``day`` is the first day it no longer holds (the day it began: it never held)."""
    require(by, "account.manage")
    row = RoleGrant.objects.filter(pk=grant).first()
    if row is None:
        raise not_found()
    managed(by, row.account, max(day, row.valid_from))
    if row.account == by.id:
        raise refusals.not_yourself()
    if row.valid_to is not None and row.valid_to < day:
        raise refusals.already_ended()
    if day < row.valid_from:
        raise refusals.too_early(row.valid_from)
    with deed("role.ended", by=by, at=at, place=row.commune) as fact:
        fact.change(row, valid_to=day - timedelta(days=1))
    forget(row.account)
    return grant_view(row)


def _reach(
    day: date, *, commune: str, village: UUID | None, centre: UUID | None, province: str, facility: UUID | None
) -> Reach:
    if sum(map(bool, (commune or village, centre, province))) > 1:
        raise refusals.one_place()
    if village is not None:
        return _village(day, commune, village, facility)
    if centre is not None:
        return _centre(day, centre)
    if province:
        return _province(day, province)
    check_place(commune, facility, day)
    if commune:
        return Reach(ScopeKind.COMMUNE, commune, commune, frozenset({commune}), facility)
    return Reach(ScopeKind.NATION, "", "", None, facility)


def _village(day: date, commune: str, village: UUID, facility: UUID | None) -> Reach:
    found = village_on(village, day)
    if found is None or (commune and found.commune != commune):
        raise refusals.village_unknown()
    check_place(found.commune, facility, day)
    return Reach(ScopeKind.VILLAGE, str(found.id), found.commune, frozenset({found.commune}), facility)


def _centre(day: date, centre: UUID) -> Reach:
    found = facility_on(centre, day)
    if found is None or found.kind not in LEADING:
        raise refusals.facility_unknown()
    return Reach(ScopeKind.CENTRE, str(found.id), found.commune, communes_of_centre(centre, day), found.id)


def _province(day: date, province: str) -> Reach:
    communes = communes_of_province(province, day)
    if not communes:
        raise refusals.commune_unknown()
    return Reach(ScopeKind.PROVINCE, province, "", communes)
