"""The examination register: one line per visit in order of time, what it says, who may read it, as a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tram.kernel.actors import Actor
from tram.kernel.models import ReadEntry
from tram.kernel.periods import Period, month
from tram.kernel.refusals import Refusal
from tram.reports.api import Register, register_page, register_workbook, sheet, stations, whole_register
from tram.reports.tests.world import AT, DAY, HERE, NEXT, World, add_visit

pytestmark = [pytest.mark.django_db, pytest.mark.on_both]
OCTOBER = month(2026, 10)


def register(actor: Actor, world: World, period: Period = OCTOBER, **more: Any) -> Register:
    """The register of the station here."""
    return register_page(actor, "A1", world.stations[HERE], period, at=AT, **more)


def lan_comes(world: World, day: str = "2026-10-16", **more: object) -> None:
    """Bà Lan is seen for her blood pressure."""
    add_visit(
        world, "lan", day, payer="bhyt", cover_number="DT4121234567890", symptoms="Đau đầu", advice="Giảm muối",
        follow_up_on=date(2026, 11, 16), note="Tái khám", drugs=[("Amlodipin 5 mg × 30 viên", "sáng 1 viên")],
        codes=[("I10", "Tăng huyết áp vô căn (nguyên phát)"), ("E11", "Bệnh đái tháo đường type 2")], **more,
    )  # fmt: skip


def test_a_line_says_what_the_fourteen_columns_ask(world: World, hanh: Actor) -> None:
    lan_comes(world)
    (section,) = register(hanh, world).sections
    columns = [column.id for column in section.layout.layout.columns]
    told = sheet(section.layout, section.lines, section.period).lines[1]
    assert dict(zip(columns, told, strict=True)) == {
        "number": 2,
        "full_name": "Lò Thị Lan",
        "sex": "female",
        "birth": date(1960, 5, 1),
        "identity": "012160000001",
        "insurance": "DT4121234567890",
        "address": "Bình Lư 1, Xã Bình Lư",
        "ethnicity": "Thái",
        "occupation": "",
        "symptoms": "Đau đầu",
        "diagnosis": "I10 Tăng huyết áp vô căn (nguyên phát); E11 Bệnh đái tháo đường type 2",
        "treatment": "Amlodipin 5 mg × 30 viên: sáng 1 viên; Giảm muối",
        "examiner": "Lò Thị Hạnh",
        "note": "Tái khám; Hẹn khám lại 16/11/2026",
    }
    assert section.lines[1].person == world.people["lan"]


def test_lines_stand_in_order_of_time_and_numbers_run_through_the_pages(world: World, hanh: Actor) -> None:
    for hour in (7, 3, 5):
        add_visit(world, "ba", "2026-10-20", hour=hour, reason=f"giờ {hour}")
    first, second = register(hanh, world, size=2), register(hanh, world, size=2, page=2)
    told = [(line.number, line.row()["symptoms"]) for line in (*first.lines, *second.lines)]
    assert told == [(1, ""), (2, "giờ 3"), (3, "giờ 5"), (4, "giờ 7")]
    assert (first.total, second.total) == (4, 4)


def test_only_visits_that_count_and_only_of_this_station_and_period(world: World, hanh: Actor) -> None:
    add_visit(world, "lan", "2026-10-31", status="superseded")
    add_visit(world, "lan", "2026-10-31", status="cancelled")
    add_visit(world, "lan", "2026-10-31", commune=NEXT)
    add_visit(world, "lan", "2026-11-01")
    add_visit(world, "ba", "2026-09-30")
    assert [line.full_name for line in register(hanh, world).lines] == ["Vàng Thị Mai"]


def test_a_visit_of_june_2025_keeps_the_form_of_that_day(world: World, hanh: Actor) -> None:
    add_visit(world, "ba", "2025-06-30")
    add_visit(world, "ba", "2025-07-01")
    whole = whole_register(hanh, "A1", world.stations[HERE], Period(date(2025, 7, 1), date(2025, 7, 31)), at=AT)
    assert [section.layout.form_code for section in whole.sections] == ["A1/CSYT"]
    across = register(hanh, world, Period(date(2025, 6, 1), date(2025, 7, 31)))
    told = [(section.layout.form_code, [line.number for line in section.lines]) for section in across.sections]
    assert told == [("A1/YTCS", [1]), ("A1/CSYT", [2])]


def test_the_spreadsheet_opens_with_real_dates_and_text_that_cannot_run(world: World, hanh: Actor) -> None:
    lan_comes(world)
    add_visit(world, "ba", "2026-10-17", symptoms='=HYPERLINK("http://x","y")', note="+84", reason="@SUM(1)")
    content = register_workbook(whole_register(hanh, "A1", world.stations[HERE], OCTOBER, at=AT))
    opened = openpyxl.load_workbook(BytesIO(content)).active
    assert opened is not None
    rows = list(opened.iter_rows(values_only=True))
    heads = next(index for index, row in enumerate(rows) if row[0] == "STT")
    assert rows[heads][:4] == ("STT", "Họ và tên", "Giới", "Ngày sinh")
    lan, ba = rows[heads + 2], rows[heads + 3]
    assert lan[3] == datetime(1960, 5, 1)  # noqa: DTZ001 - a cell of a sheet has no zone
    assert lan[:3] == (2, "Lò Thị Lan", "Nữ")
    assert ba[3] == "1950"
    dangerous = opened.cell(heads + 4, 10)
    assert (dangerous.value, dangerous.data_type) == ('=HYPERLINK("http://x","y")', "s")
    assert [row[0] for row in rows[:3]] == [
        "BỘ Y TẾ", "Trạm Y tế xã Bình Lư", "Sổ khám bệnh (A1/CSYT), tháng 10 năm 2026",
    ]  # fmt: skip
    assert opened.page_setup.orientation == "landscape"


def test_tuan_cannot_read_the_register_next_door(world: World, tuan: Actor) -> None:
    with pytest.raises(Refusal) as refusal:
        register(tuan, world)
    assert refusal.value.status == 404
    assert [one.name for one in stations(tuan, DAY)] == ["Trạm Y tế xã Bản Bo"]


def test_the_province_and_the_village_health_worker_have_no_register(world: World, ngoc: Actor, pan: Actor) -> None:
    for somebody in (ngoc, pan):
        with pytest.raises(Refusal) as refusal:
            register(somebody, world)
        assert refusal.value.status == 403


@pytest.mark.parametrize(
    ("period", "code"),
    [
        (Period(date(2026, 1, 1)), "register.period"),
        (Period(date(2025, 7, 1), date(2026, 12, 31)), "register.long"),
        (Period(date(2027, 2, 1), date(2027, 3, 31)), "register.no_layout"),
    ],
)
def test_a_period_no_register_can_show_is_refused(world: World, hanh: Actor, period: Period, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        register(hanh, world, period)
    assert refusal.value.code == code


def test_reading_a_page_is_logged_with_how_many_people(world: World, hanh: Actor) -> None:
    lan_comes(world)
    lan_comes(world, "2026-10-17")
    register(hanh, world)
    entry = ReadEntry.objects.get()
    assert (entry.why, entry.people, entry.person) == ("register.A1 2026-10-01", 2, None)


def test_more_lines_need_no_more_queries(world: World, hanh: Actor) -> None:
    lan_comes(world)
    with CaptureQueriesContext(connection) as few:
        register(hanh, world)
    for day in range(1, 9):
        lan_comes(world, f"2026-10-0{day}")
        add_visit(world, "ba", f"2026-10-0{day}")
    with CaptureQueriesContext(connection) as many:
        assert len(register(hanh, world).lines) == 18
    assert len(many) <= len(few)
