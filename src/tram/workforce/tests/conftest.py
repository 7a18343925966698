"""The law of Lai Châu, two stations under one centre, and those who manage accounts there."""

from __future__ import annotations

import pytest

from tram.kernel.actors import SYSTEM, Actor
from tram.places.api import FacilityView, VillageView, found_facility, found_village, load_reference
from tram.workforce.tests.world import AT, FOUNDED, HERE, NEXT_DOOR, holder


@pytest.fixture
def law(db: None) -> None:
    load_reference(frozenset({"12"}))


@pytest.fixture
def centre(law: None) -> FacilityView:
    return _facility(NEXT_DOOR, "regional_centre", "TTYT khu vực")


@pytest.fixture
def station(centre: FacilityView) -> FacilityView:
    return _facility(HERE, "commune_station", "Trạm Y tế Đoàn Kết", centre)


@pytest.fixture
def hon(law: None) -> VillageView:
    return found_village(by=SYSTEM, at=AT, commune=HERE, name="Bản Hon", kind="ban", day=FOUNDED)


@pytest.fixture
def head(station: FacilityView) -> Actor:
    return holder("truong.tram", "station_head", commune=HERE, facility=station.id)


@pytest.fixture
def administrator(law: None) -> Actor:
    return holder("quan.tri", "administrator")


@pytest.fixture
def stranger(law: None) -> Actor:
    return holder("tram.ben", "station_head", commune=NEXT_DOOR)


def _facility(commune: str, kind: str, name: str, leader: FacilityView | None = None) -> FacilityView:
    return found_facility(
        by=SYSTEM, at=AT, commune=commune, kind=kind, name=name, day=FOUNDED, parent=leader.id if leader else None
    )
