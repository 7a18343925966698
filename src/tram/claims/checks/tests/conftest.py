"""The model claims and the rules of this program, read once."""

from __future__ import annotations

import pytest

from tram.claims.checks.book import PATTERN, ROOM, read_rules
from tram.claims.checks.examples import MODELS, read_models
from tram.engines.definitions.toml import read_toml
from tram.kernel.definitions import ROOT

PATHS = sorted((ROOT / ROOM).glob(PATTERN))


@pytest.fixture(scope="session")
def models():
    """The model claims by name."""
    return read_models(read_toml(ROOT / ROOM / MODELS)[0])


@pytest.fixture(scope="session")
def raws():
    """Every rule as written."""
    return read_rules(PATHS)
