"""The places of the tests, and how they are made: one commune of Lai Châu and the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.ids import uuid7
from tram.kernel.refusals import Refusal
from tram.places.api import FacilityView, VillageView, found_facility, found_village

HERE, NEXT_DOOR = "03388", "03408"
FOUNDED = date(2025, 7, 1)
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def somebody(role: Role, commune: str) -> Actor:
    return Actor(id=uuid7(), name="Ai đó", roles=frozenset({role}), communes=frozenset({commune}), commune=commune)


def village(name: str, commune: str = HERE, **more: Any) -> VillageView:
    return found_village(by=SYSTEM, at=AT, commune=commune, name=name, kind="ban", **{"day": FOUNDED, **more})


def facility(kind: str, name: str, commune: str = HERE, **more: Any) -> FacilityView:
    return found_facility(by=SYSTEM, at=AT, commune=commune, kind=kind, name=name, **{"day": FOUNDED, **more})


def refused(deed: Callable[..., object], **asked: Any) -> Refusal:
    """The refusal a deed answers with; fails when it does not refuse."""
    with pytest.raises(Refusal) as refusal:
        deed(**asked)
    return refusal.value
