"""Accounts and the roles they hold, as somebody who manages them may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from tram.kernel.actors import ROLE_NAMES, Actor, Role, not_found, require
from tram.kernel.said import in_words
from tram.places.api import communes_of_centre, communes_of_province
from tram.workforce.models import Account, RoleGrant, ScopeKind
from tram.workforce.reads.staff import on
from tram.workforce.rules import within
from tram.workforce.views import AccountView, GrantView


def accounts(actor: Actor, day: date, text: str = "", limit: int = 200) -> tuple[AccountView, ...]:
    """The accounts an actor may manage, open ones first, by user name; ``text`` narrows by user name or name."""
    require(actor, "account.manage")
    rows = Account.objects.order_by("-is_active", "username")
    if actor.communes is not None:
        rows = rows.filter(commune__in=actor.communes)
    if text.strip():
        rows = rows.filter(Q(username__icontains=text.strip()) | Q(display_name__icontains=text.strip()))
    found = list(rows[:limit])
    grants = _grants([row.pk for row in found], day)
    seen = [account_view(row, grants.get(row.pk, ())) for row in found]
    return tuple(view for view in seen if all(within(actor, communes_of_grant(grant, day)) for grant in view.grants))


def account(actor: Actor, account_id: UUID, day: date) -> AccountView:
    """One account the actor may manage, with its roles on a day. Refuses 403 without the right, 404 out of scope."""
    require(actor, "account.manage")
    row = Account.objects.filter(pk=account_id).first()
    if row is None:
        raise not_found()
    view = account_view(row, _grants([row.pk], day).get(row.pk, ()))
    places = [communes_of_grant(grant, day) for grant in view.grants]
    if not all(within(actor, communes) for communes in [*places, _own(row)]):
        raise not_found()
    return view


def account_by_username(username: str) -> UUID | None:
    """The id behind a user name on this machine; None when there is none."""
    return Account.objects.filter(username=username.strip().casefold()).values_list("pk", flat=True).first()


def must_change_password(account_id: UUID) -> bool:
    """Whether the account still has a password somebody else knows."""
    return Account.objects.filter(pk=account_id, must_change_password=True).exists()


def communes_of_grant(grant: GrantView, day: date) -> frozenset[str] | None:
    """The communes a grant reaches on a day; None for the nation."""
    if grant.scope == ScopeKind.NATION:
        return None
    if grant.scope == ScopeKind.PROVINCE:
        return communes_of_province(grant.scope_code, day)
    if grant.scope == ScopeKind.CENTRE and grant.facility:
        return communes_of_centre(grant.facility, day)
    return frozenset({grant.commune})


def _own(row: Account) -> frozenset[str] | None:
    return frozenset({row.commune}) if row.commune else None


def _grants(ids: Iterable[UUID], day: date) -> dict[UUID, tuple[GrantView, ...]]:
    found: dict[UUID, tuple[GrantView, ...]] = {}
    for row in RoleGrant.objects.filter(on(day), account__in=list(ids)).order_by("id"):
        found[row.account] = (*found.get(row.account, ()), grant_view(row))
    return found


def grant_view(row: RoleGrant) -> GrantView:
    """A grant row as a frozen value."""
    return GrantView(
        id=row.pk,
        account=row.account,
        role=row.role,
        role_name=in_words(ROLE_NAMES[Role(row.role)]),
        scope=str(row.scope),
        scope_name=str(ScopeKind(row.scope).label),
        scope_code=row.scope_code,
        commune=row.commune,
        facility=row.facility_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def account_view(row: Account, grants: tuple[GrantView, ...] = ()) -> AccountView:
    """An account row as a frozen value."""
    return AccountView(
        id=row.pk,
        username=row.username,
        name=row.display_name,
        commune=row.commune,
        staff=row.staff_id,
        active=row.is_active,
        must_change_password=row.must_change_password,
        last_seen=row.last_login,
        grants=grants,
    )
