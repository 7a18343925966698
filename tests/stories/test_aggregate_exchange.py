"""A closed report leaves as DHIS2 and as ADX, and another machine takes it in: every number arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tram.exchange.aggregate import mapping as names
from tram.exchange.aggregate.mapping import Names
from tram.exchange.aggregate.reading import read_message
from tram.exchange.api import import_values, received_values, report_message
from tram.kernel.actors import SYSTEM, Actor
from tram.kernel.definitions import in_force
from tram.kernel.periods import month
from tram.kernel.refusals import Refusal
from tram.reports.api import close_report, closed_report
from tram.reports.tests.closing_world import install
from tram.reports.tests.conftest import hanh, world
from tram.reports.tests.world import HERE, World, add_visit

__all__ = ["hanh", "world"]
pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
AT = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
WHICH: dict[str, Any] = {"place": HERE, "report": "99/BCT", "period": month(2026, 10)}


@pytest.fixture
def closed(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], int]:
    """October closed: Mai came to the station, Ba and Lan were visited at home. The numbers by sex and kind."""
    install(monkeypatch)
    monkeypatch.setattr(names, "mapping", _names)
    monkeypatch.setattr("tram.exchange.aggregate.deeds.mapping", _names)
    monkeypatch.setattr("tram.exchange.aggregate.receiving.mapping", _names)
    for who in ("ba", "lan"):
        add_visit(world, who, "2026-10-20", kind="HH")
    close_report(by=SYSTEM, at=AT, **WHICH)
    cells = closed_report(SYSTEM, **WHICH)[1].cells["test-visits"]
    return {(one.keys[cells.by.index("sex")], one.keys[cells.by.index("kind")]): one.numerator for one in cells.cells}


def _names(day: Any) -> Names:
    return Names.read(in_force("exchange", "dhis2", day), [("test-visits", False)], {"sex", "kind", "village"})


@pytest.mark.parametrize("form", ["dhis2", "adx"])
def test_every_number_of_a_closed_report_arrives(closed: dict[tuple[str, str], int], form: str) -> None:
    assert closed == {("female", "AMB"): 1, ("female", "HH"): 1, ("male", "HH"): 1}
    data = report_message(SYSTEM, at=AT, form=form, **WHICH)
    assert {one.data_set for one in read_message(data).values} == {"TRAM_REPORT_TEST"}
    taken = import_values(by=SYSTEM, at=AT, data=data, source="trạm Bình Lư")
    assert (taken.new, taken.faults) == (3, ())
    arrived = {(row.keys["sex"], row.keys["kind"]): int(row.value) for row in received_values(SYSTEM).rows}
    assert arrived == closed


@pytest.mark.usefixtures("closed")
def test_what_came_late_does_not_change_what_is_sent(world: World) -> None:
    before = report_message(SYSTEM, at=AT, form="dhis2", **WHICH)
    add_visit(world, "na", "2026-10-30")
    assert report_message(SYSTEM, at=AT, form="dhis2", **WHICH) == before
    assert {one["period"] for one in json.loads(before)["dataValues"]} == {"202610"}


@pytest.mark.parametrize("ask", [lambda: {**WHICH, "period": month(2026, 9)}, lambda: {**WHICH, "place": "03424"}])
@pytest.mark.usefixtures("closed")
def test_what_is_not_closed_is_not_sent(ask: Callable[[], dict[str, Any]]) -> None:
    with pytest.raises(Refusal) as refusal:
        report_message(SYSTEM, at=AT, form="adx", **ask())
    assert refusal.value.code == "report.not_closed"


@pytest.mark.usefixtures("closed")
def test_a_nurse_of_another_commune_gets_nothing(hanh: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        report_message(hanh, at=AT, form="adx", **{**WHICH, "place": "03424"})
    assert refusal.value.status == 404
