"""The pages of reports: the deeds behind their buttons, cells that open, differences that show, rights at each step."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tram.kernel.actors import Role
from tram.kernel.models import ReadEntry
from tram.reports.models import Snapshot, SnapshotStep
from tram.reports.tests.closing_world import install
from tram.reports.tests.test_pages import signed_in
from tram.reports.tests.world import HERE, NEXT, World, add_visit

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at:UserWarning")]
OCTOBER = ["report-test", HERE, "2026-10"]
CELL = {"bang": "visits", "hang": "AMB", "cot": "all"}


@pytest.fixture(autouse=True)
def forms(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """One report; Mai came to the station in October, Ba was visited at home."""
    install(monkeypatch)
    add_visit(world, "ba", "2026-10-20", kind="HH")


@pytest.fixture
def thu(world: World) -> Client:
    """The browser of the station's head."""
    return signed_in(world, Role.STATION_HEAD, HERE, "thu")


def url(name: str, *args: str) -> str:
    return reverse(f"reports:{name}", args=args or OCTOBER)


def page(client: Client, name: str = "report", **query: str) -> str:
    answer = client.get(url(name), query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def post(client: Client, name: str, **typed: str) -> int:
    return client.post(url(name), typed).status_code


def test_a_station_sees_what_is_due_and_opens_it(thu: Client):
    text = thu.get(reverse("reports:reports")).content.decode()
    assert url("report") in text
    assert "99/BCT" in text
    assert "Quá hạn" in text  # October's: these pages are asked today, long after
    assert reverse("reports:reports") in thu.get("/chi-tieu/").content.decode()  # from the navigation


def test_the_draft_is_closed_from_its_page_then_sent_then_opened_again_and_closed_anew(thu: Client, world: World):
    draft = page(thu)
    assert "Bản nháp" in draft
    assert 'data-dialog="close"' in draft
    assert 'data-dialog="reopen"' not in draft
    assert post(thu, "report_close") == 302
    closed = page(thu)
    assert "Đã chốt" in closed
    assert "Mã kiểm" in closed
    assert 'data-dialog="close"' not in closed
    assert post(thu, "report_send", reason="Trục liên thông, số 12") == 302
    assert "Trục liên thông, số 12" in page(thu)
    add_visit(world, "lan", "2026-10-30")
    assert post(thu, "report_reopen", reason="Ghi muộn bà Lan") == 302
    assert "Kỳ đã mở lại" in page(thu)
    assert post(thu, "report_close") == 302
    corrected = page(thu)
    assert "Bản 2 đã sửa" in corrected
    assert "Ghi muộn bà Lan" in corrected
    assert [row.number for row in Snapshot.objects.order_by("number")] == [1, 2]
    assert SnapshotStep.objects.count() == 2


def test_late_data_marks_its_cells_and_they_open_to_the_people(thu: Client, world: World):
    post(thu, "report_close")
    add_visit(world, "lan", "2026-10-30")
    text = page(thu)
    assert text.count("→ 2") == 2
    assert "2 ô khác với số liệu hiện nay" in text
    people = page(thu, "report_people", **CELL)
    assert "Lò Thị Lan" in people
    assert "Vàng Thị Mai" in people
    assert "Lý Văn Ba" not in people
    assert ReadEntry.objects.filter(why="indicator.test-visits in 2026-10 kind=AMB").exists()
    assert "→ 2" not in page(thu, ban="nhap")


def test_a_cell_kept_to_several_keys_opens_to_all_of_them(thu: Client, world: World):
    add_visit(world, "na", "2026-10-21", kind="HH")
    people = page(thu, "report_people", bang="visits", hang="HH", cot="others")
    assert "Lý Văn Ba" in people
    assert "Giàng Thị Na" not in people


def test_the_nurse_reads_but_does_not_close(world: World):
    nurse = signed_in(world, Role.NURSE)
    text = page(nurse)
    assert 'data-dialog="close"' not in text
    assert url("report_people").partition("?")[0] in text
    assert post(nurse, "report_close") == 403
    assert Snapshot.objects.count() == 0


def test_the_station_next_door_finds_nothing(thu: Client, world: World):
    post(thu, "report_close")
    tuan = signed_in(world, Role.STATION_HEAD, NEXT, "tuan")
    for name in ("report", "report_people", "report_excel", "report_pdf"):
        assert tuan.get(url(name), CELL).status_code == 404
    for name in ("report_close", "report_reopen", "report_send"):
        assert post(tuan, name, reason="x") == 404
    assert tuan.get(reverse("reports:reports"), {"xa": HERE}).status_code == 404
    assert HERE not in tuan.get(reverse("reports:reports")).content.decode()


def test_the_province_sees_a_matrix_and_numbers_but_opens_no_names(thu: Client, world: World):
    post(thu, "report_close")
    ngoc = signed_in(world, Role.PROVINCE, HERE, "ngoc")
    matrix = ngoc.get(reverse("reports:reports"), {"ky": "2026-10"}).content.decode()
    assert url("report") in matrix
    assert url("report", "report-test", NEXT, "2026-10") in matrix
    assert "closing-matrix" in matrix
    text = page(ngoc)
    assert "Đã chốt" in text
    assert url("report_people") not in text
    assert ngoc.get(url("report_people"), CELL).status_code == 403


def test_excel_and_pdf_are_the_closing_that_stands(thu: Client, world: World):
    post(thu, "report_close")
    add_visit(world, "lan", "2026-10-30")
    answer = thu.get(url("report_excel"))
    assert answer["Content-Disposition"] == (
        f'attachment; filename="bao-cao-99-BCT-{HERE}-2026-10-01-2026-10-31-ban-1.xlsx"'
    )
    sheet = openpyxl.load_workbook(BytesIO(answer.content), data_only=True).worksheets[0]
    assert [[cell.value for cell in row[1:]] for row in sheet.iter_rows() if row[1].value in ("AMB", "HH")] == [
        ["AMB", "Tại trạm", 1, 1, 0],
        ["HH", "Tại nhà", 1, 0, 1],
    ]
    assert thu.get(url("report_pdf")).content.startswith(b"%PDF-")
    assert "nhap.pdf" in thu.get(url("report_pdf"), {"ban": "nhap"})["Content-Disposition"]


def test_programs_read_the_same_report_and_their_rights_are_the_same(thu: Client, world: World):
    post(thu, "report_close")
    add_visit(world, "lan", "2026-10-30")
    (due,) = thu.get("/api/reports/", {"period": "2026-10", "place": HERE}).json()
    assert (due["code"], due["state"], due["due"], due["closing"]["number"]) == ("99/BCT", "closed", "2026-11-06", 1)
    told = thu.get(f"/api/reports/report-test/{HERE}/2026-10/").json()
    assert told["tables"][0]["rows"][0]["values"] == [1, 1, 0]
    tuan = signed_in(world, Role.STATION_HEAD, NEXT, "tuan")
    assert tuan.get(f"/api/reports/report-test/{HERE}/2026-10/").status_code == 404
    assert tuan.get("/api/reports/", {"place": HERE}).status_code == 404


@pytest.mark.parametrize(
    ("args", "query", "status"),
    [
        (["report-x", HERE, "2026-10"], {}, 404),
        (["report-test", "99999", "2026-10"], {}, 404),
        (["report-test", HERE, "2026-13"], {}, 422),
        (["report-test", HERE, "2026"], {}, 422),
        (OCTOBER, {"ban": "x"}, 404),
        (OCTOBER, {"ban": "00000000-0000-0000-0000-000000000001"}, 404),
    ],
)
def test_an_address_that_leads_nowhere_is_answered_in_a_sentence(
    thu: Client, args: list[str], query: dict[str, str], status: int
):
    answer = thu.get(url("report", *args), query)
    assert answer.status_code == status
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("cell", [{}, {**CELL, "bang": "x"}, {**CELL, "hang": "x"}, {**CELL, "cot": "name"}])
def test_a_cell_that_is_not_there_is_not_found(thu: Client, cell: dict[str, str]):
    assert thu.get(url("report_people"), cell).status_code == 404


def test_the_pages_speak_english_and_the_paper_stays_vietnamese(thu: Client):
    thu.cookies["tram_language"] = "en"
    text = page(thu)
    assert "Visits in the period" in text
    assert "At the station" in text
    sheet = openpyxl.load_workbook(BytesIO(thu.get(url("report_excel")).content)).worksheets[0]
    assert sheet["A3"].value == "KHÁM BỆNH TRONG KỲ"


@pytest.mark.parametrize("province", ["1", "%", "99", "\0"])
def test_a_province_there_is_not_answers_like_nothing_to_who_sees_the_nation(world: World, province: str):
    desk = signed_in(world, Role.ADMINISTRATOR, HERE, "quantri")
    assert desk.get(reverse("reports:reports"), {"tinh": province}).status_code == 404
