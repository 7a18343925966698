"""The room's small world and the people who ask about it."""

from __future__ import annotations

import pytest

from tram.kernel.actors import Actor, Role
from tram.reports.tests.world import HERE, NEXT, World, actor, add_person, add_visit, found_world


@pytest.fixture
def world(db: None) -> World:
    """Four residents here, one next door; bà Lan is insured and has not come yet, Mai came by herself."""
    made = found_world()
    add_person(made, "lan", "Lò Thị Lan", "1960-05-01", cover="2026-01-01/2026-12-31", paper="012160000001")
    add_person(made, "mai", "Vàng Thị Mai", "1998-03-08", village=1, ethnicity="24")
    add_person(made, "na", "Giàng Thị Na", "2026-01-20", cover="2026-01-20/2026-10-31", village=1)
    add_person(made, "ba", "Lý Văn Ba", "1950-01-01", sex="male", ethnicity="", precision="year")
    add_person(made, "next", "Hoàng Văn Xa", "1970-01-01", commune=NEXT, sex="male", cover="2026-01-01/2026-12-31")
    add_visit(made, "mai", "2026-10-05", codes=[("J00", "Viêm mũi họng cấp")])
    return made


@pytest.fixture
def hanh(world: World) -> Actor:
    """The nurse of the station."""
    return actor(Role.NURSE, HERE, facility=world.stations[HERE])


@pytest.fixture
def tuan(world: World) -> Actor:
    """The nurse of the next station, who must see nothing of this one."""
    return actor(Role.NURSE, NEXT, facility=world.stations[NEXT])


@pytest.fixture
def oanh() -> Actor:
    """At the regional centre, over both communes."""
    return actor(Role.CENTRE, HERE, NEXT)


@pytest.fixture
def ngoc() -> Actor:
    """At the province: numbers, no names."""
    return actor(Role.PROVINCE, HERE, NEXT)


@pytest.fixture
def pan(world: World) -> Actor:
    """Village health worker of the second village."""
    return actor(Role.VILLAGE_HEALTH_WORKER, HERE, villages=frozenset({world.villages[HERE][1]}))
