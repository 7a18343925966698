"""What to call whoever did something, also where they did it on another machine."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tram.kernel.actors import SYSTEM
from tram.workforce.models import Account, AccountEvent


def account_names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """Whose each account is, also of accounts of other machines; one nobody told this machine of is left out."""
    asked = set(accounts)
    found = {SYSTEM.id: SYSTEM.name} if SYSTEM.id in asked else {}
    told = AccountEvent.objects.filter(account__in=asked).order_by("at", "id")
    found |= {account: name or username for account, name, username in told.values_list("account", "name", "username")}
    return found | dict(Account.objects.filter(pk__in=asked).values_list("pk", "display_name"))
