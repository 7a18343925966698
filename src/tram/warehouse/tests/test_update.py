"""A store kept up from the fact log is, after anything, the store that would be built from nothing."""

from __future__ import annotations

import pytest

from tests.support import deeds
from tram.warehouse.api import rebuild, update
from tram.warehouse.tests.conftest import AT, World
from tram.warehouse.tests.reading import everything_live, everything_stored

TURNS = 4


def kept_up(world: World) -> None:
    update(world.folder, AT)
    assert everything_stored(world.folder) == everything_live()


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_deed_of_any_kind_is_followed(world: World, turn: int) -> None:
    world.go(25)
    rebuild(world.folder, AT)
    for name in sorted(deeds.DEEDS)[turn::TURNS]:
        world.go(3, name)
    kept_up(world)


def test_nothing_new_rewrites_no_file(world: World) -> None:
    world.go(30)
    before = rebuild(world.folder, AT)
    after = update(world.folder, AT)
    assert after.parts == before.parts
    assert after.source == before.source


def test_a_visit_rewrites_only_its_month_and_what_it_tells(world: World) -> None:
    world.go(40)
    before = rebuild(world.folder, AT)
    world.go(1, "visit")
    after = update(world.folder, AT)
    assert after.parts["people.residents"] == before.parts["people.residents"]
    differing = {
        key
        for key, part in after.parts["encounters.visits"].items()
        if before.parts["encounters.visits"].get(key) != part
    }
    assert len(differing) == 1
    assert everything_stored(world.folder) == everything_live()
