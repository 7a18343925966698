"""Deeds that write much at once: an import, several registrations in one transaction."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tests.support.deeds.hands import Hands, often
from tests.support.deeds.of_people import register
from tram.exchange.api import import_fhir
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import batch


@often(2)
def take_in(hands: Hands) -> object:
    """A small FHIR bundle; the same few patients come to every machine of a commune."""
    from tests.support.bundles import small_bundle

    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        path = Path(folder) / "bundle.json"
        path.write_text(json.dumps(small_bundle(hands.random, hands.commune)))
        by = Actor(SYSTEM.id, SYSTEM.name, frozenset(Role), frozenset(hands.communes), commune=hands.commune)
        return import_fhir(by=by, at=hands.at, paths=[path], commune=hands.commune)


@often(3)
def many(hands: Hands) -> object:
    """Several deeds in one transaction, as an import writes them."""
    with batch(size=hands.random.choice((2, 3, 500))):
        return [register(hands) for _ in range(hands.random.randint(2, 5))]
