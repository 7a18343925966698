"""Nobody but the root gives everybody a definition, whatever their program writes."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.nodes import NOON, Node
from tram.kernel.actors import SYSTEM
from tram.kernel.definitions import ROOT, generation
from tram.kernel.facts import deed
from tram.reports.api import indicator
from tram.sync.definitions import published_definitions, settle_definitions
from tram.sync.models import PublishedDefinition
from tram.sync.tests.machines import HERE, join, machine, push, reasons

NEW = date(2027, 1, 1)
BODY = (
    (ROOT / "reports" / "ct25-insured.toml")
    .read_text(encoding="utf-8")
    .replace("version = 1", "version = 2")
    .replace("= 2023-10-25", "= 2027-01-01")
)


def _written_by_hand(node: Node, commune: str, place: str) -> None:
    with node.here(), deed("definition.published", by=SYSTEM, at=NOON, place=place) as fact:
        fact.add(
            PublishedDefinition(
                path="reports/x.toml", definition="ct25-insured", version=2, title="x", effective_from=NEW, body=BODY,
                digest="0" * 64, commune=commune,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("commune", "place", "held"), [("", "", ["scope.place"]), ("", HERE, ["scope.place"]), (HERE, HERE, [])]
)
def test_a_definition_that_a_station_writes_counts_nowhere_else(tmp_path, monkeypatch, commune, place, held):
    monkeypatch.setenv("TRAM_HOME", str(tmp_path))
    generation(look=True)
    with machine("Trung tâm") as centre, machine("Trạm") as station:
        join(centre, station)
        _written_by_hand(station, commune, place)
        monkeypatch.setenv("TRAM_HOME", str(tmp_path / "centre"))
        assert reasons(push(station, centre)) == held
        with centre.here():
            assert settle_definitions(NOON).used == 0
            assert published_definitions() == ()
            generation(look=True)
            assert indicator("ct25-insured", NEW).definition.head.version == 1
    monkeypatch.undo()
    generation(look=True)
