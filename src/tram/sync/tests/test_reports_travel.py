"""Closed reports between machines: closings arrive whole, two made apart agree or wait for a person, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.support.nodes import NOON, Node, diff
from tram.encounters.api import record_visit
from tram.kernel.actors import SYSTEM, Actor, Role
from tram.kernel.facts import deed, verify
from tram.kernel.ids import uuid7
from tram.kernel.periods import parse_period
from tram.kernel.refusals import Refusal
from tram.reports.api import close_report, closed_report, reopen_report, report_view, send_report
from tram.reports.models import Snapshot, SnapshotStep
from tram.reports.tests.closing_world import install
from tram.sync.snapshot.load import ask_for_snapshot
from tram.sync.tests.machines import HERE, NEXT_DOOR, PROVINCE, join, machine, push, reasons
from tram.sync.tests.talking import held, person, talk

WHICH: dict[str, Any] = {"place": HERE, "report": "99/BCT", "period": parse_period("2026-10")}
IN_OCTOBER = datetime(2026, 10, 20, 3, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 5, 3, 0, tzinfo=UTC)


@dataclass
class Tower:
    """The province's centre, a station under it and its neighbour."""

    centre: Node
    station: Node
    neighbour: Node


@pytest.fixture
def tower(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tower]:
    install(monkeypatch)
    with ExitStack() as stack:
        nation, *rest = (stack.enter_context(machine(name)) for name in ("Bộ", "Trung tâm", "Trạm", "Trạm bên"))
        made = Tower(*rest)
        join(nation, made.centre, PROVINCE)
        join(made.centre, made.station, HERE)
        join(made.centre, made.neighbour, NEXT_DOOR)
        visit(made.station, person(made.station, "Lò Thị Lan"))
        talk(made.station, made.centre)
        yield made


def visit(node: Node, who: UUID) -> None:
    """Somebody comes to the station in October."""
    nurse = Actor(uuid7(), "Hạnh", frozenset({Role.NURSE}), frozenset({HERE}), commune=HERE)
    with node.here():
        record_visit(by=nurse, at=IN_OCTOBER, person=who, commune=HERE)


def do(node: Node, work: Any, **told: Any) -> Any:
    """A deed about October's report at a machine."""
    with node.here():
        return work(by=SYSTEM, at=LATER, **WHICH, **told)


def shown(node: Node) -> tuple[str, list[Any]]:
    """How October stands at a machine, and the totals of what is shown there."""
    with node.here():
        view = report_view(SYSTEM, at=LATER, **WHICH)
    return view.due.state.value, [total.value for table in view.frozen.filled for total in table.totals if total]


def meet(tower: Tower) -> None:
    """The two talk until both have said everything."""
    for _ in range(2):
        talk(tower.station, tower.centre)


def test_a_station_closes_without_a_line_and_the_centre_sees_it_when_there_is_one(tower: Tower):
    do(tower.station, close_report)
    assert shown(tower.centre)[0] == "due_soon"
    meet(tower)
    assert shown(tower.centre) == shown(tower.station) == ("closed", [1, 1])
    do(tower.station, send_report, note="CV 1")
    meet(tower)
    assert shown(tower.centre)[0] == "sent"
    assert diff(tower.centre, tower.station, HERE) == []
    with tower.centre.here():
        assert verify().holds


def test_what_comes_late_from_the_station_is_a_difference_at_the_centre(tower: Tower):
    do(tower.station, close_report)
    visit(tower.station, person(tower.station, "Vàng Thị Mai"))
    meet(tower)
    with tower.centre.here():
        view = report_view(SYSTEM, at=LATER, **WHICH)
    told = [(one.column.id, one.before and one.before.value, one.after and one.after.value) for one in view.changes]
    assert told == [("all", 1, 2), ("women", 1, 2)]


def test_two_machines_that_close_the_same_numbers_closed_once(tower: Tower):
    do(tower.station, close_report)
    do(tower.centre, close_report)
    meet(tower)
    assert shown(tower.centre) == shown(tower.station) == ("closed", [1, 1])
    for node in (tower.centre, tower.station):
        with node.here():
            assert Snapshot.objects.count() == 2
            with pytest.raises(Refusal, match="đã chốt"):
                close_report(by=SYSTEM, at=LATER, **WHICH)
    with tower.centre.here():
        mine = closed_report(SYSTEM, **WHICH)[0].id
    with tower.station.here():
        assert closed_report(SYSTEM, **WHICH)[0].id == mine
    do(tower.station, reopen_report, reason="Sai")
    meet(tower)
    assert shown(tower.centre)[0] == "reopened"


def test_two_machines_that_close_different_numbers_wait_for_a_person_who_loses_nothing(tower: Tower):
    visit(tower.station, person(tower.station, "Vàng Thị Mai"))
    do(tower.station, close_report)
    mistaken = do(tower.centre, close_report)
    meet(tower)
    assert shown(tower.centre)[0] == shown(tower.station)[0] == "two_closings"
    for work in (send_report, close_report):
        with pytest.raises(Refusal):
            do(tower.centre, work)
    with tower.centre.here(), pytest.raises(Refusal, match="khác nhau"):
        closed_report(SYSTEM, **WHICH)
    do(tower.centre, reopen_report, reason="Chốt khi trạm chưa gửi đủ", closing=mistaken.id)
    meet(tower)
    assert shown(tower.centre) == shown(tower.station) == ("closed", [2, 2])
    with tower.station.here():
        assert Snapshot.objects.count() == 2
        assert SnapshotStep.objects.get().note == "Chốt khi trạm chưa gửi đủ"


def test_one_sends_while_the_other_opens_again_and_both_agree(tower: Tower):
    do(tower.station, close_report)
    meet(tower)
    do(tower.centre, reopen_report, reason="Sai")
    do(tower.station, send_report)
    meet(tower)
    assert shown(tower.centre)[0] == shown(tower.station)[0] == "reopened"
    with tower.centre.here():
        (closing,) = report_view(SYSTEM, at=LATER, **WHICH).closings
    assert {step.kind for step in closing.steps} == {"sent", "reopened"}
    assert do(tower.centre, close_report).number == 2


def test_a_corrected_version_arrives_with_what_it_supersedes(tower: Tower):
    first = do(tower.station, close_report)
    do(tower.station, reopen_report, reason="Sai")
    visit(tower.station, person(tower.station, "Vàng Thị Mai"))
    second = do(tower.station, close_report)
    meet(tower)
    with tower.centre.here():
        view = report_view(SYSTEM, at=LATER, **WHICH)
    assert [one.id for one in view.closings] == [first.id, second.id]
    assert [one.column.id for one in view.corrections] == ["all", "women"]


def test_a_machine_cannot_close_for_a_place_that_is_not_its_own(tower: Tower):
    with tower.neighbour.here(), deed("report.closed", by=SYSTEM, at=NOON, place=HERE) as fact:
        fact.add(forged())
    assert reasons(push(tower.neighbour, tower.centre)) == ["scope.place"]
    assert shown(tower.centre)[0] == "due_soon"


def test_a_new_machine_begins_with_the_closings_of_its_places_and_no_others(
    tower: Tower, settings: Any, tmp_path: Path
):
    settings.HOME = tmp_path
    do(tower.station, close_report)
    do(tower.station, reopen_report, reason="Sai")
    with tower.centre.here():
        close_report(by=SYSTEM, at=LATER, **{**WHICH, "place": PROVINCE})
    meet(tower)
    with machine("Sở mới") as province, machine("Trạm mới") as station:
        for node, places, held_there in ((province, PROVINCE, {PROVINCE, HERE}), (station, HERE, {HERE})):
            join(tower.centre, node, places)
            with node.here():
                ask_for_snapshot(tower.centre.id, LATER)
            assert talk(node, tower.centre).done
            with node.here():
                assert set(Snapshot.objects.values_list("commune", flat=True)) == held_there
                assert SnapshotStep.objects.get().note == "Sai"


def forged() -> Snapshot:
    period = WHICH["period"]
    return Snapshot(
        commune=HERE, report="report-test", version=1, first_day=period.start, last_day=period.end, number=1,
        content="{}", definitions="{}", digest="0" * 64, closed_by=SYSTEM.id, closed_name="Ai đó", closed_at=NOON,
    )  # fmt: skip


def test_a_closing_this_program_cannot_read_says_so(tower: Tower):
    with tower.station.here(), deed("report.closed", by=SYSTEM, at=NOON, place=HERE) as fact:
        fact.add(forged())
    meet(tower)
    with tower.centre.here(), pytest.raises(Refusal, match="cập nhật"):
        report_view(SYSTEM, at=LATER, **WHICH)


def test_a_provinces_report_stays_above_the_stations(tower: Tower):
    whole = {**WHICH, "place": PROVINCE}
    with tower.centre.here():
        close_report(by=SYSTEM, at=LATER, **whole)
    meet(tower)
    with tower.station.here():
        assert Snapshot.objects.count() == 0
    assert held(tower.station) == {}
