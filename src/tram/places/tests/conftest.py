"""The law of Lai Châu, a head of one station, a nurse of it, and somebody of the next commune."""

from __future__ import annotations

import pytest

from tram.kernel.actors import Actor, Role
from tram.places.api import FacilityView, VillageView, load_reference
from tram.places.tests.world import HERE, NEXT_DOOR, facility, somebody, village


@pytest.fixture
def law(db: None) -> None:
    load_reference(frozenset({"12"}))


@pytest.fixture
def head(law: None) -> Actor:
    return somebody(Role.STATION_HEAD, HERE)


@pytest.fixture
def nurse(law: None) -> Actor:
    return somebody(Role.NURSE, HERE)


@pytest.fixture
def stranger(law: None) -> Actor:
    return somebody(Role.STATION_HEAD, NEXT_DOOR)


@pytest.fixture
def hon(law: None) -> VillageView:
    return village("Bản Hon")


@pytest.fixture
def station(law: None) -> FacilityView:
    return facility("commune_station", "Trạm Y tế phường Đoàn Kết", bhxh_code="12001")
