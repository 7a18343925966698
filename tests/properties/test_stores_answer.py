"""Every shipped number is the same in the record, in its store, in the published store and in the nation's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.support import deeds, nodes
from tests.support.nodes import Node
from tram.encounters.api import load_icd_categories
from tram.kernel.clock import today_vn
from tram.kernel.periods import Period, half, kind_of, month, quarter, year
from tram.reports.api import Moment, indicators
from tram.reports.catalogue import Indicator
from tram.reports.reads.cells import cells_of
from tram.reports.reads.scope import Scope
from tram.reports.reads.stores import open_store
from tram.warehouse.api import join, pseudonymous, rebuild, update

COMMUNES = ("03424", "03390", "03127")
EVERYWHERE = Scope(None)
MOST = ("sex", "age_group", "commune", "icd_chapter", "payer")


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Node, list[Path]]]:
    """Three communes of two provinces at work for two months, and their stores."""
    node, random = nodes.make("gốc"), Random(11)
    with nodes.seeded(11), node.here(), tempfile.TemporaryDirectory() as name:
        load_icd_categories()
        deeds.found(COMMUNES, node.clock.at, people_each=12)
        folder, out, nation = (Path(name) / each for each in ("store", "out", "nation"))
        for number in range(260):
            node.clock.at += timedelta(hours=5)
            hands = deeds.Hands(random, node.clock.at, COMMUNES, COMMUNES)
            deeds.do(hands, "visit" if number % 2 else "")
            if number == 100:
                rebuild(folder, node.clock.at)
        update(folder, node.clock.at)
        pseudonymous(folder, out, bytes(range(32)), node.clock.at)
        join([out], nation, node.clock.at)
        yield node, [folder, out, nation]
    node.close()


def period_of(found: Indicator, today: date) -> Period:
    """The shortest period the number is told for."""
    whole = (Period(today, today), month(today.year, today.month), quarter(today.year, 4), half(today.year, 2))
    return next((one for one in whole if found.fits(kind_of(one))), year(today.year))


def test_every_shipped_number_is_the_same_wherever_it_is_read(made: tuple[Node, list[Path]]) -> None:
    node, folders = made
    stores = [open_store(folder) for folder in folders]
    told = 0
    with node.here():
        today = today_vn(node.clock.at)
        for found in indicators(today):
            moment = Moment(period_of(found, today), today)
            by = [name for name in MOST if name in found.split_ids()][:2]
            live = cells_of(found, EVERYWHERE, moment, by)
            told += sum(bool(cell.numerator) for cell in live)
            for store, folder in zip(stores, folders, strict=True):
                assert cells_of(found, EVERYWHERE, moment, by, store) == live, (found.id, folder.name)
    assert told > 50
