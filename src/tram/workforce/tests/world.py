"""The people of the tests: how to make somebody with an account, a role and a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.refusals import Refusal
from tram.workforce.api import AccountView, actor_for, grant_role, open_account

HERE, NEXT_DOOR = "03388", "03408"
FOUNDED, TODAY = date(2025, 7, 1), date(2026, 11, 2)
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
SECRET = "mùa lúa chín ở Lai Châu"


def opened(username: str, commune: str = HERE, **more: Any) -> AccountView:
    asked = {"name": "Lò Thị Hạnh", "password": SECRET, "commune": commune, "must_change": False, **more}
    return open_account(by=SYSTEM, at=AT, username=username, **asked)


def holder(username: str, role: str, **place: Any) -> Actor:
    """The actor behind a new account that holds a role over a place."""
    account = opened(username, place.get("commune", ""))
    grant_role(by=SYSTEM, at=AT, account=account.id, role=role, day=FOUNDED, **place)
    return actor_for(account.id, AT)


def refused(deed: Callable[..., object], **asked: Any) -> Refusal:
    """The refusal a deed answers with; fails when it does not refuse."""
    with pytest.raises(Refusal) as refusal:
        deed(**asked)
    return refusal.value
