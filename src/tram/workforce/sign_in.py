"""Checking a name and a secret: constant work whether the account exists or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from tram.workforce.models import Account


class AccountBackend:
    """Django authentication backend over accounts."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account when name and secret fit and it is active; None otherwise."""
        if not username or password is None:
            return None
        account = Account.objects.filter(username=username.strip().casefold()).first()
        if account is None:
            make_password(password)  # the same work as a real check: a missing name cannot be told by time
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: UUID | str) -> Account | None:
        """The active account of a session; None when it was closed meanwhile."""
        return Account.objects.filter(pk=user_id, is_active=True).first()
