"""The two communes stand before each test that has a database."""

from __future__ import annotations

import pytest

from tram.people.tests.support import law


@pytest.fixture
def communes(db: None) -> None:
    law()
