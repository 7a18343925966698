"""A period is closed once, frozen whole, opened again with a reason, closed anew, sent; nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tram.kernel.actors import Actor, Role
from tram.kernel.facts import verify
from tram.kernel.models import Fact
from tram.kernel.periods import kind_of, parse_period
from tram.kernel.refusals import Refusal
from tram.places.models import Province
from tram.reports.closing.asked import closed_report, report_list, report_view
from tram.reports.closing.deeds import close_report, reopen_report, send_report
from tram.reports.closing.states import State
from tram.reports.models import Snapshot, SnapshotStep
from tram.reports.tests.closing_world import HEAD, REPORT, VISITS, install
from tram.reports.tests.world import HERE, NEXT, World, actor, add_visit

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
OCTOBER = parse_period("2026-10")
NOVEMBER_3 = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
NOVEMBER_9 = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)
WHICH: dict[str, Any] = {"place": HERE, "report": "99/BCT", "period": OCTOBER}


@pytest.fixture(autouse=True)
def forms(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """One report; in October Mai came to the station (it is in the world) and Ba was visited at home."""
    install(monkeypatch)
    add_visit(world, "ba", "2026-10-20", kind="HH")


@pytest.fixture
def thu(world: World) -> Actor:
    """The head of the station."""
    return actor(Role.STATION_HEAD, HERE, facility=world.stations[HERE])


def numbers(view: Any) -> list[list[Any]]:
    (table,) = view.frozen.filled
    return [[line.row.id, *(cell.value for cell in line.cells if cell)] for line in table.lines]


def refused(work: Any) -> Refusal:
    with pytest.raises(Refusal) as told:
        work()
    return told.value


def test_closing_freezes_the_numbers_the_definitions_and_who_did_it(thu: Actor):
    closing = close_report(by=thu, at=NOVEMBER_3, **WHICH)
    view = report_view(thu, at=NOVEMBER_3, **WHICH)
    assert numbers(view) == [["AMB", 1, 1, 0], ["HH", 1, 0, 1]]
    assert [cell.value for cell in view.frozen.filled[0].totals if cell] == [2, 2 - 1]
    assert (closing.number, closing.name, closing.at, closing.supersedes) == (1, thu.name, NOVEMBER_3, None)
    assert (view.due.state, view.shown and view.shown.id) == (State.CLOSED, closing.id)
    assert {name: version for name, (version, _) in view.definitions.items()} == {
        "report-test": 1, "test-visits": 1, "reports.splits": 1,
    }  # fmt: skip
    assert all(len(digest) == 64 for _, digest in view.definitions.values())
    fact = Fact.objects.get(name="report.closed")
    assert (fact.place, fact.person, fact.actor) == (HERE, None, thu.id)
    assert verify().holds


def test_a_frozen_report_reads_the_same_when_its_definition_is_gone(thu: Actor, monkeypatch: pytest.MonkeyPatch):
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    other = {**REPORT, "version": 2, "tables": [{**REPORT["tables"][0], "title_vi": "Khác", "rows": {"split": "sex"}}],
             "examples": [{"lines": {"visits": []}}]}  # fmt: skip
    install(monkeypatch, other)
    view = report_view(thu, at=NOVEMBER_3, **WHICH)
    assert numbers(view) == [["AMB", 1, 1, 0], ["HH", 1, 0, 1]]
    assert (view.frozen.version, view.frozen.tables[0].title_vi) == (1, "Lượt khám theo nơi khám")
    assert [row.title_vi for row in view.frozen.tables[0].rows] == ["Tại trạm", "Tại nhà"]
    assert [row.title_en for row in view.frozen.tables[0].rows] == ["At the station", "At home"]


def test_late_data_is_a_difference_in_each_cell_and_the_frozen_numbers_stay(thu: Actor, world: World):
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    add_visit(world, "lan", "2026-10-30")
    view = report_view(thu, at=NOVEMBER_9, **WHICH)
    assert numbers(view)[0] == ["AMB", 1, 1, 0]
    told = {change.key: (change.before and change.before.value, change.after and change.after.value)
            for change in view.changes}  # fmt: skip
    assert told == {("visits", "AMB", "all"): (1, 2), ("visits", "AMB", "women"): (1, 2)}
    draft = report_view(thu, at=NOVEMBER_9, draft=True, **WHICH)
    assert (draft.shown, numbers(draft)[0]) == (None, ["AMB", 2, 2, 0])


def test_a_corrected_version_is_a_new_number_that_names_what_changed(thu: Actor, world: World):
    first = close_report(by=thu, at=NOVEMBER_3, **WHICH)
    add_visit(world, "lan", "2026-10-30", kind="HH")
    reopen_report(by=thu, at=NOVEMBER_9, reason="Ghi thêm lượt thăm bà Lan", **WHICH)
    assert report_view(thu, at=NOVEMBER_9, **WHICH).due.state == State.REOPENED
    second = close_report(by=thu, at=NOVEMBER_9, reason="Lượt khám ghi muộn", **WHICH)
    assert (second.number, second.supersedes, second.reason) == (2, first.id, "Lượt khám ghi muộn")
    view = report_view(thu, at=NOVEMBER_9, **WHICH)
    assert [(change.row.title_vi, change.column.id) for change in view.corrections] == [
        ("Tại nhà", "all"),
        ("Tại nhà", "women"),
    ]
    assert view.changes == ()
    assert view.due.late
    old = report_view(thu, at=NOVEMBER_9, closing=first.id, **WHICH)
    assert numbers(old)[1] == ["HH", 1, 0, 1]
    assert [step.note for step in old.closings[0].steps] == ["Ghi thêm lượt thăm bà Lan"]
    assert [one.number for one in old.closings] == [1, 2]


def test_a_period_that_is_not_over_cannot_be_closed(thu: Actor):
    last_evening = datetime(2026, 10, 31, 16, 59, tzinfo=UTC)
    told = refused(lambda: close_report(by=thu, at=last_evening, **WHICH))
    assert told.code == "report.not_over"
    assert "01/11/2026" in told.sentence
    close_report(by=thu, at=datetime(2026, 10, 31, 17, 0, tzinfo=UTC), **WHICH)  # midnight in Vietnam


def test_closing_twice_is_refused_and_writes_nothing(thu: Actor, monkeypatch: pytest.MonkeyPatch):
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    told = refused(lambda: close_report(by=thu, at=NOVEMBER_9, **WHICH))
    assert (told.code, told.status) == ("report.closed", 409)
    assert "mở lại" in told.sentence
    # Two people press at the same time: neither sees the other's closing.
    from tram.reports.closing import deeds

    monkeypatch.setattr(deeds, "closings_of", lambda *_: ())
    assert refused(lambda: close_report(by=thu, at=NOVEMBER_9, **WHICH)).code == "report.closed"
    assert Snapshot.objects.count() == 1


def test_two_who_send_or_open_again_at_the_same_time_leave_one_step(thu: Actor, monkeypatch: pytest.MonkeyPatch):
    from tram.reports.closing import deeds

    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    seen = report_view(thu, at=NOVEMBER_3, **WHICH).closings
    send_report(by=thu, at=NOVEMBER_3, note="\0Công văn 12", **WHICH)
    reopen_report(by=thu, at=NOVEMBER_3, reason="Sai", **WHICH)
    monkeypatch.setattr(deeds, "closings_of", lambda *_: seen)  # the other saw neither
    assert refused(lambda: send_report(by=thu, at=NOVEMBER_9, **WHICH)).code == "report.sent"
    assert refused(lambda: reopen_report(by=thu, at=NOVEMBER_9, reason="y", **WHICH)).code == "report.not_closed"
    assert sorted(SnapshotStep.objects.values_list("kind", "note")) == [("reopened", "Sai"), ("sent", "Công văn 12")]


def test_what_is_not_closed_is_neither_sent_nor_opened_again(thu: Actor):
    assert refused(lambda: send_report(by=thu, at=NOVEMBER_3, **WHICH)).code == "report.not_closed"
    assert refused(lambda: reopen_report(by=thu, at=NOVEMBER_3, reason="x", **WHICH)).code == "report.not_closed"
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    assert refused(lambda: reopen_report(by=thu, at=NOVEMBER_3, reason="  ", **WHICH)).code == "report.reason"


def test_sending_is_told_once_and_a_corrected_version_is_sent_anew(thu: Actor):
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    sent = send_report(by=thu, at=NOVEMBER_3, note="Công văn 12/TYT", **WHICH)
    assert (sent.sent and sent.sent.note, sent.sent and sent.sent.name) == ("Công văn 12/TYT", thu.name)
    assert refused(lambda: send_report(by=thu, at=NOVEMBER_3, **WHICH)).code == "report.sent"
    assert report_view(thu, at=NOVEMBER_3, **WHICH).due.state == State.SENT
    reopen_report(by=thu, at=NOVEMBER_3, reason="Sai", **WHICH)
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    assert report_view(thu, at=NOVEMBER_3, **WHICH).due.state == State.CLOSED
    assert send_report(by=thu, at=NOVEMBER_3, **WHICH).number == 2


def test_the_station_reads_and_its_head_closes_while_others_see_nothing(
    thu: Actor, hanh: Actor, tuan: Actor, pan: Actor
):
    assert report_view(thu, at=NOVEMBER_3, **WHICH).may_close is True
    assert report_view(hanh, at=NOVEMBER_3, **WHICH).may_close is False
    assert refused(lambda: close_report(by=hanh, at=NOVEMBER_3, **WHICH)).status == 403
    for stranger in (tuan, actor(Role.STATION_HEAD, NEXT)):
        assert refused(lambda stranger=stranger: report_view(stranger, at=NOVEMBER_3, **WHICH)).status == 404
        assert refused(lambda stranger=stranger: close_report(by=stranger, at=NOVEMBER_3, **WHICH)).status in (403, 404)
    assert refused(lambda: report_view(pan, at=NOVEMBER_3, **WHICH)).status == 403
    bound = actor(Role.STATION_HEAD, HERE, villages=pan.villages)
    assert refused(lambda: report_view(bound, at=NOVEMBER_3, **WHICH)).status == 404


def test_the_centre_may_close_for_its_communes_and_the_province_reads_numbers(oanh: Actor, ngoc: Actor):
    close_report(by=oanh, at=NOVEMBER_3, **WHICH)
    assert report_view(ngoc, at=NOVEMBER_3, **WHICH).due.state == State.CLOSED


def test_a_province_reports_the_sum_of_its_communes_and_only_who_sees_all_of_it_may(
    ngoc: Actor, thu: Actor, world: World
):
    Province.objects.create(code="12", name="Tỉnh Lai Châu", unit_type="Tỉnh", valid_from=date(2025, 7, 1))
    add_visit(world, "next", "2026-10-02", commune=NEXT)
    whole = {**WHICH, "place": "12"}
    assert refused(lambda: report_view(thu, at=NOVEMBER_3, **whole)).status == 404
    closing = close_report(by=ngoc, at=NOVEMBER_3, **whole)
    view = report_view(ngoc, at=NOVEMBER_3, **whole)
    assert numbers(view) == [["AMB", 2, 1, 1], ["HH", 1, 0, 1]]
    assert (view.frozen.unit, view.frozen.place_name) == ("Sở Y tế tỉnh Lai Châu", "Tỉnh Lai Châu")
    assert Snapshot.objects.get(pk=closing.id).commune == "12"
    assert report_view(ngoc, at=NOVEMBER_3, **WHICH).due.state == State.OPEN


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"report": "98/BCT"}, "report.unknown"),
        ({"period": parse_period("2026")}, "report.period"),
        ({"period": parse_period("2026-10-01..2026-10-15")}, "report.period"),
        ({"place": "99999"}, "access.not_found"),
        ({"place": "7"}, "access.not_found"),
        ({"place": ""}, "access.not_found"),
    ],
)
def test_what_does_not_exist_is_refused_in_a_sentence(thu: Actor, changed: dict[str, Any], code: str):
    told = refused(lambda: close_report(by=thu, at=NOVEMBER_3, **{**WHICH, **changed}))
    assert told.code == code
    assert told.sentence.endswith(".")


@pytest.mark.parametrize("name", ["99/BCT", "99bct", "99/bct", "report-test", "REPORT-TEST"])
def test_a_report_is_called_by_its_id_or_its_code(thu: Actor, name: str):
    assert report_view(thu, at=NOVEMBER_3, **{**WHICH, "report": name}).due.report == "report-test"


def test_the_cells_of_a_closing_are_handed_on_with_their_keys(thu: Actor, world: World):
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    add_visit(world, "lan", "2026-10-30")
    closing, frozen, definitions = closed_report(thu, **WHICH)
    assert (closing.number, frozen.place, frozen.period, definitions["test-visits"][0]) == (1, HERE, OCTOBER, 1)
    cells = frozen.cells["test-visits"]
    assert cells.by == ("kind", "sex")
    assert [(cell.keys, cell.numerator, cell.denominator) for cell in cells.cells] == [
        (("AMB", "female"), 1, None),
        (("HH", "male"), 1, None),
    ]
    reopen_report(by=thu, at=NOVEMBER_9, reason="Sai", **WHICH)
    assert refused(lambda: closed_report(thu, **WHICH)).code == "report.not_closed"
    assert closed_report(thu, number=1, **WHICH)[0].number == 1
    assert refused(lambda: closed_report(thu, number=2, **WHICH)).code == "report.number"


def test_the_list_says_what_is_due_where_and_until_when(thu: Actor, oanh: Actor, tuan: Actor):
    close_report(by=thu, at=NOVEMBER_3, **WHICH)
    mine = report_list(thu, at=NOVEMBER_3)
    assert {(one.place, one.code) for one in mine} == {(HERE, "99/BCT")}
    states = {str(one.period.start): (str(one.due), one.state, one.days_left) for one in mine}
    assert states == {
        "2026-10-01": ("2026-11-06", State.CLOSED, 3),
        "2026-07-01": ("2026-10-07", State.OVERDUE, 0),  # the third quarter
    }
    january = report_list(thu, at=datetime(2027, 1, 5, tzinfo=UTC))
    assert [str(one.period.start) for one in january if kind_of(one.period) == "month"] == [
        "2026-10-01", "2026-11-01", "2026-12-01",
    ]  # fmt: skip
    matrix = report_list(oanh, at=NOVEMBER_3, period=OCTOBER)
    assert [(one.place, one.state) for one in matrix] == [
        ("12", State.OPEN),  # the two communes are all of the tests' province
        (HERE, State.CLOSED),
        (NEXT, State.OPEN),
    ]
    assert [one.place for one in report_list(tuan, at=NOVEMBER_3, period=OCTOBER)] == [NEXT]
    assert refused(lambda: report_list(tuan, at=NOVEMBER_3, place=HERE)).status == 404


def test_the_test_definitions_are_whole():
    assert {"id", *HEAD} <= VISITS.keys() & REPORT.keys()
