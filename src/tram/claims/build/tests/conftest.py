"""The world every test of this package stands in."""

from __future__ import annotations

import pytest

from tram.claims.build.tests.world import World, world


@pytest.fixture
def place(db: None) -> World:
    return world()
