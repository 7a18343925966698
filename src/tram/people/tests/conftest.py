"""The two communes stand before each test that has a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tram.people.tests.support import law
from tram.places.reads.law import forget


@pytest.fixture
def communes(db: None) -> Iterator[None]:
    law()
    yield
    forget()
