"""Who may manage which account: within the actor's own scope, and never above the actor's own rank."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tram.kernel.actors import Actor, Role
from tram.workforce import refusals
from tram.workforce.models import Account
from tram.workforce.reads.accounts import account
from tram.workforce.rules import rank


def managed(by: Actor, account_id: UUID, day: date) -> Account:
    """The open account row an actor may change.

    Refuses 403 without the right or when the account outranks the actor, 404 out of scope, 409 when it is closed.
    """
    view = account(by, account_id, day)
    check_rank(by, *(Role(grant.role) for grant in view.grants))
    if not view.active:
        raise refusals.account_closed()
    row: Account = Account.objects.get(pk=account_id)
    return row


def check_rank(by: Actor, *roles: Role) -> None:
    """Refuses roles above the actor's own."""
    if rank(roles) > rank(by.roles):
        raise refusals.role_higher()
