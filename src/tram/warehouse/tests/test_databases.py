"""A store is made of SQLite and of PostgreSQL alike, while others write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.support import deeds, nodes
from tram.encounters.api import load_icd_categories
from tram.kernel.actors import SYSTEM
from tram.kernel.clock import now
from tram.places.api import found_village, load_reference
from tram.warehouse.api import rebuild, update
from tram.warehouse.tests.conftest import AT, COMMUNES
from tram.warehouse.tests.reading import everything_live, everything_stored

pytestmark = [pytest.mark.on_both, pytest.mark.django_db]
ODD = 'Bản "Tí", \\n 50% %w; Đặng\'s'


def work(random: Random, number: int) -> None:
    for turn in range(number):
        at = AT + timedelta(minutes=turn)
        deeds.do(deeds.Hands(random, at, COMMUNES, COMMUNES), "visit" if turn % 3 == 0 else "")


def test_a_store_is_built_and_kept_up(tmp_path: Path) -> None:
    random = Random(5)
    load_reference(nodes.PROVINCES)
    load_icd_categories()
    deeds.found(COMMUNES, AT, people_each=4)
    found_village(by=SYSTEM, at=AT, commune="03424", name=ODD, day=AT.date() - timedelta(days=90), kind="ban")
    work(random, 40)
    rebuild(tmp_path / "store", now())
    held = everything_stored(tmp_path / "store")
    assert held == everything_live()
    assert held["encounters.observations"]
    assert ODD in {row[2] for row in held["places.villages"]}
    work(random, 30)
    update(tmp_path / "store", now())
    assert everything_stored(tmp_path / "store") == everything_live() != held
